import Synchronization

/// What the first pass finds, gathered from all workers.
final class SharedValues: Sendable {
  private let rules: CompiledRules
  private let indices: [String: Int]
  private let found: Mutex<FoundValues>
  /// As they may be read in pictures; nil where nobody asks.
  private let folded: Mutex<ValueCollector>
  private let foldsValues: Bool

  /// - Parameters:
  ///   - known: what was found before.
  ///   - named: what a person named.
  ///   - foldsValues: whether pictures are searched for what is found.
  init(
    _ rules: CompiledRules, known: FoundValues, named: NamedValues = NamedValues(),
    foldsValues: Bool = false
  ) {
    found = Mutex(known)
    self.foldsValues = foldsValues
    var collector = ValueCollector()
    if foldsValues { named.addFolded(to: &collector, rules: rules) }
    folded = Mutex(collector)
    self.rules = rules
    indices = Dictionary(uniqueKeysWithValues: rules.rules.enumerated().map { ($1.id, $0) })
  }

  func add(_ rule: Rule, _ value: [UInt8]) {
    guard rule.category == .credential, let index = indices[rule.id] else { return }
    let isNew = found.withLock { found in
      let count = found.propagated.count
      found.add(value, rule: index, rules: rules)
      return found.propagated.count > count
    }
    guard foldsValues, isNew else { return }
    for spelling in PictureFold.spellings(of: value) {
      folded.withLock { $0.add(spelling, rule: index, isPlain: true) }
    }
  }

  /// Gives what goes everywhere away.
  ///
  /// - Throws: ``JobFault`` when there is more than can be kept.
  func takeKnown() throws -> KnownValues { try found.withLock { try $0.takeKnown() } }

  /// The same for pictures.
  ///
  /// - Returns: nil where there is more than can be looked for.
  func takeFolded() throws -> KnownValues? {
    var taken = ValueCollector()
    folded.withLock { swap(&taken, &$0) }
    return taken.isOverfull ? nil : try KnownValues(taken)
  }
}

/// What the first pass of a job found.
struct FoundValues {
  /// Credentials that go everywhere, with the rule of the highest priority that found each.
  private(set) var propagated = ValueCollector()

  /// Values longer than this are not looked for elsewhere, in bytes.
  static let longest = 5000

  mutating func add(_ value: [UInt8], rule: Int, rules all: CompiledRules) {
    keep(value, rule, all)
    guard all.rules[rule].category == .credential else { return }
    for reading in ValueReadings.others(of: value) { keep(reading, rule, all) }
  }

  private mutating func keep(_ value: [UInt8], _ rule: Int, _ all: CompiledRules) {
    if let known = propagated.rule(of: value) {
      let isStronger =
        (all.rules[rule].priority, all.rules[known].id) > (
          all.rules[known].priority, all.rules[rule].id
        )
      if isStronger, all.rules[rule].category == .credential { propagated.add(value, rule: rule) }
    } else if Self.isPropagated(value, all.rules[rule]) {
      propagated.add(value, rule: rule)
    }
  }

  /// A value that goes everywhere, however easy it is to guess.
  mutating func add(named value: [UInt8], rule: Int, rules: CompiledRules) {
    propagated.add(value, rule: rule)
    if !propagated.mayStandInSubstitutes, SubstituteParts.mayHold(value, rules) {
      propagated.mayStandInSubstitutes = true
    }
  }

  /// Gives what goes everywhere away.
  ///
  /// - Throws: ``JobFault`` when there is more than can be kept.
  mutating func takeKnown() throws -> KnownValues {
    var taken = ValueCollector()
    swap(&taken, &propagated)
    return try KnownValues(taken)
  }

  /// Only what is hard to guess: never PINs, phones, national ids or addresses of machines.
  private static func isPropagated(_ value: [UInt8], _ rule: Rule) -> Bool {
    guard rule.category == .credential, value.count <= longest else { return false }
    return Guessability.isPropagated(value)
  }
}
