import PatternMatching
package import Plans

/// Compares a command's redacted outputs with what the plan expects.
package enum OutputExpectation {
  /// - Returns: the first demand that isn't met, in words; nil when all are.
  package static func unmet(
    _ expectation: Expectation, exit: Int, stdout: [UInt8], stderr: [UInt8]
  ) -> String? {
    guard expectation.exit.contains(exit) else {
      let wanted = expectation.exit.map(String.init).joined(separator: " or ")
      return "it ended with exit code \(exit); expected \(wanted)"
    }
    for match in expectation.stdout where !isMet(match, stdout) {
      return "its output \(demand(match))"
    }
    for match in expectation.stderr where !isMet(match, stderr) {
      return "its error output \(demand(match))"
    }
    return nil
  }

  static func isMet(_ match: OutputMatch, _ bytes: [UInt8]) -> Bool {
    switch match {
    case .contains(let text): bytes.contains(Array(text.utf8))
    case .excludes(let text): !bytes.contains(Array(text.utf8))
    case .equals(let text): trimmed(bytes).elementsEqual(trimmed(Array(text.utf8)))
    case .isEmpty: trimmed(bytes).isEmpty
    case .matches(let source): found(source, in: bytes)
    }
  }

  /// Whether the whole text matches a PCRE2 pattern; false where the engine can't tell.
  package static func matchesWhole(_ source: String, _ text: String) -> Bool {
    found("\\A(?:\(source))\\z", in: Array(text.utf8))
  }

  private static func found(_ source: String, in bytes: [UInt8]) -> Bool {
    guard let pattern = try? Pattern(source, isAnchored: false),
      let matcher = try? PatternMatcher()
    else { return false }
    if case .match = matcher.match(pattern, in: bytes.span.bytes, from: 0) { return true }
    return false
  }

  private static func trimmed(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var rest = bytes[...]
    while let last = rest.last, last == 0x0A || last == 0x0D { rest.removeLast() }
    return rest
  }

  private static func demand(_ match: OutputMatch) -> String {
    switch match {
    case .contains(let text): "doesn't contain '\(text)'"
    case .excludes(let text): "contains '\(text)'"
    case .equals(let text): "isn't '\(text)'"
    case .isEmpty: "isn't empty"
    case .matches(let source): "doesn't match '\(source)'"
    }
  }
}
