import Documents
import DurableFiles
import Execution
import Plans
import TestSupport
import Testing

/// A plan's run in a folder of its own, without a bundle's signatures.
final class RunFixture {
  let work = TemporaryFolder()
  let folder: RunFolder
  let plan: Plan
  let sums: String
  var terminal = ScriptedTerminal(answers: nil)
  var options = Runner.Options(assumesYes: true)
  var fault: ((Journal.FaultPoint, JournalEvent) throws -> Void)?
  var secrets: [String: [String]] = [:]
  var openTarget: [TargetIdentity.Open] = []
  var gate: (Step) async throws -> [String] = { _ in [] }

  /// - Parameter steps: the part of the plan from `steps:` on, indented as there.
  init(_ rest: String, files: [String: String] = [:]) throws {
    let text = """
      apiVersion: handoff/v1
      kind: ChangePlan
      metadata: {id: p, ticket: T-1, client: acme}

      """ + rest
    plan = try Plan.parse(text: text, file: "plan.yaml")
    folder = RunFolder(work.file("run"))
    try folder.make()
    var files = files
    files["plan.yaml"] = text
    var list = ""
    for (name, content) in files.sorted(by: { $0.key < $1.key }) {
      let path = folder.bundle + "/" + name
      let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
      try DurableFile.makeFolders(parent)
      try DurableFile.write(Array(content.utf8), to: path)
      list += "\(JournalText.digest(Array(content.utf8)))  \(name)\n"
    }
    try DurableFile.write(Array(list.utf8), to: folder.bundle + "/SHA256SUMS")
    sums = JournalText.digest(Array(list.utf8))
  }

  func withRunner<Result>(
    _ body: (Runner) async throws -> Result
  ) async throws -> Result {
    let program = try #require(BuiltProgram.path, "the built handoff is missing")
    let journal = try Journal(folder: folder.path, run: "change-T-1")
    journal.fault = fault
    let secrets = secrets
    let terminal = terminal
    var context = Runner.Context(
      plan: plan, folder: folder, journal: journal, bundle: "change-T-1", sums: sums,
      terminal: terminal, signals: try SignalPipe(),
      values: ParameterValues(
        plan: plan, reveal: { secrets[$0] ?? [] },
        ask: { try terminal.ask("\($0.name):", isHidden: $0.isSecret) ?? "" }),
      launcher: [program, "__launch"], workingDirectory: work.path, sealer: nil,
      git: { "/usr/bin/git" }, makeRedactor: { PassThrough() }, gate: gate)
    context.openTarget = openTarget
    return try await body(Runner(context, options: options))
  }

  func run() async throws -> RunProgress.State {
    try await withRunner { try await $0.run() }
  }

  func rollBack() async throws -> RunProgress.State {
    try await withRunner { try await $0.rollBack() }
  }

  var journal: JournalText {
    get throws { JournalText(try DurableFile.read(folder.journal)) }
  }

  func state(of step: String) throws -> StepProgress.State {
    RunProgress(try journal.events).step(step).state
  }

  /// The lines that the steps left in `log`.
  var log: [String] {
    let bytes = (try? DurableFile.read(work.file("log"))) ?? []
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }
}

/// Stands for the redactor.
final class PassThrough: StreamRedacting {
  func feed(_ bytes: [UInt8]) -> [UInt8] { bytes }
  func finish() -> [UInt8] { [] }
}

/// Answers from a list; keeps what was said.
final class ScriptedTerminal: RunTerminal {
  private var answers: [String]?
  private(set) var said: [String] = []
  private(set) var output: [UInt8] = []

  /// - Parameter answers: nil: nobody is there.
  init(answers: [String]?) {
    self.answers = answers
  }

  var isInteractive: Bool { answers != nil }
  var width: Int { 80 }
  var text: String { said.joined(separator: "\n") }

  func say(_ line: String) { said.append(line) }
  func show(_ bytes: [UInt8]) { output += bytes }
  func status(_: String) {}

  func ask(_ question: String, isHidden: Bool) throws -> String? {
    said.append(question)
    guard answers?.isEmpty == false else { return nil }
    return answers?.removeFirst()
  }
}
