/// Lines that stand in strings of their own.
extension ArmouredLines {
  /// The quote that ends a string at `place` or behind escapes there, with its backslashes.
  func quote(behind place: Int) -> Range<Int>? {
    let start = behindEscapes(place)
    var index = start
    while index < limit, block[index] == 0x5C { index += 1 }
    guard index < limit, Bytes.isQuote(block[index]), index - start <= 7 else { return nil }
    return start..<index + 1
  }

  /// Behind `\n`, `\r` and `\t`, however often their backslashes are escaped.
  private func behindEscapes(_ place: Int) -> Int {
    var start = place
    while true {
      var index = start
      while index < limit, block[index] == 0x5C { index += 1 }
      guard index > start, index < limit,
        block[index] == 0x6E || block[index] == 0x72 || block[index] == 0x74
      else { return start }
      start = index + 1
    }
  }

  /// Before the `\n`, `\r` and `\t` that end at `place`.
  private func beforeEscapes(_ place: Int, from start: Int) -> Int {
    var end = place
    while end > start + 1, block[end - 2] == 0x5C,
      block[end - 1] == 0x6E || block[end - 1] == 0x72 || block[end - 1] == 0x74
    {
      end -= 1
      while end > start, block[end - 1] == 0x5C { end -= 1 }
    }
    return end
  }

  private func stands(_ quote: Range<Int>, at place: Int) -> Bool {
    guard place >= 0, place + quote.count <= limit else { return false }
    return block[place..<place + quote.count].elementsEqual(block[quote])
      && (place == 0 || block[place - 1] != 0x5C)
  }

  /// - Parameters:
  ///   - end: behind the armour's first line.
  ///   - quote: behind it.
  func strings(from start: Int, head end: Int, _ quote: Range<Int>) -> ArmouredKey.Answer {
    var key = ArmouredKey()
    if kind != .putty {
      key.add(start..<quote.lowerBound, UnsafeRawBufferPointer(rebasing: block[start..<end]))
    }
    let breaksLines = quote.lowerBound > end
    let open = start - quote.count
    var position = quote.upperBound
    while !key.isWhole {
      switch nextString(behind: position, quote, like: open) {
      case .none: return mayGoOn(behind: position) ? .incomplete : key.answer
      case .some(let (content, inner, close)):
        // `"…" + "\n" + "…"`
        if case .empty = content, !breaksLines || inner.isEmpty || key.hasBody {
          position = close
          continue
        }
        guard key.take(content, at: inner, in: block) else { return key.answer }
        position = close
      }
    }
    return key.answer
  }

  /// How far from one string the next begins, in bytes.
  private static let gap = 512

  /// How many line breaks may stand between two strings.
  private static let breaks = 2

  /// Whether more bytes may bring the next string.
  private func mayGoOn(behind place: Int) -> Bool {
    guard isCut else { return false }
    if limit - place < Self.gap { return true }
    var index = place
    for _ in 0...Self.breaks {
      guard let newline = Search.first(0x0A, in: block, index..<limit) else { return true }
      index = newline + 1
    }
    return false
  }

  /// The next string with a line of the key, which stands beside the one before, or where the first
  /// one stood in its statement or object.
  private func nextString(
    behind place: Int, _ quote: Range<Int>, like first: Int
  ) -> (Content, Range<Int>, close: Int)? {
    let stop = min(limit, place + Self.gap)
    var isBeside = true
    var newlines = 0
    for index in place..<max(place, stop) {
      if stands(quote, at: index), isBeside || isLabelled(index, like: first) {
        let start = index + quote.count
        if let (content, end) = string(from: start, quote) {
          let close = end + quote.count
          if isCut, close >= limit { return nil }
          if isName(behind: close) { continue }
          return (content, start..<end, close)
        }
      }
      switch block[index] {
      case 0x0A:
        newlines += 1
        if newlines > Self.breaks { return nil }
      case 0x3A, 0x3B, 0x3C, 0x3D, 0x3E, 0x7B, 0x7D: isBeside = false
      default: if index - place > 96 { isBeside = false }
      }
    }
    return nil
  }

  /// Whether a string was the name of a member.
  private func isName(behind place: Int) -> Bool {
    var index = place
    while index < limit, Bytes.isBlank(block[index]) { index += 1 }
    return index < limit && block[index] == 0x3A
  }

  /// Whether the same stands before two strings: `"log":`, `key +=`, `.append(`.
  private func isLabelled(_ place: Int, like first: Int) -> Bool {
    var count = 0
    while count < 24, first - count > 0, place - count > 0 {
      let byte = block[first - count - 1]
      if byte == 0x0A || byte == 0x2C || byte == 0x7B { return count >= 3 }
      guard byte == block[place - count - 1] else { return count >= 8 }
      count += 1
    }
    return count >= 3
  }

  /// What a string holds that ends with `quote`, and where it ends.
  private func string(from start: Int, _ quote: Range<Int>) -> (Content, end: Int)? {
    let bare = behindEscapes(start)
    if stands(quote, at: bare) { return (.empty, bare) }
    if let end = tailEnd(from: start) { return (.end(start..<end), behindEscapes(end)) }
    var index = start
    var end = start
    while true {
      let run = behindBase64(index)
      guard run > index else { break }
      end = run
      index = behindEscapes(run)
      if index == run { break }
    }
    if end > start, stands(quote, at: index) { return (.body(start..<end), index) }
    guard let text = label(from: start) else { return nil }
    var close = text.upperBound
    while close < limit, close < start + 128, block[close] != 0x0A, !stands(quote, at: close) {
      close += 1
    }
    guard stands(quote, at: close) else { return nil }
    return (.label(start..<beforeEscapes(close, from: start)), close)
  }

  /// Behind base64, in which JSON may have `\/`.
  func behindBase64(_ place: Int) -> Int {
    var index = place
    while index < limit {
      if EncodedToken.isBase64(block[index]) || block[index] == 0x3D {
        index += 1
      } else if block[index] == 0x5C, index + 1 < limit, block[index + 1] == 0x2F {
        index += 2
      } else {
        break
      }
    }
    return index
  }

  /// A name, a colon and a blank.
  func label(from start: Int) -> Range<Int>? {
    var index = start
    while index < limit, index < start + 64,
      Bytes.isLetter(block[index]) || block[index] == 0x2D
    { index += 1 }
    guard index > start + 2, index + 1 < limit, block[index] == 0x3A, block[index + 1] == 0x20
    else { return nil }
    return start..<index
  }
}
