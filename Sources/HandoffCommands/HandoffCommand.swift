internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import Foundation

/// The program: its subcommands and the way from an error to an exit code.
public enum HandoffProgram {
  /// Parses the process's arguments, runs the command and exits.
  public static func main() async -> Never {
    if let status = LaunchCommand.run(CommandLine.arguments) { exit(status) }
    if let status = PictureCommand.run(CommandLine.arguments) { exit(status) }
    Interruption.install()
    let status = await run(Array(CommandLine.arguments.dropFirst()))
    TemporaryPaths.removeAll()
    exit(status)
  }

  static func run(_ arguments: [String]) async -> Int32 {
    let console = Console()
    do {
      var command = try HandoffCommand.parseAsRoot(arguments)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
      return 0
    } catch {
      let status = HandoffCommand.exitCode(for: error).rawValue
      let text = HandoffCommand.fullMessage(for: error)
      if status == 0 {
        // Help and version.
        do { try console.write(line: text) } catch { return console.report(error) }
        return 0
      }
      guard status == ExitCode.validationFailure.rawValue else { return console.report(error) }
      console.report(usage: text)
      return status
    }
  }
}

struct HandoffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "handoff",
    abstract: "Give and get support without giving access: redact, sign, verify, run.",
    version: HandoffVersion.text,
    subcommands: [
      TicketCommand.self,
      RedactCommand.self, CheckCommand.self, CaptureCommand.self, RevealCommand.self,
      KeysCommand.self,
      RulesCommand.self,
      PackCommand.self, VerifyCommand.self, OpenCommand.self,
      PlanCommand.self, ChecklistsCommand.self,
      ApproveCommand.self,
      SignersCommand.self,
      RunCommand.self, RollbackCommand.self, StatusCommand.self, JournalCommand.self,
      EvidenceCommand.self, CloseCommand.self, AuditCommand.self, StatsCommand.self,
    ])
}
