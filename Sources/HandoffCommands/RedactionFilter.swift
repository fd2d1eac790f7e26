internal import DurableFiles
internal import Redaction
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
    let vault =
      scope == .none ? nil : try VaultWriter(setup.vault(), scope: scope, rules: setup.rules)
    filter.vault = vault
    // What has gone out can be revealed, however the stream ends.
    let token = Interruption.add { try? vault?.finish() }
    defer { Interruption.remove(token) }
    do {
      try filter.run(from: .standardInput, to: .standardOutput)
    } catch {
      try? vault?.finish()
      throw error
    }
    try vault?.finish()
  }
}
