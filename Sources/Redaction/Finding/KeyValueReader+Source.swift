/// Values as source code writes them: behind a type, in a constructor, in a here-document.
extension KeyValueReader {
  /// Where the value begins in `name: Type = value`.
  func typedAssignment() -> Int? {
    var index = position
    var isLifetime = false
    while index < limit {
      let byte = block[index]
      if byte == 0x27, index > position, block[index - 1] == 0x26 {
        isLifetime = true
      } else if !Bytes.isWord(byte), !"<>[]?*&.| ".utf8.contains(byte) {
        break
      }
      index += 1
    }
    guard index > position, index < limit, block[index] == 0x3D, index + 1 < limit,
      block[index + 1] != 0x3D, block[index - 1] == 0x20,
      Bytes.isLetter(block[position]) || isLifetime || "&*[?".utf8.contains(block[position])
    else { return nil }
    return index + 1
  }

  /// Where a text in single quotes goes on that seems to end: `''` in SQL and YAML, `'\''` and
  /// `'"'"'` in a shell.
  func continuation(_ quote: Int) -> Int? {
    let rest = UnsafeRawBufferPointer(rebasing: block[quote..<limit])
    if Bytes.starts(rest, with: "'\\''") { return quote + 4 }
    if Bytes.starts(rest, with: "'\"'\"'") { return quote + 5 }
    return Bytes.starts(rest, with: "''") ? quote + 2 : nil
  }

  /// Of two single quotes behind a backslash the second ends no string: it doubles the first.
  func isDoubled(_ quote: Int) -> Bool {
    guard quote + 2 < limit, block[quote + 1] == 0x27 else { return false }
    let following = block[quote + 2]
    return !Bytes.isSpace(following) && !",;:)]}>=.+".utf8.contains(following)
  }

  /// Functions that give back the text that they are given.
  private static let wrappers = WordSet([
    "from", "new", "string", "str", "bytes", "byte", "some", "of", "secret", "secretstring",
    "secretstr", "securestring", "secretvalue", "unsafeplaintext", "unsafe_plain_text", "nsstring",
    "sensitive", "just", "text", "password", "newsecret", "newsecretstring", "asciistring",
    "as_bytes", "constant", "literal", "trim", "strip", "to_s",
  ])

  /// Goes into `String::from("x")`, `[]byte("x")`, `new SecureString("x")`.
  mutating func skipWrapper() {
    guard hint == .source || hint == .unknown, let first = next,
      Bytes.isLetter(first) || first == 0x5B
    else { return }
    let stop = min(limit, position + 48)
    var index = position
    var word = position
    while index < stop, block[index] != 0x28 {
      let byte = block[index]
      guard Bytes.isWord(byte) || ".:[] &".utf8.contains(byte) else { return }
      if !Bytes.isWord(byte) { word = index + 1 }
      index += 1
    }
    guard index < stop,
      Self.wrappers.contains(UnsafeRawBufferPointer(rebasing: block[word..<index]))
    else { return }
    index += 1
    while index < stop, Bytes.isBlank(block[index]) { index += 1 }
    guard index < stop, Bytes.isQuote(block[index]) else { return }
    position = index
  }

  /// `ENV.fetch('DB_PASSWORD') { 'x' }`: what stands where the name isn't set.
  mutating func readFallback() -> KeyValueScanner.Answer? {
    let before = UnsafeRawBufferPointer(
      rebasing: block[max(0, name.lowerBound - 8)..<name.lowerBound])
    guard before.count == 8,
      Bytes.starts(before, with: "fetch(") || Bytes.starts(before, with: ".fetch(")
    else { return nil }
    var index = position + 1
    while index < limit, Bytes.isBlank(block[index]) { index += 1 }
    guard index < limit, Bytes.isQuote(block[index]) else { return nil }
    position = index
    return readMemberValue()
  }

  /// `export DB_PASSWORD=x` in a here-document: a name in capitals, nothing around the sign, and a
  /// value that is no word of code.
  func isShellAssignment(_ value: Range<Int>, _ isEqual: Bool) -> Bool {
    guard isEqual, keyDepth < 0, block[value.lowerBound - 1] == 0x3D,
      value.lowerBound - 1 == name.upperBound, startsLine
    else { return false }
    let text = UnsafeRawBufferPointer(rebasing: block[value])
    return !block[name].contains { $0 &- 0x61 < 26 } && text.count >= 6
      && text.contains(where: Bytes.isDigit) && text.contains(where: Bytes.isLetter)
      && !text.contains { "([{".utf8.contains($0) || Bytes.isSpace($0) }
  }

  /// `host=db user=web password=x dbname=y` in a string: pairs that blanks part are no code.
  func isBesidePair(_ value: Range<Int>, to end: Int) -> Bool {
    guard keyDepth < 0, value.lowerBound == name.upperBound + 1,
      block[name.upperBound] == 0x3D, value.count >= 4,
      !block[value].contains(where: { "()[]{}<>".utf8.contains($0) }),
      block[value].contains(where: { Bytes.isDigit($0) || "!#%&*+-@^~".utf8.contains($0) })
    else { return false }
    var index = value.upperBound
    while index < end, Bytes.isBlank(block[index]) { index += 1 }
    if index > value.upperBound, isPair(index, to: end) { return true }
    index = name.lowerBound
    while index > 0, Bytes.isBlank(block[index - 1]) { index -= 1 }
    guard index < name.lowerBound else { return false }
    let line = context.line(at: name.lowerBound)
    while index > line.lowerBound, !Bytes.isBlank(block[index - 1]),
      !Bytes.isQuote(block[index - 1])
    {
      index -= 1
    }
    return isPair(index, to: name.lowerBound)
  }

  private func isPair(_ start: Int, to end: Int) -> Bool {
    var index = start
    while index < end, Bytes.isWord(block[index]) { index += 1 }
    return index > start && index + 1 < end && block[index] == 0x3D && block[index + 1] != 0x3D
      && !Bytes.isSpace(block[index + 1])
  }

  /// A value without what parts it from the next member: of a literal in source code, of a flow
  /// mapping over several lines.
  func withoutSeparator(_ value: Range<Int>) -> Range<Int> {
    guard hint == .source || hint == .yaml, let last = value.last,
      ",;}]".utf8.contains(block[last])
    else { return value }
    if hint == .yaml, !isInFlow { return value }
    var end = value.upperBound
    while end > value.lowerBound {
      let byte = block[end - 1]
      guard
        Bytes.isBlank(byte) || ",;".utf8.contains(byte)
          || hint == .yaml && "}]".utf8.contains(byte)
      else { break }
      end -= 1
    }
    return value.lowerBound..<end
  }

  /// The line before ends as only one of a flow mapping or list does.
  private var isInFlow: Bool {
    let line = context.line(at: name.lowerBound)
    var index = line.lowerBound
    while index > 0, Bytes.isSpace(block[index - 1]) { index -= 1 }
    return index > 0 && "{[,".utf8.contains(block[index - 1])
  }

  /// `os.getenv("X") or "x"`, `a ? b : "x"`, `a ?? "x"`: what a value is computed from ends in a
  /// text that looks like one.
  mutating func readAlternative(to end: Int) -> KeyValueScanner.Answer {
    var index = position
    while index + 3 < end {
      if Bytes.isQuote(block[index]) {
        guard let close = block[(index + 1)..<end].firstIndex(of: block[index]) else { break }
        index = close + 1
        continue
      }
      guard block[index] == 0x20, let length = Self.alternative(block[(index + 1)..<end]) else {
        index += 1
        continue
      }
      var quote = index + 1 + length
      while quote < end, Bytes.isBlank(block[quote]) { quote += 1 }
      index = quote
      guard quote < end, Bytes.isQuote(block[quote]) else { continue }
      position = quote
      if case .value(let value) = readMemberValue(), isTelling(value.range) { return .value(value) }
      position = index
    }
    return .none
  }

  /// How long the sign is behind which an alternative stands.
  private static func alternative(_ text: Slice<UnsafeRawBufferPointer>) -> Int? {
    let bytes = UnsafeRawBufferPointer(rebasing: text)
    for sign in ["or ", "|| ", "?? ", "?: ", ": "] as [StaticString]
    where Bytes.starts(bytes, with: sign) { return sign.utf8CodeUnitCount }
    return nil
  }

  /// `a ? token : other`.
  var isAlternative: Bool {
    let start = name.lowerBound
    return start > 2 && block[start - 1] == 0x20 && block[start - 2] == 0x3F
      && block[start - 3] == 0x20 && block[name.upperBound...].starts(with: " : ".utf8)
  }
}
