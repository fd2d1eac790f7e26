internal import ArgumentParser
internal import Plans

struct ChecklistsShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a template: when to use it, how it was checked, its settings, its plan.")

  @Argument(help: "The template's name.")
  var name: String

  @OptionGroup var library: LibraryOption
  @OptionGroup var json: JSONOption

  func run() async throws {
    let template = try library.library().template(name)
    let console = Console()
    if json.json { return try console.write(json: TemplateEntry(template, isWhole: true)) }
    var lines = [
      "\(template.name): \(template.title)",
      "use it when: \(template.whenToUse)",
      "not when: \(template.whenNot)",
      "provider \(template.provider), class \(template.class.rawValue), risk \(template.risk.rawValue)",
      "checked with: \(template.checkedText.isEmpty ? "nothing" : template.checkedText)",
    ]
    if !template.settings.isEmpty { lines.append("settings, for --set NAME=VALUE:") }
    for setting in template.settings {
      lines.append("  \(setting.name)  \(setting.description), for instance \(setting.sample)")
      let isFree = setting.type == .text && setting.pattern == nil
      if !isFree { lines.append("      \(setting.form)") }
    }
    for line in lines { try console.write(line: line) }
    try console.write(line: "")
    try console.write(Array(template.plan.utf8))
  }
}
