import PatternMatching

/// Runs the examples of every rule through the engine.
public struct RuleExamples: Sendable {
  /// Two rules that find the same bytes of an example.
  public struct Overlap: Sendable, Encodable, Hashable {
    public enum Reason: String, Sendable, Encodable, Hashable {
      /// The same bytes: the higher priority names them.
      case priority
      /// The same bytes and priority: the rule that was read first names them.
      case order
      /// What is longer names what it holds.
      case length
    }

    public let winner: String
    public let loser: String
    public let by: Reason
  }

  public struct OverlapCount: Sendable, Encodable {
    public let overlap: Overlap
    public let examples: Int
    /// Of the first one.
    public let place: String
  }

  public struct Outcome: Sendable {
    public var rules = 0
    public var examples = 0
    public var counterexamples = 0
    /// One line a fault, with its place.
    public var faults: [String] = []
    /// How to mend the first of them, where that is known.
    public var hint: String?
    public var overlaps: [OverlapCount] = []
    /// Rules that find none of their own examples: others do.
    public var unexercised: [String] = []
    /// Rules whose pattern has no literal to begin at and is searched for around keywords.
    public var nearKeywords: [String] = []
    /// Rules whose pattern can't be compiled to machine code.
    public var slow: [String] = []
  }

  private let set: RuleSet
  private let jobs: Int

  public init(_ set: RuleSet, jobs: Int = 1) {
    self.set = set
    self.jobs = jobs
  }

  /// What the examples of one rule have shown.
  private struct Shown: Sendable {
    var faults: [String] = []
    var overlaps: [(overlap: Overlap, place: String)] = []
    var findsAny = false
  }

  public func run() throws -> Outcome {
    let rules = try CompiledRules(set, profile: .strict, keepsUnusable: true)
    var outcome = Outcome()
    outcome.faults = rules.unusable.map(\.report)
    outcome.hint = rules.unusable.first?.hint
    outcome.rules = rules.rules.count
    try judgePatterns(rules, &outcome)
    let indices = Array(rules.rules.indices)
    // swift-format-ignore: OnlyOneTrailingClosureArgument
    let all = try Workers(jobs).map(indices, isLarge: { _ in false }) { index, _, finder in
      try judge(index, rules, finder)
    } makeWorker: {
      let finder = try Finder(rules)
      finder.keepsAll = true
      return finder
    }
    var overlaps: [Overlap: (count: Int, place: String)] = [:]
    for (rule, shown) in zip(rules.rules, all) {
      outcome.examples += rule.examples.count
      outcome.counterexamples += rule.counterexamples.count
      outcome.faults += shown.faults
      if !shown.findsAny { outcome.unexercised.append(rule.id) }
      for (overlap, place) in shown.overlaps {
        overlaps[overlap] = (
          (overlaps[overlap]?.count ?? 0) + 1, overlaps[overlap]?.place ?? place
        )
      }
    }
    outcome.overlaps = overlaps.map {
      OverlapCount(overlap: $0.key, examples: $0.value.count, place: $0.value.place)
    }.sorted {
      ($0.overlap.winner, $0.overlap.loser, $0.overlap.by.rawValue)
        < ($1.overlap.winner, $1.overlap.loser, $1.overlap.by.rawValue)
    }
    return outcome
  }

  private func judgePatterns(_ rules: CompiledRules, _ outcome: inout Outcome) throws {
    for (index, rule) in rules.rules.enumerated() {
      guard rule.pattern != nil, !rules.scanned.holds(index),
        !rules.unusable.contains(where: { $0.rule == rule.id })
      else { continue }
      do throws(RuleFault) {
        if try !rules.pattern(of: index).isJIT { outcome.slow.append(rule.id) }
      } catch {
        outcome.faults.append(error.report)
      }
    }
    let near = Set(rules.triggers.joined().filter { $0.kind == .near }.map(\.rule))
    outcome.nearKeywords = near.sorted().map { rules.rules[$0].id }
  }

  private func judge(_ index: Int, _ rules: CompiledRules, _ finder: Finder) throws -> Shown {
    let rule = rules.rules[index]
    var shown = Shown()
    if rule.examples.isEmpty {
      shown.faults.append("\(rule.place): rule '\(rule.id)' has no example")
    }
    for example in rule.examples {
      let found = try findings(example, finder)
      let isFound =
        example.spans.isEmpty
        ? found.contains { $0.rule == index }
        : example.spans.allSatisfy { goes($0, index, found) }
      if !isFound { shown.faults.append(fault(rule, example, found, rules)) }
      if finder.all.contains(where: { $0.rule == index }) { shown.findsAny = true }
      for overlap in overlaps(finder.all, found, rules) {
        shown.overlaps.append((overlap, place(rule, example)))
      }
    }
    for example in rule.counterexamples {
      if try findings(example, finder).contains(where: { $0.rule == index }) {
        shown.faults.append("\(place(rule, example)): rule '\(rule.id)' finds its counterexample")
      }
    }
    return shown
  }

  /// - Parameters:
  ///   - all: what the rules found, each by itself.
  ///   - found: what was made of it.
  private func overlaps(_ all: [Finding], _ found: [Finding], _ rules: CompiledRules)
    -> Set<Overlap>
  {
    var overlaps: Set<Overlap> = []
    for finding in all {
      guard
        let winner = found.first(where: {
          $0.range.overlaps(finding.range) && $0.rule != finding.rule
        })
      else { continue }
      let (first, second) = (rules.rules[winner.rule], rules.rules[finding.rule])
      let by: Overlap.Reason =
        winner.range != finding.range
        ? .length : first.priority == second.priority ? .order : .priority
      overlaps.insert(Overlap(winner: first.id, loser: second.id, by: by))
    }
    return overlaps
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
    // The rule's own place ends in its line.
    let file = rule.place.lastIndex(of: ":").map { String(rule.place[..<$0]) } ?? rule.place
    return "\(file):\(example.line):\(example.column)"
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
