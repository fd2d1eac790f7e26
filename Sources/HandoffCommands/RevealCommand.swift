internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import Redaction
internal import SystemPackage

struct RevealCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reveal",
    abstract: "Show what placeholders and pseudonyms stand for, on the machine that keeps the key.",
    discussion: """
      Give placeholders (REDACTED_…), their bare hex or pseudonyms, and each one's value is \
      printed on a line; or one file, or - for standard input, and the text is printed with the \
      values in their places. A value stands there bare, without escapes. What the vault doesn't \
      hold, or what stands for several values, stays.

      Exit code 2 when a placeholder that was asked for isn't in the vault (nothing is printed \
      then), or stands for several values (all of them are).
      """)

  @Argument(help: "Placeholders and pseudonyms; or a file, or - for standard input.")
  var subjects: [String] = []

  @Option(
    name: [.short, .customLong("output")],
    help: "Where it goes instead of standard output: a file that only you can read.")
  var output: String?

  @Option(name: .long, help: "Key file of the placeholders.")
  var key: String?

  @OptionGroup var ticket: TicketOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard !subjects.isEmpty else { throw ValidationError("name placeholders, a file, or -") }
    guard substitutes == nil else { return }
    guard subjects.count == 1 else {
      throw ValidationError("one of these is no placeholder; name placeholders, or one file")
    }
    if json.json { throw ValidationError("--json goes with placeholders; a text is data itself") }
  }

  /// Nil where the subject is a text.
  private var substitutes: [(text: String, identity: SubstituteIdentity)]? {
    let all = subjects.compactMap { text in SubstituteIdentity(text).map { (text, $0) } }
    return all.count == subjects.count ? all : nil
  }

  func run() async throws {
    let keyPath = try KeyPlace.path(key: key, ticket: ticket.ticket)
    let vault = try RevealPlace.vault(keyPath: keyPath)
    var output = try RevealOutput(path: output, isReplacing: force.force)
    if output.isExposed {
      quiet.console.warning(
        "standard output is a file that others may read",
        hint: "-o FILE makes one that only you can read")
    }
    if let substitutes {
      let answers = try RevealPlace.known(keyPath) { try RevealAnswers(substitutes, in: vault) }
      try answers.checkKnown()
      try output.write(json.json ? answers.json() : answers.lines)
      try output.finish()
      try answers.checkUnambiguous()
    } else {
      let outcome = try RevealPlace.known(keyPath) { try reveal(subjects[0], vault, &output) }
      try output.finish()
      tell(outcome)
    }
  }

  private func reveal(
    _ path: String, _ vault: Vault, _ output: inout RevealOutput
  ) throws -> Revealer.Outcome {
    var revealer = Revealer(vault)
    guard path != "-" else {
      return try revealer.reveal(from: .standardInput, named: "standard input") {
        try output.write($0)
      }
    }
    let input: FileDescriptor
    do {
      input = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
    } catch {
      let reason = error as? Errno ?? .ioError
      guard reason == .noSuchFileOrDirectory else {
        throw FileError(reason, path: PrintableText.line(path), doing: "read it")
      }
      throw FileError(
        code: .missing, path: PrintableText.line(path), message: "is no placeholder, and no file",
        hint: "a placeholder looks like REDACTED_email-address_3f9a1c2b4d5e6f70")
    }
    defer { try? input.close() }
    return try revealer.reveal(from: input, named: path) { try output.write($0) }
  }

  private func tell(_ outcome: Revealer.Outcome) {
    let console = quiet.console
    console.note("\(outcome.revealed) revealed")
    if outcome.unknown > 0 {
      console.note(
        "\(outcome.unknown) stay as they are: the vault doesn't hold them (credentials are kept "
          + "with '--vault all' only)")
    }
    if outcome.ambiguous > 0 {
      console.warning(
        "\(outcome.ambiguous) stay as they are: they stand for several values",
        hint: "ask for one of them alone to see its values")
    }
  }
}

/// The key and the vault that must be there already.
private enum RevealPlace {
  static func vault(keyPath: String) throws -> Vault {
    do {
      return Vault(keyPath: keyPath, key: try PlaceholderKey.load(keyPath, creating: false))
    } catch let error as FileError {
      guard error.code == .missing else { throw error }
      throw FileError(
        code: .missing, path: keyPath, message: "there is no key",
        hint: "name the ticket's with --ticket, or another with --key; only the machine that "
          + "redacted has it")
    }
  }

  /// Says what a missing vault means.
  static func known<Result>(_ keyPath: String, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let error as FileError {
      let path = Vault.path(keyPath: keyPath)
      guard error.code == .missing, error.path == path else { throw error }
      throw FileError(
        code: .missing, path: path, message: "there is no vault: nothing was kept with this key",
        hint: "name the ticket's with --ticket, or another with --key")
    }
  }
}
