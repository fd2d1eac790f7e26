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
    let check = try TicketCheck(path: file)
    if json.json {
      try console.write(json: Report(ok: check.isComplete, findings: check.findings))
    }
    check.write(to: console)
    guard check.isComplete else { throw ExitCode(2) }
    console.note("\(file): nothing that is required is missing")
  }
}

extension TicketCheck {
  func write(to console: Console) {
    for finding in findings {
      let text = "\(finding.file):\(finding.line):\(finding.column): \(finding.message)"
      switch finding.level {
      case .block: console.error(text, hint: finding.hint)
      case .warn: console.warning(text, hint: finding.hint)
      }
    }
  }
}
