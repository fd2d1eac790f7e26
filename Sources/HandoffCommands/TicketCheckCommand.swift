internal import ArgumentParser
internal import Bundles

struct TicketCheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Say what a ticket lacks and why it is asked; exit 2 when work can't start.")

  @Argument(help: "The ticket's file.")
  var file: String

  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  private struct Report: Encodable {
    let ok: Bool
    let findings: [TicketCheck.Finding]
  }

  func run() async throws {
    let console = quiet.console
    let check = TicketCheck(try Ticket(path: file), file: file)
    if json.json {
      try console.write(json: Report(ok: check.isComplete, findings: check.findings))
    }
    for finding in check.findings {
      switch finding.level {
      case .block: console.error("\(finding.file): \(finding.message)")
      case .warn: console.warning("\(finding.file): \(finding.message)")
      }
    }
    guard check.isComplete else { throw ExitCode(2) }
    console.note("\(file): nothing that is required is missing")
  }
}
