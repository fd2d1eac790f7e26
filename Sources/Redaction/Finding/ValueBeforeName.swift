/// A value that stands before its name: `{"Value": "x", "Name": "DB_PASSWORD"}`, `value: x` over
/// `name: DB_PASSWORD`; and one that other members part from it.
struct ValueBeforeName {
  enum Place {
    /// In quotes of this depth.
    case quoted(Range<Int>, quote: UInt8)
    case plain(Range<Int>)
    /// Where the value begins, behind the name.
    case behind(Int)
  }

  let block: UnsafeRawBufferPointer
  let name: Range<Int>
  let limit: Int
  /// The backslashes before the name's quotes; -1 without quotes.
  let depth: Int
  let quote: UInt8

  private static let reach = 2048
  private static let longestList = 8
  private static let names = WordSet(["name", "key", "parametername", "parameterkey", "optionname"])
  private static let values = WordSet(["value", "parametervalue"])

  /// - Parameter end: behind the name's closing quote.
  func find(behind end: Int) -> Place? {
    depth >= 0 ? findMember(behind: end) : findLine()
  }

  private func holds(_ words: WordSet, _ range: Range<Int>) -> Bool {
    words.contains(UnsafeRawBufferPointer(rebasing: block[range]))
  }

  // MARK: JSON

  private func findMember(behind end: Int) -> Place? {
    // A path may stand before the name.
    var index = name.lowerBound
    var floor = max(0, index - 128)
    while index > floor, block[index - 1] == 0x2F || Bytes.isKey(block[index - 1]) { index -= 1 }
    guard let key = keyBefore(quoteAt: index - 1), holds(Self.names, key) else { return nil }
    if let start = following(end) { return .behind(start) }
    floor = max(0, index - Self.reach)
    index = key.lowerBound - 1 - depth
    for _ in 0..<Self.longestList {
      index = skipSpaces(before: index)
      guard index > floor, block[index - 1] == 0x2C else { return nil }
      index = skipSpaces(before: index - 1)
      guard let member = memberBefore(index, floor: floor) else { return nil }
      if holds(Self.values, member.key) {
        return member.isQuoted ? .quoted(member.value, quote: quote) : .plain(member.value)
      }
      index = member.key.lowerBound - 1 - depth
    }
    return nil
  }

  private func skipSpaces(before end: Int) -> Int {
    var index = end
    while index > 0, Bytes.isSpace(block[index - 1]) { index -= 1 }
    return index
  }

  private func isQuote(at index: Int) -> Bool {
    guard index >= depth, index < limit, block[index] == quote else { return false }
    return (0..<depth).allSatisfy { block[index - 1 - $0] == 0x5C }
      && (index == depth || block[index - 1 - depth] != 0x5C)
  }

  /// The key of the string whose opening quote stands at `index`.
  private func keyBefore(quoteAt index: Int) -> Range<Int>? {
    guard index > depth, isQuote(at: index) else { return nil }
    return keyBefore(index - depth)
  }

  private func keyBefore(_ valueStart: Int) -> Range<Int>? {
    var index = skipSpaces(before: valueStart)
    guard index > 0, block[index - 1] == 0x3A else { return nil }
    index = skipSpaces(before: index - 1) - 1
    guard index > depth, isQuote(at: index) else { return nil }
    let end = index - depth
    index = end
    while index > 0, Bytes.isWord(block[index - 1]), end - index < 32 { index -= 1 }
    guard index > depth, isQuote(at: index - 1) else { return nil }
    return index..<end
  }

  private func memberBefore(_ end: Int, floor: Int)
    -> (key: Range<Int>, value: Range<Int>, isQuoted: Bool)?
  {
    guard end - 1 > floor else { return nil }
    if isQuote(at: end - 1) {
      let upper = end - 1 - depth
      var lower = upper
      while lower > floor, !isQuote(at: lower - 1) {
        if block[lower - 1] == 0x0A { return nil }
        lower -= 1
      }
      guard lower > floor, let key = keyBefore(quoteAt: lower - 1) else { return nil }
      return (key, lower..<upper, true)
    }
    var lower = end
    while lower > floor, Bytes.isKey(block[lower - 1]) { lower -= 1 }
    guard lower < end, let key = keyBefore(lower) else { return nil }
    return (key, lower..<end, false)
  }

  /// Where the value begins that other plain members part from its name.
  private func following(_ start: Int) -> Int? {
    var index = start
    let stop = min(limit, start + Self.reach)
    func skip() { while index < stop, Bytes.isSpace(block[index]) { index += 1 } }
    for _ in 0..<Self.longestList {
      skip()
      guard index < stop, block[index] == 0x2C else { return nil }
      index += 1
      skip()
      index += depth
      guard index < stop, isQuote(at: index) else { return nil }
      let keyStart = index + 1
      index = keyStart
      while index < stop, Bytes.isWord(block[index]) { index += 1 }
      let key = keyStart..<index
      index += depth
      guard index < stop, isQuote(at: index) else { return nil }
      index += 1
      skip()
      guard index < stop, block[index] == 0x3A else { return nil }
      index += 1
      skip()
      if holds(Self.values, key) { return index }
      if index + depth < stop, isQuote(at: index + depth) {
        index += depth + 1
        while index < stop, !isQuote(at: index), block[index] != 0x0A { index += 1 }
        index += 1
      } else {
        while index < stop, Bytes.isKey(block[index]) { index += 1 }
      }
    }
    return nil
  }

  // MARK: YAML

  private func findLine() -> Place? {
    var index = skipBlanks(before: name.lowerBound)
    guard index > 5, index < name.lowerBound, block[index - 1] == 0x3A else { return nil }
    let keyEnd = index - 1
    index = keyEnd
    while index > 0, Bytes.isWord(block[index - 1]), keyEnd - index < 32 { index -= 1 }
    guard holds(Self.names, index..<keyEnd) else { return nil }
    let keyStart = index
    while index > 0, block[index - 1] == 0x20 { index -= 1 }
    guard index > 0, block[index - 1] == 0x0A else { return nil }
    let indent = keyStart - index
    let line = Finder.line(at: index - 1, in: block)
    guard Indentation.ofKey(in: block, line: line) == indent else { return nil }
    let start = line.lowerBound + indent
    var end = start
    while end < line.upperBound, Bytes.isWord(block[end]) { end += 1 }
    guard holds(Self.values, start..<end), end < line.upperBound, block[end] == 0x3A else {
      return nil
    }
    var lower = end + 1
    while lower < line.upperBound, Bytes.isSpace(block[lower]) { lower += 1 }
    var upper = line.upperBound
    while upper > lower, Bytes.isSpace(block[upper - 1]) { upper -= 1 }
    guard lower < upper else { return nil }
    let first = block[lower]
    if Bytes.isQuote(first), upper - lower > 2, block[upper - 1] == first {
      return .quoted((lower + 1)..<(upper - 1), quote: first)
    }
    return "|>{[&*#".utf8.contains(first) ? nil : .plain(lower..<upper)
  }

  private func skipBlanks(before end: Int) -> Int {
    var index = end
    while index > 0, Bytes.isBlank(block[index - 1]) { index -= 1 }
    return index
  }
}

extension KeyValueReader {
  /// What stands before the name, or behind other members.
  mutating func readValueBefore() -> KeyValueScanner.Answer {
    let places = ValueBeforeName(
      block: block, name: name, limit: limit, depth: keyDepth, quote: keyQuote)
    switch places.find(behind: position) {
    case nil: return .none
    case .plain(let range): return answer(range)
    case .quoted(let range, let quote):
      return answer(range, form: quote == 0x22 ? .escaped(depth: max(0, keyDepth) + 1) : .raw)
    case .behind(let start):
      position = start
      return readMemberValue()
    }
  }
}
