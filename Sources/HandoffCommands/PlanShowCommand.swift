internal import ArgumentParser
internal import Plans

struct PlanShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a plan as the checklist that the client would read.")

  @Argument(help: "The plan's file.")
  var file: String

  @Flag(name: .long, help: "Show the way back instead.")
  var rollback = false

  func run() async throws {
    let text = try PlanFile.text(file)
    let plan = try Plan.parse(text: text, file: file)
    let preview = PlanPreview(plan: plan, policy: try PlanPolicy.checker().policy)
    try Console().write(Array((rollback ? preview.rollback : preview.checklist).utf8))
  }
}
