/// What is asked of a rule at each place that may be a finding.
struct RuleFacts: BitwiseCopyable {
  /// The match may be longer than its line.
  let spansLines: Bool
  let hasChecks: Bool
  let hasKeywords: Bool
  /// Bytes before and behind a keyword.
  let near: Int

  init(_ rule: Rule) {
    spansLines = rule.window == .bytes
    hasChecks = !rule.checks.isEmpty
    hasKeywords = !rule.keywords.isEmpty
    near = rule.near
  }
}
