internal import ArgumentParser
internal import Plans

struct ChecklistsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checklists", abstract: "The plan templates that come with handoff.",
    subcommands: [ChecklistsListCommand.self, ChecklistsShowCommand.self])
}

struct ChecklistsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Name every template.")

  @OptionGroup var json: JSONOption

  private struct Entry: Encodable {
    let name: String
    let title: String
    let provider: String?
    let risk: String?
  }

  func run() async throws {
    let templates = try PlanTemplate.builtin()
    let console = Console()
    if json.json {
      return try console.write(
        json: templates.map {
          Entry(name: $0.name, title: $0.title, provider: $0.provider, risk: $0.risk)
        })
    }
    let width = templates.map(\.name.count).max() ?? 0
    for template in templates {
      let gap = String(repeating: " ", count: width - template.name.count + 2)
      try console.write(line: template.name + gap + template.title)
    }
  }
}

struct ChecklistsShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a template: when to use it, its settings, its plan.")

  @Argument(help: "The template's name.")
  var name: String

  func run() async throws {
    let template = try PlanTemplate.named(name)
    let console = Console()
    try console.write(line: "\(template.name): \(template.title)")
    if let text = template.whenToUse { try console.write(line: "use it when: \(text)") }
    if let text = template.whenNot { try console.write(line: "not when: \(text)") }
    for setting in template.parameters {
      try console.write(
        line: "  \(setting.name)  \(setting.description) (for instance \(setting.sample))")
    }
    try console.write(line: "")
    try console.write(Array(template.plan.utf8))
  }
}
