import Foundation
import TestSupport
import Testing

@testable import Redaction

@Suite struct VaultTests {
  private let folder = TemporaryFolder()

  private func open() throws -> (key: PlaceholderKey, vault: Vault) {
    let key = try PlaceholderKey.load(folder("t.key"))
    return (key, Vault(keyPath: folder("t.key"), key: key))
  }

  private func text(_ entries: [Vault.Entry]) -> [String] {
    entries.map { String(decoding: $0.value, as: UTF8.self) }
  }

  @Test func `the vault gives back what it was told to keep, to its key only`() throws {
    try folder.write("in/jane.roe@example.com.txt", "password=hunter2hunter and jane@example.com\n")
    let (key, vault) = try open()
    let job = RedactionJob(rules: try RedactionFixture.rules(), key: key, vault: vault)
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    try job.run(inputs: [folder("in")], output: folder("again"), replacing: false)
    #expect(
      try Set(text(vault.all())) == ["jane@example.com", "jane.roe@example.com.txt"]
        || Set(text(vault.all())) == ["jane@example.com", "jane.roe@example.com"])
    #expect(try vault.all().count == 2)
    let stranger = Vault(keyPath: folder("t.key"), key: try PlaceholderKey(bytes: Array(1...32)))
    #expect(throws: KeyFault.self) { try stranger.all() }
    let sealed = try Data(contentsOf: URL(filePath: folder("t.vault")))
    #expect(sealed.range(of: Data("jane".utf8)) == nil)
  }

  @Test(arguments: [
    "jane.doe@example.com", "10.20.30.40", "10.20.30.0/24", "10.20.0.0/16", "10.20.30.40/32",
    "fe80::1ff:fe23:4567:890a", "3c:22:fb:90:4d:1a", "3C-22-FB-90-4D-1A", "3c22.fb90.4d1a",
    "db-1.eu.internal",
  ])
  func `each pseudonym is found again as it stands in the text`(value: String) throws {
    let (key, vault) = try open()
    try folder.write("in", "to \(value) at\n")
    let job = RedactionJob(rules: try RedactionFixture.rules(.strict), key: key, vault: vault)
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    let pseudonym = try String(folder.read("out").split(separator: " ")[1])
    #expect(pseudonym != value)
    let identity = try #require(SubstituteIdentity(pseudonym), "\(pseudonym)")
    #expect(try text(vault.entries(identity)) == [value])
  }

  @Test func `a placeholder is found again by itself and by its hex`() throws {
    let (key, vault) = try open()
    try folder.write("in", "password=hunter2hunter\n")
    let job = RedactionJob(
      rules: try RedactionFixture.rules(), key: key, vault: vault, vaultScope: .all)
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    let placeholder = try String(folder.read("out").dropFirst(9).dropLast())
    for text in [placeholder, String(placeholder.suffix(16))] {
      let identity = try #require(SubstituteIdentity(text))
      #expect(try self.text(vault.entries(identity)) == ["hunter2hunter"])
    }
  }

  @Test(arguments: [
    "", "x", "REDACTED_", "REDACTED_a_0123456789abcde", "REDACTED_a_0123456789ABCDEF",
    "0123456789abcdeF", "user-0123456789abcdef@example.com",
    "user-0123456789abcde@redacted.invalid",
    "10.1.2.3", "240.1.2", "240.1.2.3.4", "240.1.2.3/", "2001:db8::1", "2001:db8:1:2:3:4:5",
    "2001:db8:1:2:3:4:5:6:7", "2001:db9:1:2:3:4:5:6", "02:48:4f:01:02", "02:48:40:01:02:03",
    "02:48-4f:01:02:03",
  ])
  func `what is no substitute has no identity`(text: String) {
    #expect(SubstituteIdentity(text) == nil)
  }
}
