import Bundles
import Documents
import TestSupport
import Testing

@Suite struct AllowedSignersTests {
  private static let key =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJn5yS1a1wXyXJmXg4cVuQ7n1mVw3o0fQyC2v9z8xWqL"

  private func signers(_ text: String) -> AllowedSigners {
    AllowedSigners(text: Array(text.utf8), path: "allowed_signers")
  }

  @Test(arguments: [
    ("a@x \(key)", ["a@x"]), ("a@x,b@x \(key) comment", ["a@x", "b@x"]),
    ("a@x namespaces=\"handoff-bundle\" \(key)", ["a@x"]),
    ("a@x namespaces=\"git,handoff-*\",valid-before=\"20300101\" \(key)", ["a@x"]),
    ("a@x namespaces=\"git\" \(key)", []), ("a@x cert-authority \(key)", []),
    ("# a@x \(key)", []), ("\"a@x\" \(key)", ["a@x"]), ("a@x\t\(key)", ["a@x"]),
    ("a@x namespaces=git \(key)\nb@x \(key)", ["b@x"]), ("!a@x,*@x \(key)", ["*@x"]),
  ])
  func `the principals of a key are found`(text: String, principals: [String]) throws {
    let key = try #require(PublicKey(line: Self.key))
    #expect(signers(text).principals(of: key, namespace: "handoff-bundle") == principals)
  }

  @Test(arguments: [
    "a@x", "a@x ssh-ed25519", "a@x ssh-rsa AAAAC3NzaC1lZDI1NTE5", "a@x nonsense here",
  ])
  func `a line that can't be read is named`(text: String) {
    #expect(signers("\n" + text).unreadable == [2])
  }

  @Test func `a fingerprint is what ssh-keygen shows`() async throws {
    let key = try #require(PublicKey(line: Self.key))
    let shown = try await Command.run("ssh-keygen", ["-lf", "-"], input: Self.key + "\n")
    #expect(shown.output.contains(key.fingerprint))
  }

  @Test func `the client's settings are strict`() throws {
    let text = """
      client: acme
      allowedSigners: signers
      roles: {lead: [a@x, b@x], dba: c@x}
      minimumApprovals: 2
      tools: {age: /opt/age}
      """
    let settings = try ClientSettings(YAMLValue.parse(text, file: ""), folder: "/etc/handoff")
    #expect(settings.allowedSigners == "/etc/handoff/signers")
    #expect(settings.allows("c@x", role: "dba"))
    #expect(!settings.allows("c@x", role: "lead"))
    #expect(!settings.allows("a@x", role: "other"))
    for bad in ["clients: a", "tools: {age: age}", "minimumApprovals: -1", "roles: [a]"] {
      #expect(throws: Diagnostic.self) {
        try ClientSettings(YAMLValue.parse(bad, file: ""), folder: "")
      }
    }
  }
}
