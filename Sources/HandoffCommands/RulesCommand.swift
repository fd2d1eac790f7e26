internal import ArgumentParser
internal import Documents
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

  private struct Row: Encodable {
    let id: String
    let name: String
    let category: String
    let priority: Int
    let source: String?
    let place: String
  }

  func run() async throws {
    let set = try RuleSources.loadWhole(rules)
    let sorted = set.rules.sorted { $0.id < $1.id }
    if json.json {
      try Console().write(
        json: sorted.map {
          Row(
            id: $0.id, name: $0.name, category: $0.category.rawValue, priority: $0.priority,
            source: $0.source, place: $0.place)
        })
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

  func run() async throws {
    let set = try RuleSources.loadWhole(rules)
    guard let rule = set.rules.first(where: { $0.id == id }) else {
      let closest = ClosestName.find(id, in: set.rules.map(\.id))
      throw Diagnostic(
        file: "", message: "there is no rule '\(id)'",
        hint: closest.map { "did you mean '\($0)'?" } ?? "handoff rules list names them all")
    }
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
    if let source = rule.source { lines.append("source:    \(source)") }
    if let rotation = rule.rotation {
      lines.append("rotate:    \(rotation.how)")
      if let documentation = rotation.documentation { lines.append("           \(documentation)") }
    }
    for line in lines { try Console().write(line: line) }
  }
}

struct RulesTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run every rule's examples and counterexamples.")

  @Argument(help: "Files and folders of rules to add.", completion: .file())
  var paths: [String] = []

  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let set = try RuleSources.loadWhole(paths)
    let outcome = try RuleExamples(set).run()
    for fault in outcome.faults { quiet.console.error(fault) }
    quiet.console.note(
      "\(set.rules.count) rules, \(outcome.examples) examples, \(outcome.counterexamples) counterexamples, \(outcome.faults.count) faults"
    )
    if !outcome.faults.isEmpty { throw ExitCode(2) }
  }
}
