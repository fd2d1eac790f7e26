internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution

struct StatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Tell where a run stands.")

  @Argument(help: "The run's folder.")
  var folder: String

  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let existing = try ExistingRun(folder)
    let status = try RunStatus(folder: existing.folder, plan: existing.plan)
    if json.json { return try quiet.console.write(json: status) }
    try quiet.console.write(line: "run    \(status.run)")
    if status.rehearsal == true {
      try quiet.console.write(line: "REHEARSAL  nothing of it was executed")
    }
    try quiet.console.write(line: "state  \(status.state)")
    if let reason = status.emergency {
      try quiet.console.write(line: "EMERGENCY  \(PrintableText.line(reason))")
    }
    let width = status.steps.map(\.id.count).max() ?? 0
    for step in status.steps {
      let padding = String(repeating: " ", count: width - step.id.count)
      let mark = step.id == status.step ? ">" : " "
      try quiet.console.write(line: "\(mark) \(step.id)\(padding)  \(step.state)")
    }
    guard status.isOver else { return }
    for line in try closing(existing) { try quiet.console.write(line: line) }
  }

  /// What `close` has still to do.
  private func closing(_ existing: ExistingRun) throws -> [String] {
    let events = JournalText(try DurableFile.read(existing.folder.journal)).events
    let closeOut = CloseOut(
      plan: existing.plan, RunProgress(events),
      reports: try PackRecords(ticket: existing.manifest.ticket).all())
    if let closed = closeOut.closed { return ["closed \(closed)"] }
    let open = OpenItems(closeOut.open).lines
    guard !open.isEmpty else { return [] }
    return open.map { "open   \($0)" }
      + ["       handoff close \(PrintableText.line(existing.folder.path))"]
  }
}
