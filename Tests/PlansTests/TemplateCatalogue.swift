@testable import Plans

/// The list of templates in `checklists/README.md`.
enum TemplateCatalogue {
  static func text(of templates: [PlanTemplate]) throws -> String {
    var text = ""
    var folder: Substring?
    for template in templates {
      let first = template.name.split(separator: "/")[0]
      if first != folder {
        text += "\n### \(first)\n\n| template | what it does | risk | checked | second person |\n"
        text += "|---|---|---|---|---|\n"
        folder = first
      }
      let plan = try Plan.parse(text: template.text(settings: [:]), file: template.file)
      let waivers = plan.waivers.map(\.key)
      let cells = [
        "`\(template.name)`", template.title, template.risk.rawValue, checks(of: template),
        waivers.isEmpty ? "" : waivers.map { "`\($0)`" }.joined(separator: ", "),
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    return text + "\n"
  }

  private static func checks(of template: PlanTemplate) -> String {
    guard !template.checked.isEmpty else { return "no tool needed" }
    return template.checked.map { "\($0.tool) \($0.version): \($0.how.rawValue)" }
      .joined(separator: "<br>")
  }
}
