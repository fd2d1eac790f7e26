internal import ArgumentParser

struct TicketCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ticket",
    abstract: "Intake: write a ticket, check it, and the change note to paste.",
    subcommands: [TicketNewCommand.self, TicketCheckCommand.self, TicketNoteCommand.self])
}
