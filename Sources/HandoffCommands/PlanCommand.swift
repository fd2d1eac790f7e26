internal import ArgumentParser

struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Write a change plan, judge it, and build the bundle that the client runs.",
    subcommands: [
      PlanNewCommand.self, PlanCheckCommand.self, PlanBuildCommand.self, PlanShowCommand.self,
    ])
}
