/// Where a quoted value begins behind a name that no `=` or `:` follows at once.
struct ValueStart {
  let block: UnsafeRawBufferPointer
  let name: Range<Int>
  let limit: Int

  /// `DB_PASSWORD || "x"`, `password string = "x"`, `Password { get; set; } = "x"`, `password <- "x"`.
  ///
  /// - Parameter start: behind the name and blanks.
  /// - Returns: the place of the value's quote, or of the backslashes before it.
  func find(from start: Int) -> Int? {
    guard start < limit else { return nil }
    switch block[start] {
    case 0x7C, 0x3F: return behindSigns(start)
    case 0x7B: return behindAccessors(start) ?? initialiser(start)
    case 0x5B: return behindBrackets(start)
    case 0x2C: return behindTupleName(start)
    case 0x2E: return behindDot(start)
    case 0x3C where start + 2 < limit && block[start + 1] == 0x2D: return quote(from: start + 2)
    case 0x22 where isKeyword(start): return start
    case 0x6F where isExpression(before: start):
      return quote(from: start + 2, behind: "or", at: start)
    default: return behindType(start)
    }
  }

  private func quote(from start: Int, behind word: StaticString = "", at place: Int = 0) -> Int? {
    if word.utf8CodeUnitCount > 0 {
      guard place + word.utf8CodeUnitCount <= limit,
        Bytes.starts(UnsafeRawBufferPointer(rebasing: block[place..<limit]), with: word)
      else { return nil }
    }
    var index = start
    while index < limit, Bytes.isBlank(block[index]) { index += 1 }
    var sign = index
    while sign < limit, block[sign] == 0x5C { sign += 1 }
    return sign < limit && Bytes.isQuote(block[sign]) ? index : nil
  }

  /// `environ["X"] or "y"` has a bracket behind the name, "`password` or `salt`" only quotes.
  private func isExpression(before start: Int) -> Bool {
    var index = start
    while index > name.upperBound, Bytes.isBlank(block[index - 1]) { index -= 1 }
    return index < start && !Bytes.isQuote(block[index - 1])
  }

  /// `||`, `??`, `?:`, `||=`.
  private func behindSigns(_ start: Int) -> Int? {
    guard start + 2 < limit, "|?:".utf8.contains(block[start + 1]) else { return nil }
    return quote(from: start + (block[start + 2] == 0x3D ? 3 : 2))
  }

  /// C++: `std::string password{"x"}`.
  private func initialiser(_ start: Int) -> Int? {
    guard start == name.upperBound, let quote = quote(from: start + 1), block[quote] == 0x22,
      let end = block[(quote + 1)..<min(limit, quote + 256)].firstIndex(of: 0x22), end + 1 < limit,
      block[end + 1] == 0x7D
    else { return nil }
    return quote
  }

  /// C: `char password[64] = "x"`.
  private func behindBrackets(_ start: Int) -> Int? {
    var index = start + 1
    let stop = min(limit, start + 32)
    while index < stop, Bytes.isWord(block[index]) { index += 1 }
    guard index < stop, block[index] == 0x5D else { return nil }
    index += 1
    while index < stop, Bytes.isBlank(block[index]) { index += 1 }
    guard index + 1 < limit, block[index] == 0x3D, block[index + 1] != 0x3D else { return nil }
    return quote(from: index + 1)
  }

  /// Erlang: `{password, "x"}`, `{password, <<"x">>}`.
  private func behindTupleName(_ start: Int) -> Int? {
    guard start == name.upperBound, name.lowerBound > 0, block[name.lowerBound - 1] == 0x7B else {
      return nil
    }
    var index = start + 1
    while index < limit, Bytes.isBlank(block[index]) || block[index] == 0x3C { index += 1 }
    guard let quote = quote(from: index), block[quote] == 0x22,
      var end = block[(quote + 1)..<min(limit, quote + 256)].firstIndex(of: 0x22)
    else { return nil }
    end += 1
    while end < limit, block[end] == 0x3E { end += 1 }
    return end < limit && block[end] == 0x7D ? quote : nil
  }

  /// Lisp: `(password . "x")`.
  private func behindDot(_ start: Int) -> Int? {
    guard start > name.upperBound, name.lowerBound > 0, block[name.lowerBound - 1] == 0x28,
      start + 1 < limit, Bytes.isBlank(block[start + 1])
    else { return nil }
    return quote(from: start + 1)
  }

  /// Clojure: `:password "x"`.
  private func isKeyword(_ start: Int) -> Bool {
    guard start > name.upperBound, name.lowerBound > 0, block[name.lowerBound - 1] == 0x3A else {
      return false
    }
    let before = name.lowerBound - 2
    return before < 0 || Bytes.isSpace(block[before]) || "{([".utf8.contains(block[before])
  }

  private func behindAccessors(_ start: Int) -> Int? {
    let stop = min(limit, start + 48)
    guard let end = block[start..<stop].firstIndex(of: 0x7D) else { return nil }
    let inside = UnsafeRawBufferPointer(rebasing: block[start..<end])
    guard Search.holds(inside, caseless: Array("get".utf8)) else { return nil }
    var index = end + 1
    while index < limit, Bytes.isBlank(block[index]) { index += 1 }
    guard index < limit, block[index] == 0x3D else { return nil }
    return quote(from: index + 1)
  }

  /// A type of one or two words, as Go has it.
  private func behindType(_ start: Int) -> Int? {
    guard start > name.upperBound, Bytes.isBlank(block[name.upperBound]),
      Bytes.isLetter(block[start]) || block[start] == 0x2A
    else {
      return nil
    }
    var index = start
    let stop = min(limit, start + 48)
    while index < stop, Bytes.isWord(block[index]) || " .*[]<>".utf8.contains(block[index]) {
      index += 1
    }
    // A blank before the sign: `Bearer realm="…"` names something else.
    guard index < stop, block[index] == 0x3D, index + 1 < limit, block[index + 1] != 0x3D,
      Bytes.isBlank(block[index - 1])
    else { return nil }
    return quote(from: index + 1)
  }
}
