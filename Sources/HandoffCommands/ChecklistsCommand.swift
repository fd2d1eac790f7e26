internal import ArgumentParser

struct ChecklistsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checklists", abstract: "The plan templates that come with handoff.",
    subcommands: [ChecklistsListCommand.self, ChecklistsShowCommand.self])
}
