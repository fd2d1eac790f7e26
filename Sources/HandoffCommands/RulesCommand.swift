internal import ArgumentParser
internal import Documents
internal import Plans
internal import Redaction

struct RulesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules",
    abstract: "What the redaction engine looks for.",
    subcommands: [
      RulesListCommand.self, RulesShowCommand.self, RulesTestCommand.self, RulesLintCommand.self,
    ])
}

struct RulesListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every rule.")

  @Option(name: .long, help: "A file or folder of rules to add; can repeat.")
  var rules: [String] = []

  @OptionGroup var json: JSONOption

  func run() async throws {
    let set = try RuleSources.loadWhole(rules)
    let sorted = set.rules.sorted { $0.id < $1.id }
    if json.json {
      try Console().write(json: sorted.map { RuleDocument($0) })
    } else {
      let width = sorted.map(\.id.count).max() ?? 0
      for rule in sorted {
        let id = rule.id + String(repeating: " ", count: width - rule.id.count)
        try Console().write(line: "\(id)  \(rule.category.rawValue)  \(rule.name)")
      }
    }
  }
}

struct RulesShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show one rule: what it finds, and what to do when it leaked.")

  @Argument(help: "The rule's id.")
  var id: String

  @Option(name: .long, help: "A file or folder of rules to add; can repeat.")
  var rules: [String] = []

  @OptionGroup var json: JSONOption

  func run() async throws {
    let set = try RuleSources.loadWhole(rules)
    guard let rule = set.rules.first(where: { $0.id == id }) else {
      let closest = ClosestName.find(id, in: set.rules.map(\.id))
      throw Diagnostic(
        file: "", message: "there is no rule '\(id)'",
        hint: closest.map { "did you mean '\($0)'?" } ?? "handoff rules list names them all")
    }
    if json.json { return try Console().write(json: RuleDocument(rule)) }
    var lines = [
      "\(rule.id): \(rule.name)", "category:  \(rule.category.rawValue)",
      "priority:  \(rule.priority)", "place:     \(rule.place)",
    ]
    if let pattern = rule.pattern { lines.append("pattern:   \(pattern)") }
    if !rule.keywords.isEmpty {
      lines.append(
        "keywords:  \(rule.keywords.joined(separator: ", ")) (within \(rule.near) bytes)")
    }
    if !rule.keys.isEmpty { lines.append("keys:      \(rule.keys.joined(separator: ", "))") }
    if rule.window == .bytes { lines.append("window:    bytes (a value may span lines)") }
    if !rule.checks.isEmpty {
      lines.append("check:     \(rule.checks.map(\.description).joined(separator: ", "))")
    }
    if let replaced = rule.replaces { lines.append("replaces:  \(replaced)") }
    if let source = rule.source { lines.append("source:    \(source)") }
    if let rotation = rule.rotation {
      lines.append("rotate:    \(rotation.how)")
      if let documentation = rotation.documentation { lines.append("           \(documentation)") }
    }
    let checklists = try RotationTable().checklists(forRule: rule.id)
    if rule.category == .credential, !checklists.isEmpty {
      lines.append("checklist: \(checklists.joined(separator: ", "))")
    }
    for line in lines { try Console().write(line: line) }
  }
}
