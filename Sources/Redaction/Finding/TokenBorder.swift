/// Where a token may begin: behind what is no part of a word, and behind an escape that ends in a
/// letter or a digit (`%3D`, `\n`, `\u0022`, a colour's `[33m`).
///
/// Rules say `\b`. In logs, texts stand in other texts' escapes, and there `\b` would miss them.
enum TokenBorder {
  /// Whether a pattern begins with `\b`.
  static func isDemanded(by pattern: String) -> Bool {
    pattern.hasPrefix("\\b(") || pattern.hasPrefix("(?i)\\b(")
  }

  /// The pattern with its first `\b`, or what it says must not stand before, as this border.
  ///
  /// - Parameter afterUnderscore: a token with a prefix of its own may stand behind `_` too, as in a
  ///   file's name.
  static func widened(_ pattern: String, afterUnderscore: Bool) -> String {
    let flags = pattern.hasPrefix("(?i)") ? "(?i)" : ""
    let rest = pattern.dropFirst(flags.count)
    if isDemanded(by: pattern) {
      let more = afterUnderscore ? "|(?<=_)" : ""
      return "\(flags)(?:(?<![A-Za-z0-9_])|\(escapes)\(more))\(rest.dropFirst(2))"
    }
    guard rest.hasPrefix("(?<!["), let end = rest.firstRange(of: "])") else { return pattern }
    return "\(flags)(?:\(rest[..<end.upperBound])|\(escapes))\(rest[end.upperBound...])"
  }

  // Look-behinds of PCRE2 before 10.43 have one length each.
  private static let escapes = [
    #"(?<=%[0-9A-Fa-f]{2})"#, #"(?<=\\[nrtbfv0])"#,
    #"(?<=\\u[0-9A-Fa-f]{4})"#, #"(?<=\\x[0-9A-Fa-f]{2})"#, #"(?<=\[m)"#, #"(?<=[\[;][0-9]m)"#,
    #"(?<=[\[;][0-9]{2}m)"#,
  ].joined(separator: "|")

  /// The same of a place, without a pattern.
  static func isBefore(_ start: Int, in block: UnsafeRawBufferPointer) -> Bool {
    guard start > 0 else { return true }
    let last = block[start - 1]
    guard Bytes.isWord(last) else { return true }
    if last == 0x5F { return true }
    func at(_ distance: Int) -> UInt8 { start >= distance ? block[start - distance] : 0 }
    if at(2) == 0x5C, "nrtbfv0".utf8.contains(last) { return true }
    if Hex.value(last) != nil, Hex.value(at(2)) != nil {
      if at(3) == 0x25 || at(3) == 0x78 && at(4) == 0x5C { return true }
      if at(5) == 0x75, at(6) == 0x5C, Hex.value(at(3)) != nil, Hex.value(at(4)) != nil {
        return true
      }
    }
    guard last == 0x6D else { return false }
    func isStart(_ byte: UInt8) -> Bool { byte == 0x5B || byte == 0x3B }
    return at(2) == 0x5B
      || Bytes.isDigit(at(2))
        && (isStart(at(3)) || Bytes.isDigit(at(3)) && isStart(at(4)))
  }
}
