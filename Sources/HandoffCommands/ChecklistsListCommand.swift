internal import ArgumentParser
internal import Documents
internal import Plans
internal import Redaction

struct ChecklistsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Name the templates: all of them, or those that are asked for.",
    discussion: """
      Words are looked for in a template's name, title, use, provider, class and tools; each must \
      be there. An option that repeats takes what fits any of its values.
      """)

  @Argument(help: "Words that a template must mention.")
  var words: [String] = []

  @Option(name: .long, help: "Only for this provider; can repeat.")
  var provider: [String] = []

  @Option(
    name: .customLong("class"),
    help: """
      Only of this class (diagnosis, release, configuration, access, secrets, data, network, \
      pipeline, incident, process); can repeat.
      """)
  var classes: [String] = []

  @Option(name: .long, help: "Only of this risk (low, medium, high, critical); can repeat.")
  var risk: [String] = []

  @Option(
    name: .long,
    help: "Only what makes worthless what this redaction rule finds, the best one first.")
  var rule: String?

  @OptionGroup var library: LibraryOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    for name in classes where PlanTemplate.Class(rawValue: name) == nil {
      let all = PlanTemplate.Class.allCases.map(\.rawValue).joined(separator: ", ")
      throw ValidationError("'\(name)' is no class; there are \(all).")
    }
    for name in risk where PlanRisk.Level(rawValue: name) == nil {
      throw ValidationError("'\(name)' is no risk; there are low, medium, high and critical.")
    }
  }

  func run() async throws {
    let all = try library.library().templates()
    let providers = Set(all.map(\.provider)).sorted()
    for name in provider where !providers.contains(name) {
      throw ValidationError(
        "no template is for '\(name)'; there are \(providers.joined(separator: ", ")).")
    }
    let fitting = try rule.map { try Self.names(rotating: $0) }
    let found = all.filter { template in
      (provider.isEmpty || provider.contains(template.provider))
        && (classes.isEmpty || classes.contains(template.class.rawValue))
        && (risk.isEmpty || risk.contains(template.risk.rawValue)) && template.mentions(words)
        && fitting?.contains(template.name) != false
    }
    let templates =
      fitting.map { names in names.flatMap { name in found.filter { $0.name == name } } } ?? found
    let console = quiet.console
    if json.json { return try console.write(json: templates.map { TemplateEntry($0) }) }
    guard !templates.isEmpty else { return console.note("no template fits") }
    func width(_ text: (PlanTemplate) -> String) -> Int {
      templates.map { text($0).count }.max() ?? 0
    }
    let columns = (width(\.name), width(\.risk.rawValue))
    for template in templates {
      try console.write(
        line: template.name.padded(to: columns.0) + template.risk.rawValue.padded(to: columns.1)
          + template.title)
    }
  }

  private static func names(rotating id: String) throws -> [String] {
    let rules = try RuleSources.loadWhole([]).rules
    guard let rule = rules.first(where: { $0.id == id }) else {
      throw Diagnostic(
        file: "", message: "there is no rule '\(id)'",
        hint: ClosestName.find(id, in: rules.map(\.id)).map { "did you mean '\($0)'?" }
          ?? "handoff rules list names them all")
    }
    guard rule.category == .credential else {
      throw Diagnostic(
        file: "", message: "what the rule '\(id)' finds is no credential: nothing can be rotated",
        hint: "handoff rules show \(id) says what is done instead")
    }
    let names = try RotationTable().checklists(forRule: id)
    return names.isEmpty ? ["rotate/vendor-key"] : names
  }
}

extension String {
  /// Filled up with blanks, and two more.
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count) + 2)
  }
}
