/// The word behind a command's option (`--db-password x`, `-storepass x`) or behind a name that a
/// command sets (`ENV DB_PASSWORD x`, `setx DB_PASSWORD x`).
struct OptionValue {
  let block: UnsafeRawBufferPointer
  let limit: Int

  private static let setters = WordSet(["ENV", "ARG", "setx", "setenv", "/v"])
  /// What a manual says behind an option's name.
  private static let words = WordSet([
    "option", "options", "flag", "flags", "argument", "arguments", "parameter", "parameters",
    "stdin", "prompt", "value", "file", "string", "instead", "when", "if", "on", "at", "may",
    "as", "be", "can", "via", "here", "only", "then", "than", "that", "this", "you", "your",
  ])

  func value(ofName name: Range<Int>) -> Range<Int>? {
    var lower = name.upperBound
    while lower < limit, Bytes.isBlank(block[lower]) { lower += 1 }
    guard lower > name.upperBound, lower < limit, isOption(name) || isSet(name) else { return nil }
    var upper = lower
    if Bytes.isQuote(block[lower]) {
      upper = lower + 1
      while upper < limit, block[upper] != block[lower] { upper += 1 }
      return upper < limit && upper > lower + 1 ? (lower + 1)..<upper : nil
    }
    guard block[lower] != 0x2D else { return nil }
    while upper < limit, !Bytes.isSpace(block[upper]), !"|;&\"'`".utf8.contains(block[upper]) {
      upper += 1
    }
    while upper > lower + 1, ",.)]".utf8.contains(block[upper - 1]) { upper -= 1 }
    let text = UnsafeRawBufferPointer(rebasing: block[lower..<upper])
    guard text.count >= 3, !Self.words.contains(text), !Reference.isStatusWord(text),
      text[0] != 0x5B, text[0] != 0x3D
    else { return nil }
    return lower..<upper
  }

  private func isOption(_ name: Range<Int>) -> Bool {
    let start = name.lowerBound
    guard start > 0, block[start - 1] == 0x2D else { return false }
    var index = start - 1
    while index > 0, block[index - 1] == 0x2D { index -= 1 }
    return start - index <= 2 && (index == 0 || Bytes.isSpace(block[index - 1]))
  }

  private func isSet(_ name: Range<Int>) -> Bool {
    var end = name.lowerBound
    while end > 0, Bytes.isBlank(block[end - 1]) { end -= 1 }
    var start = end
    while start > 0, !Bytes.isSpace(block[start - 1]), end - start < 8 { start -= 1 }
    guard end > start, end < name.lowerBound else { return false }
    return Self.setters.contains(UnsafeRawBufferPointer(rebasing: block[start..<end]))
  }
}
