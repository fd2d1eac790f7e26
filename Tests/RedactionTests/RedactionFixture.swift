import Foundation
import Synchronization

@testable import Redaction

/// The built-in rules under a fixed key, as every test here uses them.
enum RedactionFixture {
  static let key: PlaceholderKey = {
    do { return try PlaceholderKey(bytes: Array(0..<32)) } catch { fatalError("\(error)") }
  }()

  private static let compiled = Mutex<[RedactionProfile: CompiledRules]>([:])

  static func rules(_ profile: RedactionProfile = .support) throws -> CompiledRules {
    try compiled.withLock { compiled in
      if let known = compiled[profile] { return known }
      let rules = try CompiledRules(.builtin(), profile: profile)
      compiled[profile] = rules
      return rules
    }
  }

  static func redact(
    _ text: String, path: String = "", profile: RedactionProfile = .support
  ) throws -> String {
    let redactor = try Redactor(rules: rules(profile), key: key)
    return String(decoding: try redactor.redact(Array(text.utf8), path: path).bytes, as: UTF8.self)
  }
}

/// A text with `⟪…⟫` around what must go.
struct MarkedText: CustomStringConvertible, Sendable {
  let description: String
  let path: String

  init(_ text: String, path: String = "") {
    description = text
    self.path = path
  }

  var plain: String { description.filter { $0 != "⟪" && $0 != "⟫" } }

  /// The text with each marked part as `▒`.
  var masked: String {
    var result = ""
    var isInside = false
    for character in description {
      switch character {
      case "⟪":
        isInside = true
        result += "▒"
      case "⟫": isInside = false
      default: if !isInside { result.append(character) }
      }
    }
    return result
  }

  /// A redacted text with each substitute as `▒`.
  static func mask(_ redacted: String) -> String {
    var result = ""
    var rest = Substring(redacted)
    while let character = rest.first {
      let bytes = Array(rest.utf8.prefix(200))
      if let length = bytes.withUnsafeBytes({ Placeholder.length(in: $0, at: 0) }) {
        result += "▒"
        rest = rest.dropFirst(length)
      } else if rest.hasPrefix("user-"), let end = rest.range(of: "@redacted.invalid") {
        result += "▒"
        rest = rest[end.upperBound...]
      } else {
        result.append(character)
        rest.removeFirst()
      }
    }
    return result
  }
}
