internal import Redaction

/// A rule as JSON, with the keys of a rule file.
struct RuleDocument: Encodable {
  struct Rotation: Encodable {
    let how: String
    let docs: String?
  }

  let id: String
  let name: String
  let category: String
  let priority: Int
  let pattern: String?
  let window: String
  let keywords: [String]
  let near: Int
  let keys: [String]
  let check: [String]
  let source: String?
  let rotate: Rotation?
  let replaces: String?
  /// How many there are: their texts are in the rule file.
  let examples: Int
  let counterexamples: Int
  /// Where the rule stands.
  let place: String

  init(_ rule: Rule) {
    id = rule.id
    name = rule.name
    category = rule.category.rawValue
    priority = rule.priority
    pattern = rule.pattern
    window = rule.window.rawValue
    keywords = rule.keywords
    near = rule.near
    keys = rule.keys
    check = rule.checks.map(\.description)
    source = rule.source
    rotate = rule.rotation.map { Rotation(how: $0.how, docs: $0.documentation) }
    replaces = rule.replaces
    examples = rule.examples.count
    counterexamples = rule.counterexamples.count
    place = rule.place
  }
}
