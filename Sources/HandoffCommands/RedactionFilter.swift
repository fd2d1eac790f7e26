internal import Documents
internal import DurableFiles
internal import Redaction
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

  init(_ setup: RedactionSetup, named: NamedValues, scope: Vault.Scope) {
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
  }

  /// Whether what is written may be on the terminal too, now or behind the next program.
  private static var isOutputSeen: Bool {
    var status = stat()
    guard isatty(STDOUT_FILENO) == 0, fstat(STDOUT_FILENO, &status) == 0 else { return true }
    return [S_IFIFO, S_IFSOCK].contains(status.st_mode & S_IFMT)
  }
}
