import DurableFiles
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
    #expect(try Set(text(vault.all())) == ["jane@example.com", "jane.roe@example.com.txt"])
    #expect(try vault.all().count == 2)
    let stranger = Vault(keyPath: folder("t.key"), key: try PlaceholderKey(bytes: Array(1...32)))
    #expect(throws: VaultFault.self) { try stranger.all() }
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

  private func job(_ key: PlaceholderKey, _ vault: Vault, jobs: Int = 1) throws -> RedactionJob {
    RedactionJob(rules: try RedactionFixture.rules(), key: key, vault: vault, jobs: jobs)
  }

  private func addresses(_ range: Range<Int>) -> String {
    range.map { "to user\($0)@example.com\n" }.joined()
  }

  @Test func `jobs at the same time lose nothing`() async throws {
    let (key, vault) = try open()
    for number in 0..<6 {
      try folder.write("in\(number)", addresses(number * 4000..<number * 4000 + 8000))
    }
    try await withThrowingTaskGroup { group in
      for number in 0..<6 {
        group.addTask {
          try job(key, vault, jobs: 2).run(
            inputs: [folder("in\(number)")], output: folder("out\(number)"), replacing: false)
        }
      }
      try await group.waitForAll()
    }
    #expect(try Set(text(vault.all())) == Set((0..<28000).map { "user\($0)@example.com" }))
  }

  @Test func `the same values again add nothing`() throws {
    let (key, vault) = try open()
    try folder.write("in", addresses(0..<5000))
    try job(key, vault).run(inputs: [folder("in")], output: folder("one"), replacing: false)
    let before = try Data(contentsOf: URL(filePath: folder("t.vault")))
    try job(key, vault).run(inputs: [folder("in")], output: folder("two"), replacing: false)
    #expect(try Data(contentsOf: URL(filePath: folder("t.vault"))) == before)
  }

  @Test func `two spellings of one address are one value`() throws {
    let (key, vault) = try open()
    try folder.write("in", "to Jane@Example.com and 3C-22-FB-90-4D-1A\n")
    try folder.write("in2", "to jane@example.com and 3c:22:fb:90:4d:1a\n")
    let job = RedactionJob(rules: try RedactionFixture.rules(.strict), key: key, vault: vault)
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    try job.run(inputs: [folder("in2")], output: folder("out2"), replacing: false)
    let pseudonyms = try folder.read("out2").split(separator: " ").map {
      String($0.filter { $0 != "\n" })
    }
    for (place, value) in [(1, "Jane@Example.com"), (3, "3C-22-FB-90-4D-1A")] {
      let identity = try #require(SubstituteIdentity(pseudonyms[place]))
      #expect(try text(vault.entries(identity)) == [value])
    }
  }

  /// Three records, so that there is one in the middle.
  private func makeRecords() throws -> (vault: Vault, bytes: [UInt8], values: [String]) {
    let (key, vault) = try open()
    let values = ["jane@example.com", "john@example.com", "mary@example.com"]
    for value in values {
      let entry = Vault.Entry.entries(
        [(rule: try RedactionFixture.rules().rules[0], value: Array(value.utf8))], key: key)
      try vault.add(entry)
    }
    return (vault, Array(try Data(contentsOf: URL(filePath: folder("t.vault")))), values)
  }

  private func replace(_ bytes: some Sequence<UInt8>) throws {
    try Data(bytes).write(to: URL(filePath: folder("t.vault")))
    chmod(folder("t.vault"), 0o600)
  }

  @Test func `one byte changed anywhere is refused`() throws {
    let (vault, bytes, values) = try makeRecords()
    #expect(try text(vault.all()) == values)
    for index in bytes.indices {
      for change in [UInt8(1), 0x80] {
        var changed = bytes
        changed[index] ^= change
        try replace(changed)
        #expect(throws: VaultFault.self, "byte \(index)") { try vault.all() }
        #expect(throws: VaultFault.self, "byte \(index)") {
          try vault.add([Vault.Entry(identity: SubstituteIdentity(.mac, 7), rule: "x", value: [1])])
        }
      }
    }
  }

  @Test func `a record that was left out, moved or taken from another vault is refused`() throws {
    let (vault, bytes, _) = try makeRecords()
    let size = (bytes.count - 76) / 3
    let head = bytes[..<76]
    let records = (0..<3).map { bytes[(76 + $0 * size)..<(76 + ($0 + 1) * size)] }
    let others = TemporaryFolder()
    let other = Vault(keyPath: others("t.key"), key: try PlaceholderKey.load(folder("t.key")))
    try other.add(vault.all())
    let foreign = Array(try Data(contentsOf: URL(filePath: others("t.vault"))))[76...]
    for order in [[1, 2], [0, 2], [1, 0, 2], [0, 0, 1, 2], [0, 1, 1]] {
      try replace(order.reduce(Array(head)) { $0 + records[$1] })
      #expect(throws: VaultFault.self, "\(order)") { try vault.all() }
    }
    try replace(head + foreign)
    #expect(throws: VaultFault.self) { try vault.all() }
  }

  @Test func `what a killed job left behind is passed over, and the next job goes on`() throws {
    let (vault, bytes, values) = try makeRecords()
    let size = (bytes.count - 76) / 3
    let whole = Array(bytes[..<(76 + 2 * size)])
    let entry = Vault.Entry(identity: SubstituteIdentity(.mac, 7), rule: "x", value: [0x41])
    for length in 0..<size {
      let torn = whole + bytes[(76 + 2 * size)..<(76 + 2 * size + length)]
      for tail in [[], [UInt8](repeating: 0, count: size - length)]
      where tail.isEmpty || length <= size - 16 {
        if !tail.isEmpty, (1..<8).contains(length) { continue }
        try replace(torn + tail)
        #expect(try text(vault.all()) == Array(values[..<2]), "\(length)")
        try vault.add([entry])
        #expect(try text(vault.all()) == values[..<2] + ["A"], "\(length)")
      }
    }
  }

  @Test func `what is wrong with a vault is told apart`() throws {
    let (vault, bytes, _) = try makeRecords()
    func code(_ vault: Vault) -> VaultFault.Code? {
      do { _ = try vault.all() } catch { return (error as? VaultFault)?.code }
      return nil
    }
    let stranger = Vault(keyPath: folder("t.key"), key: try PlaceholderKey(bytes: Array(1...32)))
    #expect(code(stranger) == .otherKey)
    chmod(folder("t.vault"), 0o640)
    #expect(code(vault) == .exposed)
    try replace(bytes[..<40])
    #expect(code(vault) == .damaged)
    try replace(bytes[..<100] + [0] + bytes[101...])
    #expect(code(vault) == .damaged)
    try replace(Array("SQLite format 3".utf8))
    #expect(code(vault) == .notAVault)
    try replace([])
    #expect(try vault.all().isEmpty)
    try FileManager.default.removeItem(atPath: folder("t.vault"))
    #expect(throws: FileError.self) { try vault.all() }
  }

  @Test func `a job doesn't begin with a vault that it couldn't add to`() throws {
    let (key, vault) = try open()
    try folder.write("in", "nothing here\n")
    try replace(Array("something else".utf8))
    #expect(throws: VaultFault.self) {
      try job(key, vault).run(inputs: [folder("in")], output: folder("out"), replacing: false)
    }
    #expect(!FileManager.default.fileExists(atPath: folder("out")))
  }

  @Test func `digests beyond the limit are not remembered, and nothing else is lost`() {
    let set = DigestSet(largestPart: 512)
    var generator = SystemRandomNumberGenerator()
    let digests = (0..<20_000).map { _ in generator.next() | 1 }
    for digest in digests { _ = set.insert(digest) }
    let known = digests.count { !set.insert($0) }
    #expect((6000...6144).contains(known))
  }
}
