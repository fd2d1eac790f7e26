/// Knows what this tool wrote: what was redacted stays redacted.
enum SubstituteRecognition {
  /// Whether a finding's value is a placeholder or a pseudonym, raw or encoded, or holds nothing
  /// but one and what stands around it (`Bearer REDACTED_…`).
  static func isSettled(_ finding: Finding, in block: UnsafeRawBufferPointer) -> Bool {
    let range = whole(finding.range, in: block)
    let value = UnsafeRawBufferPointer(rebasing: block[range])
    if isHead(of: value) { return true }
    if finding.form != .raw {
      let decoded = finding.form.decode(value)
      if decoded.withUnsafeBytes({ isSettled($0) }) { return true }
    }
    return isSettled(value)
  }

  /// A range with all of the placeholder that its end cuts: a window's border may do so.
  private static func whole(_ range: Range<Int>, in block: UnsafeRawBufferPointer) -> Range<Int> {
    guard range.upperBound < block.count, isPlaceholderByte(block[range.upperBound]) else {
      return range
    }
    var start = range.upperBound
    let floor = max(range.lowerBound, start - Placeholder.longest)
    while start > floor, isPlaceholderByte(block[start - 1]) { start -= 1 }
    let word = UnsafeRawBufferPointer(
      rebasing: block[start..<min(block.count, start + 2 * Placeholder.longest)])
    guard let place = Search.first(Placeholder.prefix, in: word, from: 0),
      start + place < range.upperBound, let length = Placeholder.length(in: word, at: place)
    else { return range }
    return range.lowerBound..<max(range.upperBound, start + place + length)
  }

  private static func isPlaceholderByte(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) || byte == 0x2D
  }

  /// Whether a value was taken to be one only because a placeholder is shorter or plainer than what
  /// it stands for: behind it another line begins, another placeholder, or so much that it was out of a pattern's
  /// reach.
  private static func isHead(of value: UnsafeRawBufferPointer) -> Bool {
    guard let length = Placeholder.length(in: value, at: 0), length < value.count else {
      return false
    }
    if value.count - length >= 64 || value[length] == 0x5C { return true }
    return !Bytes.isWord(value[length])
      && Search.first(Placeholder.prefix, in: value, from: length) != nil
  }

  static func isSettled(_ value: UnsafeRawBufferPointer) -> Bool {
    // The shortest placeholder has 9 + 1 + 17 bytes; base64 of one begins with UkVEQUNURURf.
    guard value.count >= 27 else { return isPseudonym(value) }
    if Bytes.starts(value, with: "UkVEQUNURURf"), let decoded = Decoding.base64(value) {
      return decoded.withUnsafeBytes { isSettled($0) }
    }
    guard Search.first(Placeholder.prefix, in: value, from: 0) != nil else {
      return isPseudonym(value)
    }
    var rest = 0
    var index = 0
    while index < value.count {
      if let length = Placeholder.length(in: value, at: index) {
        index += length
        continue
      }
      if Bytes.isWord(value[index]) || value[index] >= 0x80 { rest += 1 }
      index += 1
    }
    if rest == 0 { return true }
    return remainderIsLabel(value)
  }

  private static let labels: Set<String> = [
    "bearer", "basic", "token", "digest", "apikey", "negotiate", "begin", "end", "n", "r",
    "true", "false", "null", "none",
  ]

  /// What is left without the placeholders is a word that introduces a credential, or none of one.
  private static func remainderIsLabel(_ value: UnsafeRawBufferPointer) -> Bool {
    var words: [String] = []
    var word: [UInt8] = []
    var index = 0
    func flush() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self).lowercased()) }
      word = []
    }
    while index < value.count {
      if let length = Placeholder.length(in: value, at: index) {
        flush()
        index += length
      } else {
        if Bytes.isWord(value[index]) { word.append(value[index]) } else { flush() }
        index += 1
      }
    }
    flush()
    return words.allSatisfy { labels.contains($0) }
  }

  static func isPseudonym(_ value: UnsafeRawBufferPointer) -> Bool {
    value.count > 17 && value[value.count - 1] == 0x64
      && (Bytes.ends(value, with: ".redacted.invalid")
        || Bytes.ends(value, with: "@redacted.invalid"))
  }
}
