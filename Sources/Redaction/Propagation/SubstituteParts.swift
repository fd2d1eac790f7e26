/// Tells a known value from the same bytes in what this tool writes: a person may name a value that
/// is a word of a rule's id, or a few hex digits.
enum SubstituteParts {
  private static let fixed = ["@redacted.invalid", ".redacted.invalid", "user-", "host-"]

  /// Whether a value may stand in a substitute by chance.
  static func mayHold(_ value: [UInt8], _ rules: CompiledRules) -> Bool {
    if value.count <= 16, value.allSatisfy({ Hex.value($0) != nil }) { return true }
    func holds(_ text: String) -> Bool {
      Array(text.utf8).withUnsafeBytes { Search.first(value, in: $0, from: 0) != nil }
    }
    return fixed.contains(where: holds) || rules.rules.contains { holds("REDACTED_\($0.id)_") }
  }

  /// Whether a range lies in a placeholder or a pseudonym.
  static func hold(_ range: Range<Int>, in block: UnsafeRawBufferPointer) -> Bool {
    // A rule's id has at most 128 bytes.
    var start = range.lowerBound
    while start >= 0, range.lowerBound - start <= 160 {
      switch block[start] {
      case 0x52:  // R
        if let length = Placeholder.length(in: block, at: start) {
          return start + length >= range.upperBound
        }
      case 0x68, 0x75:  // h, u
        if start + 38 >= range.upperBound, start + 38 <= block.count,
          SubstituteIdentity(UnsafeRawBufferPointer(rebasing: block[start..<start + 38])) != nil
        {
          return true
        }
      case 0x0A: if start < range.lowerBound { return false }
      default: break
      }
      start -= 1
    }
    return false
  }
}
