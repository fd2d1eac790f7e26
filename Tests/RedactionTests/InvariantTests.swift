import Foundation
import Testing

@testable import Redaction

/// A generator that a failure can be repeated with.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}

@Suite struct InvariantTests {
  /// Lines with and without secrets, in many notations, with odd bytes between.
  static func text(seed: UInt64, lines: Int = 60) throws -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let examples = try RuleSet.builtin().rules.flatMap(\.examples).map(\.bytes)
    var bytes: [UInt8] = []
    for _ in 0..<lines {
      func example() -> [UInt8] { examples.randomElement(using: &generator) ?? [] }
      switch Int.random(in: 0..<9, using: &generator) {
      case 0: bytes += "2026-11-21T08:44:00Z INFO request served in 12 ms id=5f3a9c\n".utf8
      case 1: bytes += (0..<20).map { _ in UInt8.random(in: 0...255, using: &generator) } + [0x0A]
      case 2: bytes += "password=\r\n".utf8
      case 3: bytes += "kind: Secret\ndata:\n  a: aHVudGVyMg==\nmetadata:\n  name: x\n".utf8
      case 4: bytes += Array("payload ".utf8) + Encoding.base64(example()) + [0x0A]
      default: bytes += example() + [0x0A]
      }
    }
    return bytes
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `redacting twice changes nothing, and lines stay`(seed: UInt64) throws {
    let text = try Self.text(seed: seed)
    for profile in RedactionProfile.allCases {
      let redactor = try Redactor(rules: RedactionFixture.rules(profile), key: RedactionFixture.key)
      let once = try redactor.redact(text).bytes
      let twice = try redactor.redact(once).bytes
      #expect(once == twice, "seed \(seed), \(profile): \(Self.firstDifference(once, twice))")
      #expect(text.count { $0 == 0x0A } == once.count { $0 == 0x0A }, "seed \(seed), \(profile)")
      #expect(text.count { $0 == 0x0D } >= once.count { $0 == 0x0D }, "seed \(seed), \(profile)")
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `a stream gives what the whole gives, however it is cut`(seed: UInt64) throws {
    let text = try Self.text(seed: seed)
    let rules = try RedactionFixture.rules(.strict)
    let whole = try Redactor(rules: rules, key: RedactionFixture.key).redact(text).bytes
    var generator = SeededGenerator(seed: seed &+ 1000)
    let stream = try StreamRedactor(rules: rules, key: RedactionFixture.key)
    var output: [UInt8] = []
    var rest = text[...]
    while !rest.isEmpty {
      let count = Int.random(in: 1...200, using: &generator)
      output += try stream.feed(rest.prefix(count))
      rest = rest.dropFirst(count)
    }
    output += try stream.finish()
    #expect(output == whole, "seed \(seed): \(Self.firstDifference(whole, output))")
  }

  @Test func `every example's secret is gone from the output`() throws {
    let rules = try RedactionFixture.rules(.strict)
    let redactor = try Redactor(rules: rules, key: RedactionFixture.key)
    for rule in rules.rules {
      for example in rule.examples {
        let output = try redactor.redact(example.bytes).bytes
        for span in example.spans where span.count >= 8 {
          let secret = Array(example.bytes[span])
          let isLeft = output.withUnsafeBytes { Search.first(secret, in: $0, from: 0) != nil }
          #expect(!isLeft, "\(rule.id), line \(example.line)")
        }
      }
    }
  }

  static func firstDifference(_ first: [UInt8], _ second: [UInt8]) -> String {
    let index =
      zip(first, second).enumerated().first { $0.element.0 != $0.element.1 }?.offset
      ?? min(first.count, second.count)
    func around(_ bytes: [UInt8]) -> String {
      let window = bytes[max(0, index - 60)..<min(bytes.count, index + 80)]
      return String(decoding: window, as: UTF8.self)
    }
    return "at \(index): \(around(first).debugDescription) / \(around(second).debugDescription)"
  }

  @Test func `a placeholder before a host is no address`() throws {
    let token = "ghp_" + String(repeating: "x7Gf3Qm9Zp", count: 3) + "a1B2c3"
    for text in ["clone https://ci:\(token)@github.com/x", "export/ci-bot:\(token)@github.com"] {
      let once = try RedactionFixture.redact(text)
      #expect(!once.contains(token))
      #expect(try RedactionFixture.redact(once) == once)
    }
  }
}
