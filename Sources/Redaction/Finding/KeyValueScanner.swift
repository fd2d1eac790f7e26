/// Finds the value that belongs to a key, in whatever notation the text is: JSON (also as a string
/// inside JSON), YAML, settings files, source code, URLs, logs.
struct KeyValueScanner {
  struct Value {
    var range: Range<Int>
    var form: ValueForm = .raw
    var surroundings = Surroundings()
  }

  enum Answer {
    case none
    /// The value may go on behind the block; judge again from this line's start.
    case incomplete(from: Int)
    case value(Value)
    /// The members of a list.
    case values([Value])
  }

  let block: UnsafeRawBufferPointer
  let hint: FormatHint
  let isFinal: Bool
  let context: LineContext

  /// Keys are at most this long, in bytes.
  static let longestKey = 256

  /// The whole name that a key literal ends, or nil where it doesn't end one (`password_policy`).
  func keyName(endingAt end: Int, from start: Int) -> Range<Int>? {
    var upper = end
    // A number may follow: password1, PASSWORD_2.
    var digits = upper
    if digits < block.count, block[digits] == 0x5F || block[digits] == 0x2D { digits += 1 }
    let digitsStart = digits
    while digits < block.count, Bytes.isDigit(block[digits]), digits - upper < 4 { digits += 1 }
    if digits > digitsStart { upper = digits }
    if upper < block.count, Bytes.isKey(block[upper]), !isWideSign(upper), !isFullStop(upper) {
      guard let tail = tail(from: upper) else { return nil }
      upper = tail
    }
    var lower = start
    let floor = max(0, end - Self.longestKey)
    while lower > floor, Bytes.isKey(block[lower - 1]) || block[lower - 1] == 0x24 { lower -= 1 }
    lower = Decoration.nameStart(in: block, from: lower, to: start)
    // %22password: the digits are the sign's.
    if lower > 0, block[lower - 1] == 0x25, lower + 2 <= start, Hex.value(block[lower]) != nil,
      Hex.value(block[lower + 1]) != nil
    {
      lower += 2
    }
    while lower < start, block[lower] == 0x2D || block[lower] == 0x2E { lower += 1 }
    // Java's -Dname: the D is the option's.
    if lower < start, lower > floor, block[lower] == 0x44, block[lower - 1] == 0x2D { lower += 1 }
    return lower..<upper
  }

  /// A sentence ends behind the name.
  private func isFullStop(_ index: Int) -> Bool {
    block[index] == 0x2E && (index + 1 == block.count ? isFinal : Bytes.isSpace(block[index + 1]))
  }

  /// `：` or `＝`, the wide forms that Chinese and Japanese texts have, or a word that joins name and
  /// value.
  private func isWideSign(_ index: Int) -> Bool {
    if WideCopula.length(in: block, at: index, to: block.count) != nil { return true }
    guard index + 2 < block.count, block[index] == 0xEF, block[index + 1] == 0xBC else {
      return false
    }
    return block[index + 2] == 0x9A || block[index + 2] == 0x9D
  }

  /// The end of a name that goes on behind its key: `_PROD`, `Old`, `-for-ci`.
  private func tail(from start: Int) -> Int? {
    var end = start
    let limit = min(block.count, start + Self.longestTail + 1)
    while end < limit, Bytes.isKey(block[end]) { end += 1 }
    // A full stop or a dash that ends the name: "password." in prose, "password-" isn't a key.
    guard end - start <= Self.longestTail, Bytes.isWord(block[end - 1]) else { return nil }
    if end == start + 1, block[start] | 0x20 == 0x73 { return end }
    let isCamel = block[start] &- 0x41 < 26 && block[start - 1] &- 0x61 < 26
    guard isCamel || !Bytes.isWord(block[start]) || block[start] == 0x5F else { return nil }
    return end
  }

  /// What may stand behind the key in a name, in bytes.
  private static let longestTail = 32

  /// A cheap look at what follows a name: most words in a log that could be a key are none.
  ///
  /// - Parameter isTold: a sentence may tell the value.
  func mayHaveValue(_ name: Range<Int>, isTold: Bool) -> Bool {
    var index = name.upperBound
    while index < block.count, Bytes.isBlank(block[index]) { index += 1 }
    guard index < block.count else { return true }
    switch block[index] {
    case 0x3A, 0x3D, 0x22, 0x27, 0x60, 0x5C, 0x5D, 0x29, 0x2C, 0x0A, 0x0D: return true
    case 0x3E, 0x5B, 0x25: return index == name.upperBound
    // A default, a remark, accessors; wide signs; an element or a column ends.
    case 0x7C, 0x3F, 0x28, 0x7B, 0xEF, 0x3C, 0x3B: return true
    case 0x21: return index + 1 == block.count || block[index + 1] == 0x3D
    // Colours, XML's quotes, bold, the end of a sentence; words that join in scripts without blanks.
    case 0x1B, 0x26, 0x2A, 0x2E, 0x5E, 0xE3...0xEE: return true
    // value="…", a sentence, a type, an option's value.
    default:
      guard index > name.upperBound else { return false }
      return isTold || block[index] | 0x20 == 0x76
        || block[name.upperBound] == 0x09 || isInEnvironment(name)
        || name.lowerBound > 0 && "-<:".utf8.contains(block[name.lowerBound - 1])
    }
  }

  /// A Dockerfile's `ENV NAME value`.
  private func isInEnvironment(_ name: Range<Int>) -> Bool {
    let start = name.lowerBound
    return start > 3 && block[start - 1] == 0x20 && block[start - 2] == 0x56
      && block[start - 3] == 0x4E && block[start - 4] == 0x45
  }

  func value(ofKey name: Range<Int>) -> Answer {
    var reader = KeyValueReader(
      block: block, hint: hint, name: name, isFinal: isFinal, context: context)
    return reader.read()
  }
}
