import Synchronization

/// What the first pass finds, gathered from all workers.
final class SharedValues: Sendable {
  private let rules: CompiledRules
  private let indices: [String: Int]
  private let found = Mutex(FoundValues())

  init(_ rules: CompiledRules) {
    self.rules = rules
    indices = Dictionary(uniqueKeysWithValues: rules.rules.enumerated().map { ($1.id, $0) })
  }

  func add(_ rule: Rule, _ value: [UInt8]) {
    guard let index = indices[rule.id] else { return }
    found.withLock { $0.add(value, rule: index, rules: rules) }
  }

  var values: FoundValues { found.withLock { $0 } }
}

/// What the first pass of a job found.
struct FoundValues {
  /// Innermost bytes of credentials that go everywhere, with the rule of the highest priority that
  /// found them.
  private(set) var propagated: [[UInt8]: Int] = [:]

  /// Values longer than this are not looked for elsewhere, in bytes: percent-encoded they would be
  /// longer than a literal may be.
  static let longest = 5000

  mutating func add(_ value: [UInt8], rule: Int, rules all: CompiledRules) {
    if let known = propagated[value] {
      let isStronger =
        (all.rules[rule].priority, all.rules[known].id) > (
          all.rules[known].priority, all.rules[rule].id
        )
      if isStronger, all.rules[rule].category == .credential { propagated[value] = rule }
    } else if Self.isPropagated(value, all.rules[rule]) {
      propagated[value] = rule
    }
  }

  /// Only what is hard to guess: never PINs, phones, national ids or addresses of machines.
  private static func isPropagated(_ value: [UInt8], _ rule: Rule) -> Bool {
    guard rule.category == .credential, value.count <= longest else { return false }
    return Guessability.bits(value) >= Guessability.propagated
  }
}
