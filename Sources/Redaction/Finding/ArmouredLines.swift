/// Reads the lines of an ``ArmouredKey`` that stand apart.
struct ArmouredLines {
  /// What a line, or a string, holds.
  enum Content {
    case empty
    /// `Proc-Type: 4,ENCRYPTED`
    case label(Range<Int>)
    case body(Range<Int>)
    case end(Range<Int>)
    case other
  }

  let block: UnsafeRawBufferPointer
  let kind: ArmouredKey.Kind
  /// Nothing is looked at behind it.
  let limit: Int
  let isFinal: Bool

  private var isCut: Bool { limit == block.count && !isFinal }

  // MARK: The armour

  /// Behind the armour's first line, which begins at `start`.
  func headEnd(from start: Int) -> Int? {
    var index = start
    if kind == .putty {
      index += "Private-Lines:".utf8.count
      if index < limit, block[index] == 0x20 { index += 1 }
      let digits = index
      while index < limit, index < digits + 3, Bytes.isDigit(block[index]) { index += 1 }
      return index > digits ? index : nil
    }
    let stop = min(limit, start + 96)
    while index < stop, isArmour(block[index]) { index += 1 }
    while index > start, block[index - 1] == 0x20 { index -= 1 }
    let head = UnsafeRawBufferPointer(rebasing: block[start..<index])
    let isHead =
      switch kind {
      case .pem: Bytes.ends(head, with: "PRIVATE KEY-----")
      case .pgp: Bytes.ends(head, with: "PRIVATE KEY BLOCK-----")
      case .ssh2: Bytes.ends(head, with: "PRIVATE KEY ----")
      case .putty: false
      }
    return isHead ? index : nil
  }

  private func isArmour(_ byte: UInt8) -> Bool {
    byte &- 0x41 < 26 || Bytes.isDigit(byte) || byte == 0x20 || byte == 0x2D
  }

  /// Behind the armour's last line, where one begins at `start`.
  private func tailEnd(from start: Int) -> Int? {
    let text = UnsafeRawBufferPointer(rebasing: block[start..<limit])
    guard Bytes.starts(text, with: "-----END ") || Bytes.starts(text, with: "---- END ") else {
      return nil
    }
    var index = start
    let stop = min(limit, start + 96)
    while index < stop, isArmour(block[index]) { index += 1 }
    while block[index - 1] == 0x20 { index -= 1 }
    return index
  }

  // MARK: Strings

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
  private func behindBase64(_ place: Int) -> Int {
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
  private func label(from start: Int) -> Range<Int>? {
    var index = start
    while index < limit, index < start + 64,
      Bytes.isLetter(block[index]) || block[index] == 0x2D
    { index += 1 }
    guard index > start + 2, index + 1 < limit, block[index] == 0x3A, block[index + 1] == 0x20
    else { return nil }
    return start..<index
  }

  // MARK: Lines behind a prefix

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
