import Documents
import Foundation
import Testing

@testable import Redaction

@Suite struct RuleSetTests {
  @Test func `what jobs read at each start is what the rule files say`() throws {
    let whole = try RuleSet.builtin()
    let fast = try RuleSet.forJobs()
    #expect(whole.digest == fast.digest)
    #expect(whole.rules.count == fast.rules.count && whole.rules.count >= 40)
    for (one, other) in zip(whole.rules, fast.rules) {
      #expect(
        one.id == other.id && one.name == other.name && one.category == other.category
          && one.priority == other.priority && one.window == other.window && one.near == other.near
          && one.place == other.place && one.pattern == other.pattern
          && one.keywords == other.keywords && one.keys == other.keys && one.checks == other.checks
          && one.rotation?.how == other.rotation?.how, "\(one.id)")
    }
  }

  @Test func `the embedded files are the files of the folders`() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = root.appending(path: "redaction-rules")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".yaml") }.sorted()
    #expect(RuleSet.builtinSources.map(\.file) == names.map { "redaction-rules/\($0)" })
    for source in RuleSet.builtinSources {
      #expect(
        try String(contentsOf: root.appending(path: source.file), encoding: .utf8) == source.text)
    }
  }

  @Test(arguments: [
    ("rules:\n  - id: a\n    patern: x\n", 3, 5, "unknown key 'patern' in a rule"),
    ("rules:\n  - id: A_b\n    keys: [x]\n", 2, 9, "'A_b' is not a rule id"),
    ("rules:\n  - id: a\n", 2, 5, "rule 'a' has neither a pattern nor keys"),
    ("rules:\n  - id: a\n    keys: [x]\n    check: crc\n", 4, 12, "'crc' is not a check"),
  ])
  func `a fault has its place`(text: String, line: Int, column: Int, message: String) throws {
    let fault = #expect(throws: Diagnostic.self) { try Rule.rules(in: text, file: "r.yaml") }
    #expect(fault?.line == line && fault?.column == column && fault?.message == message)
  }

  @Test func `a rule may stand in for another, and an id is taken once`() throws {
    let first = ("a.yaml", "rules:\n  - {id: one, keys: [x]}\n")
    let replacing = ("b.yaml", "rules:\n  - {id: two, keys: [y], replaces: one}\n")
    #expect(try RuleSet(sources: [first, replacing]).rules.map(\.id) == ["two"])
    #expect(throws: Diagnostic.self) { try RuleSet(sources: [first, first]) }
    #expect(throws: Diagnostic.self) { try RuleSet(sources: [replacing]) }
  }
}
