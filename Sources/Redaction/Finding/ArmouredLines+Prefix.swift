/// Lines behind a prefix.
extension ArmouredLines {
  /// - Parameters:
  ///   - before: what stands before the armour's first line.
  ///   - end: behind the armour's first line.
  func prefixed(_ before: Range<Int>, head end: Int) -> ArmouredKey.Answer {
    guard let first = Search.first(0x0A, in: block, end..<limit) else {
      return isCut && limit - end <= Self.suffix ? .incomplete : .plain
    }
    let suffix = end..<trimmed(end..<first)
    guard suffix.count <= Self.suffix else { return .plain }
    guard !suffix.isEmpty || !block[before].allSatisfy({ Bytes.isBlank($0) }) else {
      return .plain
    }
    var key = ArmouredKey()
    if kind != .putty {
      key.add(
        before.upperBound..<end, UnsafeRawBufferPointer(rebasing: block[before.upperBound..<end]))
    }
    var prefix = before
    var newline = first
    while !key.isWhole {
      let start = newline + 1
      let found = start < limit ? Search.first(0x0A, in: block, start..<limit) : nil
      if found == nil, isCut { return .incomplete }
      guard let next = found ?? (start < limit ? limit : nil) else { return key.answer }
      guard let (content, used) = contentStart(prefix, start..<next, mayBeBare: !suffix.isEmpty)
      else { return key.answer }
      // What follows the first line's own prefix there belongs to that line.
      if used < prefix.upperBound {
        guard !key.hasBody else { return key.answer }
        prefix = prefix.lowerBound..<used
      }
      let (line, piece) = text(content..<trimmed(content..<next), suffix)
      guard key.take(line, at: piece, in: block) else { return key.answer }
      newline = next
    }
    return key.answer
  }

  /// Of what stands behind each line, in bytes.
  private static let suffix = 16

  private func trimmed(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound, Bytes.isSpace(block[end - 1]) { end -= 1 }
    return end
  }

  /// What a line holds behind its prefix, and what of it goes.
  private func text(_ range: Range<Int>, _ suffix: Range<Int>) -> (Content, Range<Int>) {
    if let end = tailEnd(from: range.lowerBound) {
      let tail = range.lowerBound..<end
      return (.end(tail), tail)
    }
    var range = range
    if !suffix.isEmpty, range.count >= suffix.count,
      block[(range.upperBound - suffix.count)..<range.upperBound].elementsEqual(block[suffix])
    {
      range = range.lowerBound..<range.upperBound - suffix.count
    } else if !suffix.isEmpty {
      // The string ends here.
      range = range.lowerBound..<beforeClosing(range)
    }
    if range.isEmpty { return (.empty, range) }
    if behindBase64(range.lowerBound) >= range.upperBound { return (.body(range), range) }
    return (label(from: range.lowerBound) == nil ? .other : .label(range), range)
  }

  private func beforeClosing(_ range: Range<Int>) -> Int {
    var end = range.upperBound
    while end > range.lowerBound,
      Bytes.isQuote(block[end - 1]) || ");,".utf8.contains(block[end - 1])
    {
      end -= 1
    }
    return end
  }

  /// Where a line's own text begins: behind what is like `prefix`, whose numbers may be others.
  ///
  /// - Parameter mayBeBare: the line may have no prefix at all.
  /// - Returns: and how far into the prefix that is.
  private func contentStart(
    _ prefix: Range<Int>, _ line: Range<Int>, mayBeBare: Bool
  ) -> (content: Int, used: Int)? {
    var index = prefix.lowerBound
    var place = line.lowerBound
    var border: (content: Int, used: Int)?
    var isBlank = true
    while index < prefix.upperBound {
      let byte = block[index]
      if Bytes.isBlank(byte) {
        index = behind(index..<prefix.upperBound, Bytes.isBlank)
        place = behind(place..<line.upperBound, Bytes.isBlank)
      } else if Bytes.isDigit(byte), place < line.upperBound, Bytes.isDigit(block[place]) {
        index = behind(index..<prefix.upperBound, Bytes.isDigit)
        place = behind(place..<line.upperBound, Bytes.isDigit)
        isBlank = false
      } else if place < line.upperBound,
        byte == block[place] || isSign(byte) && isSign(block[place])
      {
        index += 1
        place += 1
        isBlank = false
      } else {
        if let border { return border }
        guard mayBeBare else { return nil }
        return (behind(line, Bytes.isBlank), prefix.lowerBound)
      }
      if !Bytes.isWord(byte), !isBlank { border = (place, index) }
    }
    return (place, index)
  }

  /// `grep -n` has a colon behind the number of a line that matched, and a hyphen behind others.
  private func isSign(_ byte: UInt8) -> Bool { byte == 0x3A || byte == 0x2D }

  private func behind(_ range: Range<Int>, _ holds: (UInt8) -> Bool) -> Int {
    var index = range.lowerBound
    while index < range.upperBound, holds(block[index]) { index += 1 }
    return index
  }
}
