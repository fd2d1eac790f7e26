import Testing

@testable import Redaction

/// Files whose names alone tell that all of them is a secret.
@Suite struct SecretFileTests {
  @Test(arguments: [
    "app/config/master.key", "master.key", "config/credentials/production.key",
    "ansible/.vault_pass", "/root/.vault-token",
  ])
  func `all that such a file holds goes`(path: String) throws {
    let output = try RedactionFixture.redact("4f1c9b0e7d2a6853f0c1b2a3948576e1\n", path: path)
    #expect(MarkedText.mask(output) == "▒\n")
    #expect(try RedactionFixture.redact(output, path: path) == output)
  }

  @Test(arguments: [
    ("config/master.yaml", "4f1c9b0e7d2a6853f0c1b2a3948576e1\n"), ("master.key", "see the vault\n"),
    ("master.key", "${RAILS_MASTER_KEY}\n"), ("locale/de.key", "greeting.hello\n"),
  ])
  func `other files and references stay`(path: String, text: String) throws {
    #expect(try RedactionFixture.redact(text, path: path, profile: .secrets) == text)
  }
}
