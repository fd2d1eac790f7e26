import Testing

@testable import Redaction

@Suite struct RuleCostTests {
  private static func rule(_ id: String, _ pattern: String) -> String {
    """
      - id: \(id)
        name: A test
        category: credential
        pattern: '\(pattern)'
        examples: ["x"]
        counterexamples: ["y"]
    """
  }

  @Test func `short and common literals are named`() throws {
    let text =
      "rules:\n"
      + Self.rule("rare", "\\b(zzqx_[a-z]{10})") + "\n" + Self.rule("common", "\\b(line[0-9]{10})")
      + "\n" + Self.rule("short", "\\b(zq_[a-z]{10})")
    let set = try RuleSet(sources: [("test.yaml", text)])
    let sample = Array(String(repeating: "an ordinary line\n", count: 10_000).utf8)
    let costs = try RuleCost.measure(set, on: sample)
    #expect(costs.map(\.rule) == ["rare", "common", "short"])
    #expect(costs.map(\.isShort) == [false, false, true])
    #expect(costs.map(\.isCommon) == [false, true, false])
    #expect(costs[1].hitsPerMegabyte == 10_000 / (Double(sample.count) / 1e6))
    #expect(costs.allSatisfy { $0.microsecondsPerMegabyte >= 0 })
  }
}
