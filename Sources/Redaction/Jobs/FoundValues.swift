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
  /// Innermost bytes with the rule of the highest priority that found them.
  private var rules: [[UInt8]: Int] = [:]
  private(set) var propagated: [[UInt8]: Int] = [:]

  /// Values longer than this are not looked for elsewhere, in bytes: percent-encoded they would be
  /// longer than a literal may be.
  static let longest = 5000

  mutating func add(_ value: [UInt8], rule: Int, rules all: CompiledRules) {
    if let known = self.rules[value] {
      let isStronger =
        (all.rules[rule].priority, all.rules[known].id) > (
          all.rules[known].priority, all.rules[rule].id
        )
      guard isStronger else { return }
    }
    self.rules[value] = rule
    if propagated[value] != nil || Self.isPropagated(value, all.rules[rule], all.scanned, rule) {
      propagated[value] = rule
    }
  }

  /// Only what is hard to guess: never PINs, phones, national ids or addresses of machines.
  private static func isPropagated(
    _ value: [UInt8], _ rule: Rule, _ scanned: ScannedRules, _ index: Int
  ) -> Bool {
    guard rule.category == .credential, value.count <= longest else { return false }
    return Guessability.bits(value) >= Guessability.propagated
  }

  func vaultEntries(scope: Vault.Scope, rules all: CompiledRules, key: PlaceholderKey) -> [Vault
    .Entry]
  {
    let substitutes = Substitutes(key)
    return rules.compactMap { value, index in
      let rule = all.rules[index]
      guard scope == .all || scope == .personal && rule.category != .credential else { return nil }
      let hex = substitutes.identity(value, ofRule: rule.id)
      return Vault.Entry(hex: hex, rule: rule.id, value: value)
    }.sorted { $0.hex < $1.hex }
  }
}
