internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import Redaction
internal import Synchronization
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Standard input to standard output.
struct RedactionFilter {
  private let setup: RedactionSetup
  private let named: NamedValues
  private let scope: Vault.Scope
  private let pictures: PictureHandling

  init(
    _ setup: RedactionSetup, named: NamedValues, scope: Vault.Scope, pictures: PictureHandling
  ) {
    self.pictures = pictures
    self.setup = setup
    self.named = named
    self.scope = scope
  }

  func run(_ console: Console) throws {
    let meter = ProgressMeter(isShown: !console.isQuiet && !Self.isOutputSeen)
    defer { meter.stop() }
    var filter = StreamFilter(rules: setup.rules, key: setup.key, jobs: setup.jobs)
    let vault =
      scope == .none ? nil : try VaultWriter(setup.vault(), scope: scope, rules: setup.rules)
    filter.vault = vault
    filter.named = named
    filter.progress = meter.progress
    filter.onLeftOut = { item in
      console.note("left out \(PrintableText.line(item.path)): \(item.reason)")
    }
    let embedded = Mutex(0)
    takePictures(&filter, console)
    filter.onEmbeddedLeftOut = { count in embedded.withLock { $0 += count } }
    // What has gone out can be revealed, however the stream ends.
    let token = Interruption.add { try? vault?.finish() }
    defer { Interruption.remove(token) }
    let allowed: [AllowedCount]
    do {
      allowed = try filter.run(from: .standardInput, to: .standardOutput)
    } catch {
      try? vault?.finish()
      throw error
    }
    try vault?.finish()
    meter.stop()
    AllowedSummary(allowed).write(to: console)
    let count = embedded.withLock { $0 }
    if count > 0 {
      console.note(
        "\(count) picture\(count == 1 ? "" : "s") in base64 left out; redact the file with -o to "
          + "have \(count == 1 ? "it" : "them") painted")
    }
  }

  private func takePictures(_ filter: inout StreamFilter, _ console: Console) {
    filter.pictures = pictures
    filter.willTakePicture = {
      guard !Console.isOutputTerminal else {
        throw ValidationError(
          "a picture isn't written to a terminal: name its file and -o OUT, or add > OUT")
      }
    }
    filter.onPicture = { outcome in
      switch outcome {
      case .kept: console.warnOfKept(picture: "")
      case .painted(let boxes):
        console.note("\(boxes) \(boxes == 1 ? "place" : "places") painted over in the picture")
      }
    }
  }

  /// Whether what is written may be on the terminal too, now or behind the next program.
  private static var isOutputSeen: Bool {
    var status = stat()
    guard isatty(STDOUT_FILENO) == 0, fstat(STDOUT_FILENO, &status) == 0 else { return true }
    return [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }
}
