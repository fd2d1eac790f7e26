internal import DurableFiles
internal import Redaction
internal import Synchronization
internal import SystemPackage

/// Standard input to standard output.
struct RedactionFilter {
  private let setup: RedactionSetup
  private let scope: Vault.Scope

  init(_ setup: RedactionSetup, scope: Vault.Scope) {
    self.setup = setup
    self.scope = scope
  }

  func run() throws {
    var filter = StreamFilter(rules: setup.rules, key: setup.key, jobs: setup.jobs)
    let collector = VaultCollector(scope)
    if scope != .none { filter.onValue = { rule, value in collector.take(rule, value) } }
    try filter.run(from: .standardInput, to: .standardOutput)
    try setup.vault().add(collector.entries(key: setup.key))
  }
}

/// Collects what a stream may reveal later.
private final class VaultCollector: Sendable {
  private let scope: Vault.Scope
  private let values = Mutex<[[UInt8]: Rule]>([:])

  init(_ scope: Vault.Scope) {
    self.scope = scope
  }

  func take(_ rule: Rule, _ value: [UInt8]) {
    guard scope == .all || rule.category != .credential else { return }
    values.withLock { values in
      if values.count < 1 << 20 { values[value] = rule }
    }
  }

  func entries(key: PlaceholderKey) -> [Vault.Entry] {
    values.withLock { Vault.Entry.entries($0.map { ($0.value, $0.key) }, key: key) }
  }
}
