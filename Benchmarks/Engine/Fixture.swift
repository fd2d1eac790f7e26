internal import Foundation
internal import Redaction

/// What is measured with: rules, a key, and inputs that `Scripts/bench --inner` has made.
enum Fixture {
  static let inputs: [(name: String, profile: RedactionProfile)] = [
    ("clean", .secrets), ("sparse", .secrets), ("dense", .secrets), ("clean", .strict),
    ("personal", .strict),
  ]

  /// The patterns are there because a rule needs one; these ids have scanners of their own.
  static let scannedRules = """
    rules:
      - {id: ipv4-address, name: a, category: identifier, pattern: 'ipv4:x', examples: ['ipv4:x']}
      - {id: ipv6-address, name: b, category: identifier, pattern: 'ipv6:x', examples: ['ipv6:x']}
      - {id: mac-address, name: c, category: identifier, pattern: 'macs:x', examples: ['macs:x']}
      - {id: payment-card, name: d, category: personal, pattern: 'card:x', examples: ['card:x']}
    """

  static func key() throws -> PlaceholderKey {
    try PlaceholderKey(bytes: Array(0..<32))
  }

  static func rules(_ profile: RedactionProfile) throws -> CompiledRules {
    try CompiledRules(RuleSet.forJobs(), profile: profile)
  }

  static func redactor(_ profile: RedactionProfile) throws -> Redactor {
    try Redactor(rules: rules(profile), key: key())
  }

  static func input(_ name: String) throws -> [UInt8] {
    guard let folder = ProcessInfo.processInfo.environment["HANDOFF_BENCH_INPUTS"] else {
      throw CocoaError(.fileNoSuchFile, userInfo: [NSLocalizedDescriptionKey: "no inputs"])
    }
    return Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
  }

  static func lines(_ count: Int, _ line: (UInt64) -> String) -> [UInt8] {
    // SplitMix64.
    var state: UInt64 = 1
    return (0..<count).flatMap { _ in
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return Array("\(line(value ^ (value >> 31)))\n".utf8)
    }
  }

  @Sendable static func password(_ value: UInt64) -> String {
    "2026-11-20T10:00:00Z worker[17]: DB_PASSWORD=\(String(value, radix: 36))Xk9"
  }

  @Sendable static func mail(_ value: UInt64) -> String {
    "2026-11-20T10:00:00Z worker[17]: invoice sent to \(String(value, radix: 36))@shop.example.org"
  }

  @Sendable static func address(_ value: UInt64) -> String {
    let octets = [20 + value % 80, value >> 8 & 255, value >> 16 & 255, 1 + value >> 24 & 127]
    return "2026-11-20T10:00:00Z worker[17]: connection from "
      + octets.map { String($0) }.joined(separator: ".") + " accepted"
  }
}
