import DurableFiles
import Synchronization

/// The values that several texts in a row have shown, and those that were named: each goes from
/// every later text, in every encoding.
///
/// They are kept sealed, so that a later process knows them too.
package final class LearnedValues: Sendable {
  let rules: CompiledRules
  let key: PlaceholderKey
  private let vault: Vault
  private let indices: [String: Int]
  private let state = Mutex(FoundValues())

  /// - Parameters:
  ///   - path: the vault that keeps them is this and `.vault`.
  ///   - key: seals it, and makes the placeholders.
  package init(path: String, rules: CompiledRules, key: PlaceholderKey) throws {
    self.rules = rules
    self.key = key
    vault = Vault(keyPath: path, key: key)
    indices = Dictionary(uniqueKeysWithValues: rules.rules.enumerated().map { ($1.id, $0) })
    try load()
  }

  /// What an earlier process kept.
  private func load() throws {
    let entries: [Vault.Entry]
    do { entries = try vault.all() } catch let error as FileError {
      guard error.code == .missing else { throw error }
      return
    }
    state.withLock { state in
      for entry in entries { state.add(named: entry.value, rule: index(entry.rule), rules: rules) }
    }
  }

  /// A value that must not be shown, whatever it looks like.
  ///
  /// - Parameter placeholder: what stands for it; tells its rule.
  package func add(_ value: [UInt8], placeholder: String?) throws {
    guard value.count >= NamedValues.shortest, value.count <= FoundValues.longest else { return }
    let index = index(placeholder.flatMap { Placeholder($0) }?.rule ?? NamedValues.rule)
    let isNew = state.withLock { state in
      defer { state.add(named: value, rule: index, rules: rules) }
      return state.propagated.rule(of: value) == nil
    }
    if isNew { try keep([(rules.rules[index], value)]) }
  }

  /// Values that a person named: they are never kept.
  package func add(_ named: NamedValues) {
    state.withLock { named.add(to: &$0, rules: rules) }
  }

  /// What a text held; only what is hard to guess is looked for elsewhere.
  ///
  /// - Returns: whether anything is new.
  func add(_ values: [(rule: Rule, value: [UInt8])]) throws -> Bool {
    var new: [(rule: Rule, value: [UInt8])] = []
    state.withLock { state in
      for (rule, value) in values {
        guard let index = indices[rule.id] else { continue }
        let count = state.propagated.count
        state.add(value, rule: index, rules: rules)
        if state.propagated.count > count { new.append((rule, value)) }
      }
    }
    if !new.isEmpty { try keep(new) }
    return !new.isEmpty
  }

  private func keep(_ values: [(rule: Rule, value: [UInt8])]) throws {
    try vault.add(Vault.Entry.entries(values, key: key))
  }

  private func index(_ rule: String) -> Int {
    indices[rule] ?? indices[NamedValues.rule] ?? 0
  }

  var values: FoundValues { state.withLock { $0 } }

  func known() throws -> KnownValues {
    var values = values
    return try values.takeKnown()
  }

  /// One a stream.
  package func makeRedactor() throws -> LearningRedactor { try LearningRedactor(self) }
}
