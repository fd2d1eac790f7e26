import Synchronization

/// What a job's substitutes stand for, gathered from all workers for the vault.
package final class VaultWriter: Sendable {
  private let vault: Vault
  private let rules: CompiledRules
  /// By rule.
  private let isKept: [Bool]
  private let entries = Mutex<Set<Vault.Entry>>([])

  package init(_ vault: Vault, scope: Vault.Scope, rules: CompiledRules) {
    self.vault = vault
    self.rules = rules
    isKept = rules.rules.map { scope == .all || scope == .personal && $0.category != .credential }
  }

  /// Called for each substitute that is written.
  func keep(_ value: [UInt8], rule: Int, as substitute: String) {
    guard isKept[rule], let identity = SubstituteIdentity(substitute) else { return }
    let entry = Vault.Entry(identity: identity, rule: rules.rules[rule].id, value: value)
    entries.withLock { _ = $0.insert(entry) }
  }

  /// Makes everything durable.
  package func finish() throws {
    try vault.add(Array(entries.withLock { $0 }))
  }
}
