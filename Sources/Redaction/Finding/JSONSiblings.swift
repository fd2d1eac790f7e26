/// Walks JSON around a key without parsing the whole text; quotes carry `depth` backslashes.
struct JSONSiblings {
  let block: UnsafeRawBufferPointer
  let depth: Int

  private var limit: Int { block.count }

  /// The `{` that is the value of a key which ended at `position`.
  func objectStart(behind position: Int) -> Int? {
    var index = position
    while index < limit, block[index] == 0x5C || block[index] == 0x22 { index += 1 }
    while index < limit, Bytes.isSpace(block[index]) { index += 1 }
    guard index < limit, block[index] == 0x3A else { return nil }
    index += 1
    while index < limit, Bytes.isSpace(block[index]) { index += 1 }
    return index < limit && block[index] == 0x7B ? index : nil
  }

  /// Whether a quote of this level stands at `index`.
  private func isQuote(_ index: Int) -> Bool {
    guard block[index] == 0x22 else { return false }
    var run = 0
    while index - 1 - run >= 0, block[index - 1 - run] == 0x5C { run += 1 }
    return run == depth
  }

  /// The index of the brace that closes the one at `open`.
  func closing(from open: Int) -> Int? {
    walk(from: open + 1, level: 1)
  }

  /// The end of the object in which `position` stands.
  func enclosingEnd(behind position: Int) -> Int? {
    walk(from: position, level: 1)
  }

  private func walk(from start: Int, level: Int) -> Int? {
    var level = level
    var isInString = false
    var index = start
    let stop = min(limit, start + Finder.reach)
    while index < stop {
      if isQuote(index) {
        isInString.toggle()
      } else if !isInString {
        switch block[index] {
        case 0x7B, 0x5B: level += 1
        case 0x7D, 0x5D:
          level -= 1
          if level == 0 { return index }
        default: break
        }
      }
      index += 1
    }
    return nil
  }

  /// Whether a sibling says `"kind": "Secret"`.
  func saysSecret(before: Int, behind: Int) -> Bool {
    if let end = enclosingEnd(behind: behind), holdsKind(in: behind..<end) { return true }
    // Backwards, strings can't be told from structure with certainty: count the braces.
    var level = 0
    var index = before - 1
    let floor = max(0, before - Finder.reach)
    while index >= floor {
      if block[index] == 0x7D { level += 1 }
      if block[index] == 0x7B {
        if level == 0 { break }
        level -= 1
      }
      index -= 1
    }
    return holdsKind(in: max(index, 0)..<before)
  }

  private func holdsKind(in range: Range<Int>) -> Bool {
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    var from = 0
    let kind = Array("\"kind".utf8)
    while let found = Search.first(kind, in: text, from: from) {
      from = found + kind.count
      var index = from
      while index < text.count,
        text[index] == 0x5C || text[index] == 0x22 || text[index] == 0x3A
          || Bytes.isSpace(text[index])
      {
        index += 1
      }
      if text[index...].starts(with: "SecretList".utf8) { return true }
      if text[index...].starts(with: "Secret".utf8), index + 6 < text.count,
        !Bytes.isWord(text[index + 6])
      {
        return true
      }
    }
    return false
  }

  /// The string values directly in an object.
  func stringValues(in object: Range<Int>) -> [Range<Int>] {
    var values: [Range<Int>] = []
    var index = object.lowerBound + 1
    var expectsValue = false
    while index < object.upperBound {
      if block[index] == 0x3A { expectsValue = true }
      if block[index] == 0x2C { expectsValue = false }
      if isQuote(index) {
        let start = index + 1
        var end = start
        while end < object.upperBound, !isQuote(end) { end += 1 }
        if expectsValue, end - depth > start { values.append(start..<(end - depth)) }
        expectsValue = false
        index = end
      }
      index += 1
    }
    return values
  }
}
