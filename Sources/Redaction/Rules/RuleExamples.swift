/// Runs the examples of every rule through the engine.
public struct RuleExamples {
  public struct Outcome: Sendable {
    public var examples = 0
    public var counterexamples = 0
    /// One line a fault, with its place.
    public var faults: [String] = []
  }

  private let set: RuleSet

  public init(_ set: RuleSet) {
    self.set = set
  }

  public func run() throws -> Outcome {
    var outcome = Outcome()
    let rules = try CompiledRules(set, profile: .strict)
    let finder = try Finder(rules)
    for (index, rule) in rules.rules.enumerated() {
      if rule.examples.isEmpty {
        outcome.faults.append("\(rule.place): rule '\(rule.id)' has no example")
      }
      for example in rule.examples {
        outcome.examples += 1
        let found = try findings(example, finder)
        let isFound =
          example.spans.isEmpty
          ? found.contains { $0.rule == index }
          : example.spans.allSatisfy { goes($0, index, found) }
        if !isFound { outcome.faults.append(fault(rule, example, found, rules)) }
      }
      for example in rule.counterexamples {
        outcome.counterexamples += 1
        if try findings(example, finder).contains(where: { $0.rule == index }) {
          outcome.faults.append(
            "\(place(rule, example)): rule '\(rule.id)' finds its counterexample")
        }
      }
    }
    return outcome
  }

  /// A span is found by the rule itself, exactly, or goes inside what another rule takes.
  private func goes(_ span: Range<Int>, _ rule: Int, _ found: [Finding]) -> Bool {
    found.contains { finding in
      finding.range == span
        || finding.rule != rule && finding.range.lowerBound <= span.lowerBound
          && finding.range.upperBound >= span.upperBound
    }
  }

  private func findings(_ example: MarkedExample, _ finder: Finder) throws -> [Finding] {
    try example.bytes.withUnsafeBytes { try finder.find(in: $0, hint: .unknown, isFinal: true) }
    return finder.findings
  }

  private func place(_ rule: Rule, _ example: MarkedExample) -> String {
    let file = rule.place.split(separator: ":").first.map(String.init) ?? rule.place
    return "\(file):\(example.line)"
  }

  private func fault(
    _ rule: Rule, _ example: MarkedExample, _ found: [Finding], _ rules: CompiledRules
  ) -> String {
    let wanted = example.spans.map { "\($0.lowerBound)..<\($0.upperBound)" }.joined(separator: ", ")
    let got = found.map {
      "\($0.range.lowerBound)..<\($0.range.upperBound) by \(rules.rules[$0.rule].id)"
    }
    .joined(separator: ", ")
    return
      "\(place(rule, example)): rule '\(rule.id)' doesn't find its example: wanted \(wanted), found \(got.isEmpty ? "nothing" : got)"
  }
}
