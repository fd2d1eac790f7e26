internal import Plans

/// A template as `--json` tells it.
struct TemplateEntry: Encodable {
  struct Check: Encodable {
    let tool: String
    let version: String
    let how: String
  }

  struct Setting: Encodable {
    let name: String
    let type: String
    let description: String
    let sample: String
    let choices: [String]?
    let pattern: String?
    let min: Int?
    let max: Int?
  }

  let name: String
  let title: String
  let provider: String
  let `class`: String
  let risk: String
  let whenToUse: String
  let whenNot: String
  let checked: [Check]
  /// Only where one template is shown.
  let settings: [Setting]?
  let plan: String?

  init(_ template: PlanTemplate, isWhole: Bool = false) {
    name = template.name
    title = template.title
    provider = template.provider
    `class` = template.class.rawValue
    risk = template.risk.rawValue
    whenToUse = template.whenToUse
    whenNot = template.whenNot
    checked = template.checked.map {
      Check(tool: $0.tool, version: $0.version, how: $0.how.rawValue)
    }
    plan = isWhole ? template.plan : nil
    settings =
      isWhole
      ? template.settings.map {
        Setting(
          name: $0.name, type: $0.type.rawValue, description: $0.description, sample: $0.sample,
          choices: $0.choices.isEmpty ? nil : $0.choices, pattern: $0.pattern, min: $0.minimum,
          max: $0.maximum)
      } : nil
  }
}
