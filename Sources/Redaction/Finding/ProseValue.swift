/// A value that a sentence tells: `the password is X`, `token for staging was 'X'`,
/// `password (dev): X`.
///
/// A sentence tells far more often something about a secret than the secret, so the value stands in
/// quotes or looks like no word: it has a digit, or a sign inside.
struct ProseValue {
  let block: UnsafeRawBufferPointer
  /// Where the line, or what of it may be looked at, ends.
  let limit: Int
  /// The name is that of a code, which may be digits alone.
  let isCode: Bool

  init(block: UnsafeRawBufferPointer, name: Range<Int>, limit: Int) {
    self.block = block
    self.limit = limit
    let text = UnsafeRawBufferPointer(rebasing: block[name])
    isCode = ["code", "pin", "otp"].contains { word in
      text.count >= word.utf8.count
        && text.suffix(word.utf8.count).map(Bytes.lowercased).elementsEqual(word.utf8)
    }
  }

  private static let copulas = WordSet([
    "is", "was", "are", "were", "be", "being", "equals", "now", "ist", "war", "lautet", "es", "era",
    "est", "était", "foi", "to", "as", "=",
  ])
  /// A value follows the word only where the name stands right before it: `password set to X`.
  private static let between = WordSet([
    "for", "of", "on", "to", "in", "the", "a", "an", "my", "our", "your", "his", "her", "this",
    "that", "user", "account", "set", "reset", "changed", "updated", "again", "here", "below",
    "für", "del", "de", "la", "el", "pour", "le", "do", "da",
  ])
  private static let longest = 8

  /// - Parameter start: behind the name.
  func value(from start: Int) -> Range<Int>? {
    var index = start
    var count = 0
    var isConnected = false
    while count < Self.longest {
      guard let word = nextWord(from: index) else { return nil }
      let text = UnsafeRawBufferPointer(rebasing: block[word])
      if isConnected, let value = judged(word) { return value }
      if Self.copulas.contains(text) {
        isConnected = true
      } else if isConnected {
        guard Self.between.contains(text) else { return nil }
      } else if !isPlain(text) {
        return nil
      } else if count > 0 || Self.between.contains(text) {
        // Names of users and systems may stand between, once a sentence has begun.
      } else {
        return nil
      }
      index = word.upperBound
      if index < limit, block[index] == 0x3A || block[index] == 0x3D { index += 1 }
      count += 1
    }
    return nil
  }

  private func nextWord(from start: Int) -> Range<Int>? {
    var lower = start
    while lower < limit, Bytes.isBlank(block[lower]) { lower += 1 }
    guard lower > start else { return nil }
    var upper = lower
    if lower < limit, Bytes.isQuote(block[lower]) {
      upper += 1
      while upper < limit, block[upper] != block[lower] { upper += 1 }
      return upper < limit ? lower..<(upper + 1) : nil
    }
    while upper < limit, !Bytes.isSpace(block[upper]) { upper += 1 }
    return upper > lower ? lower..<upper : nil
  }

  private func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
    text.allSatisfy { Bytes.isWord($0) || $0 == 0x2D || $0 == 0x2E || $0 >= 0x80 }
  }

  /// The part of a word that is a value; nil where it is a word like others.
  private func judged(_ word: Range<Int>) -> Range<Int>? {
    var lower = word.lowerBound
    var upper = word.upperBound
    if Bytes.isQuote(block[lower]) {
      let inside = (lower + 1)..<(upper - 1)
      let text = UnsafeRawBufferPointer(rebasing: block[inside])
      let isValue =
        inside.count >= 4 && !text.contains(where: Bytes.isBlank) && !Reference.isReference(text)
        && !Reference.isStatusWord(text)
      return isValue ? inside : nil
    }
    while upper > lower, ".,;:!?)]}\"'>".utf8.contains(block[upper - 1]), upper - lower > 6 {
      // "Summer2024!" keeps its sign: a full stop ends a sentence, an exclamation may be meant.
      if block[upper - 1] == 0x21 { break }
      upper -= 1
    }
    while lower < upper, "([{<".utf8.contains(block[lower]) { lower += 1 }
    let text = UnsafeRawBufferPointer(rebasing: block[lower..<upper])
    if isCode, (4...8).contains(text.count), text.allSatisfy(Bytes.isDigit) { return lower..<upper }
    guard text.count >= 6, !Reference.isReference(text) else { return nil }
    let digits = text.count(where: Bytes.isDigit)
    let letters = text.count(where: Bytes.isLetter)
    let inner = UnsafeRawBufferPointer(rebasing: text[1..<(text.count - 1)])
    let hasSign = inner.contains { "!@#$%^&*+~".utf8.contains($0) }
    // Not a time, a version, an address, a path or a number with its unit.
    let isOther =
      text.contains(0x3A) && digits > letters || text.contains(0x2F) && !hasSign
      || text.allSatisfy { Bytes.isDigit($0) || ".,:-TZ+".utf8.contains($0) }
      || letters < 3 && !hasSign
    guard letters >= 3 || hasSign, digits > 0 || hasSign, !isOther else { return nil }
    return lower..<upper
  }
}
