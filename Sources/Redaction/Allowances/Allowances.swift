/// What stays though a rule finds it: places that a comment names, and what a list names.
///
/// It speaks of findings, never of values: a value that is found where nothing allows it goes from
/// everywhere, from an allowed line too.
public struct Allowances: Sendable {
  /// Nothing stays.
  public static let none = Allowances(honoursComments: false)

  public let list: AllowList
  /// Whether `handoff:allow` on a line lets its findings stay.
  public let honoursComments: Bool

  public init(list: AllowList = AllowList(), honoursComments: Bool) {
    self.list = list
    self.honoursComments = honoursComments
  }
}

/// Who lets a finding stay.
enum AllowSource: Hashable, Sendable {
  case comment
  /// Index into ``AllowList/entries``.
  case entry(Int)
}

/// A finding that stays.
struct AllowedFinding: Sendable {
  let range: Range<Int>
  /// Index into ``CompiledRules/rules``.
  let rule: Int
  let source: AllowSource
}

/// How often something stayed.
public struct AllowedCount: Sendable, Codable, Hashable {
  public enum Source: String, Sendable, Codable { case comment, list }

  public let by: Source
  /// As the list states it; `handoff:allow` for a comment.
  public let reason: String
  public let rule: String
  /// Where, as a report names files; empty where there is one only.
  public let file: String
  public let count: Int
}

/// Findings that stayed, by who let them and which rule found them.
struct AllowedTally: Sendable {
  private struct Key: Hashable {
    let source: AllowSource
    let rule: Int
  }

  private var counts: [Key: Int] = [:]
  /// How often an allowed value went all the same, because it is known from elsewhere.
  private(set) var overruled = 0

  mutating func add(_ finding: AllowedFinding) {
    counts[Key(source: finding.source, rule: finding.rule), default: 0] += 1
  }

  mutating func addOverruled() { overruled += 1 }

  mutating func add(_ other: AllowedTally) {
    counts.merge(other.counts, uniquingKeysWith: +)
    overruled += other.overruled
  }

  func counts(_ rules: CompiledRules, file: String) -> [AllowedCount] {
    counts(rules, file: file) { $0 }
  }

  /// - Parameter show: how a reason is shown.
  func counts(
    _ rules: CompiledRules, file: String, show: (String) throws -> String
  ) rethrows -> [AllowedCount] {
    var all: [AllowedCount] = []
    for (key, count) in counts {
      let rule = rules.rules[key.rule].id
      switch key.source {
      case .comment:
        all.append(
          AllowedCount(
            by: .comment, reason: AllowComments.mark, rule: rule, file: file, count: count))
      case .entry(let index):
        let reason = try show(rules.allowances.list.entries[index].reason)
        all.append(
          AllowedCount(by: .list, reason: reason, rule: rule, file: file, count: count))
      }
    }
    return all.sorted {
      ($0.by.rawValue, $0.reason, $0.rule) < ($1.by.rawValue, $1.reason, $1.rule)
    }
  }
}
