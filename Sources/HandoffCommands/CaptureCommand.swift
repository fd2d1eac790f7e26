internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans
internal import Redaction

struct CaptureCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "capture",
    abstract: "Run a command and keep its redacted output, for pack.",
    usage: "handoff capture -o OUT [OPTIONS] -- COMMAND…",
    discussion: """
      OUT becomes a folder with stdout.txt, stderr.txt and capture.json: the command with its \
      arguments redacted, its exit code, times, and what was found. The raw output never reaches \
      the disk. Up to 8 MB of each stream are judged as a whole when the command has ended, and a \
      value found in one place goes from every other; what is beyond that goes line by line, as \
      from a filter. On the terminal the output is shown redacted line by line as it comes; a \
      value above its name has been shown by then, and is missing from the files. Output that can't \
      be seen through (compressed, pictures) isn't kept.

      The command keeps standard input and the terminal. Its exit code is passed on, 128 and the \
      signal's number where one ended it; 127 where there is no such command, 126 where it can't \
      be run, 125 where handoff itself failed. Processes that it leaves behind aren't waited for.
      """)

  @Option(name: [.short, .customLong("output")], help: "The folder for the redacted output.")
  var output: String

  @Argument(parsing: .postTerminator, help: "The command and its arguments, behind --.")
  var command: [String] = []

  @Option(name: .long, help: "What can be revealed later: default, all or none.")
  var vault: String = "default"

  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var ticket: TicketOption
  @OptionGroup var force: ForceOption

  @Flag(name: .long, help: "Write capture.json to standard output instead of the output itself.")
  var json = false

  @Flag(name: .long, help: "Don't show the output, and leave out notes.")
  var quiet = false

  func validate() throws {
    guard !command.isEmpty else { throw ValidationError("say what to run: … -- COMMAND") }
    guard Vault.Scope(rawValue: vault) != nil else {
      throw ValidationError("--vault takes default, all or none")
    }
  }

  func run() async throws {
    let console = Console(isQuiet: quiet)
    do {
      let status = try capture(console)
      guard status == 0 else { throw ExitCode(status) }
    } catch let error as ValidationError {
      throw error
    } catch let code as ExitCode {
      throw code
    } catch ForegroundChild.Refusal.notFound {
      console.error("\(shownProgram): command not found", hint: "nothing was run or written")
      throw ExitCode(127)
    } catch ForegroundChild.Refusal.notExecutable(let reason) {
      console.error("\(shownProgram): \(reason)", hint: "nothing was run or written")
      throw ExitCode(126)
    } catch {
      _ = console.report(error)
      throw ExitCode(125)
    }
  }

  /// The program's name is no secret, its arguments may be.
  private var shownProgram: String { PrintableText.line(command[0]) }

  /// - Returns: what to exit with.
  private func capture(_ console: Console) throws -> Int32 {
    guard force.force || !RegularFile.exists(output) else {
      throw FileError(
        code: .exists, path: output, message: "exists already", hint: "use --force to replace it")
    }
    let setup = try RedactionSetup(redaction, ticket: ticket.ticket)
    let named = try known.values(console)
    let scope = Vault.Scope(rawValue: vault) ?? .none
    let keeping =
      scope == .none ? nil : try VaultWriter(setup.vault(), scope: scope, rules: setup.rules)
    let files = try CaptureFiles(
      output: output,
      redaction: CaptureRedaction(
        rules: setup.rules, key: setup.key, named: named, vault: keeping))
    let line = QuotedWord.line(command)
    try files.redaction.learn(from: Array(line.utf8))
    let screen = try CaptureScreen(setup, named, isHidden: quiet || json)
    let signals = try SignalPipe()
    let started = Timestamp.now
    let child = try ForegroundChild(command, signals: signals)
    let outcome = child.wait { stream, bytes in
      files.take(stream, bytes)
      screen.show(stream, bytes)
    }
    screen.finish()
    try files.finish()
    var record = CaptureRecord(
      command: try files.redaction.redact(line), started: started, ended: Timestamp.now, outcome)
    record.add(files, setup)
    let document = try JSONText.encode(record, pretty: true)
    try files.write(document, as: CaptureRecord.fileName)
    try keeping?.finish()
    try files.commit(replacing: force.force)
    if json { try console.write(document) }
    tell(record, outcome, console)
    return record.status
  }

  private func tell(_ record: CaptureRecord, _ outcome: ChildOutcome, _ console: Console) {
    if outcome.leftBehind {
      console.warning(
        "the command has ended, and a process that it left behind still holds its output",
        hint: "what that process writes from now on is not kept")
    }
    for stream in [record.stdout, record.stderr] {
      guard let reason = stream.leftOut else { continue }
      console.warning(
        "\(stream.file): not kept: \(reason)", hint: "have the command write text")
    }
    let total = record.redacted.reduce(0) { $0 + $1.count }
    console.note("\(output): \(total) redacted, exit code \(record.status)")
  }
}
