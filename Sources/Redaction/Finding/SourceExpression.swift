/// What a program computes a value from, where a value would stand: `config["password"]`,
/// `getPassword()`, `req.body.password`, `Read-Host -AsSecureString`.
///
/// Asked only where no file name says what kind of text it is.
struct SourceExpression {
  enum Answer {
    case none
    /// No value stands here.
    case reference
    /// Where the quote of the text stands that the value is made of: `new String("x")`.
    case literal(Int)
  }

  let block: UnsafeRawBufferPointer
  let name: Range<Int>
  /// The line's end.
  let end: Int

  private static let longest = 512
  private static let leads: [StaticString] = ["await ", "new ", "&", "!", "yield "]
  /// What only wraps the text that it is given, by the last part of its name.
  private static let wrappers = WordSet([
    "String", "str", "string", "Some", "SecretStr", "Secret", "SecretString", "SecureString",
    "bytes", "from", "b64decode", "atob", "decode", "decodeString", "fromBase64", "Ok", "literal",
    "password", "old_password", "crypt", "encrypt", "pointer", "ptr", "toString", "of", "just",
    "quote", "unicode", "u", "N", "StringValue", "ToPtr", "Password", "Token", "Credential",
    "unsafeUnwrap", "plainText", "unsafePlainText", "NSString", "std::string",
  ])
  private static let cmdlets = PrefixSet([
    "Read-Host", "Get-", "New-Object", "New-Guid", "ConvertTo-", "ConvertFrom-", "Import-",
    "Invoke-", "Select-",
  ])
  /// What the last part of a path is called that leads to a secret.
  private static let stems = [
    "pass", "pwd", "secret", "token", "key", "cred", "auth", "salt", "session", "cookie", "sign",
  ].map { Array($0.utf8) }

  /// - Parameter isComparison: `==` stands before.
  func read(at start: Int, isComparison: Bool) -> Answer {
    var index = start
    for lead in Self.leads where starts(lead, at: index) { index += lead.utf8CodeUnitCount }
    if Self.cmdlets.holdsPrefix(of: bytes(index..<end)) {
      let literal = quote(behind: index)
      return literal.map { .literal($0) } ?? .reference
    }
    guard let path = identifier(from: index) else { return .none }
    if path.end == end || endsExpression(path.end) {
      let isReference =
        path.parts > 1
        ? isKeyLike(path.last) : isComparison || isSame(path.last)
      return isReference || hasAlternative(behind: path.end) ? .reference : .none
    }
    switch block[path.end] {
    case 0x28: return readCall(path.end, path)
    case 0x5B: return readSubscript(path.end)
    default: return .none
    }
  }

  private func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: block[range])
  }

  private func starts(_ text: StaticString, at index: Int) -> Bool {
    index < end && Bytes.starts(bytes(index..<end), with: text)
  }

  private struct Path {
    var end: Int
    var last: Range<Int>
    var parts: Int
  }

  /// `a`, `a.b`, `a::b`, `a->b`, `a?.b`, made of words.
  private func identifier(from start: Int) -> Path? {
    var index = start
    var path = Path(end: start, last: start..<start, parts: 0)
    while index < end {
      let from = index
      if block[index] == 0x24 || block[index] == 0x40 { index += 1 }
      guard index < end, Bytes.isLetter(block[index]) || block[index] == 0x5F else { return nil }
      while index < end, Bytes.isWord(block[index]) { index += 1 }
      guard index - from <= 64, isWordlike(from..<index) else { return nil }
      path = Path(end: index, last: from..<index, parts: path.parts + 1)
      if starts("::", at: index) || starts("->", at: index) || starts("?.", at: index)
        || starts("!.", at: index)
      {
        index += 2
      } else if starts(".", at: index), index + 1 < end,
        Bytes.isLetter(block[index + 1]) || block[index + 1] == 0x5F
      {
        index += 1
      } else {
        return path
      }
    }
    return nil
  }

  /// Names have few digits, and those stand together.
  private func isWordlike(_ range: Range<Int>) -> Bool {
    let text = bytes(range)
    guard !TokenLikeness.isToken(text), !TokenLikeness.mayBeRandom(text) else { return false }
    let changes = zip(text, text.dropFirst()).count { Bytes.isDigit($0) != Bytes.isDigit($1) }
    return changes <= 2 && text.count(where: Bytes.isDigit) <= 4
  }

  private func endsExpression(_ index: Int) -> Bool {
    let byte = block[index]
    if byte == 0x3B || byte == 0x2C || byte == 0x29 || byte == 0x7D || byte == 0x5D {
      return index + 1 == end || Bytes.isSpace(block[index + 1])
        || ";,)}]".utf8.contains(block[index + 1])
    }
    return Bytes.isSpace(byte)
  }

  /// `a ? b : c`, `a if b else c`, `a || b`.
  private func hasAlternative(behind index: Int) -> Bool {
    let rest = bytes(index..<min(end, index + Self.longest))
    func holds(_ sign: String) -> Bool { Search.first(Array(sign.utf8), in: rest, from: 0) != nil }
    if Bytes.starts(rest, with: " ? ") { return holds(" : ") }
    if Bytes.starts(rest, with: " if ") { return holds(" else ") }
    return [" || ", " && ", " ?? "].contains { Bytes.starts(rest, with: $0) }
  }

  private func isKeyLike(_ range: Range<Int>) -> Bool {
    let text = bytes(range)
    return Self.stems.contains { Search.holds(text, caseless: $0) }
  }

  /// `apiKey: apiKey`, `api_key=api_key`.
  private func isSame(_ value: Range<Int>) -> Bool {
    func letters(_ range: Range<Int>) -> [UInt8] {
      block[range].filter(Bytes.isLetter).map(Bytes.lowercased)
    }
    return letters(value) == letters(name)
  }

  // MARK: Calls

  private func readCall(_ open: Int, _ path: Path) -> Answer {
    if Self.wrappers.contains(bytes(path.last)), let literal = quote(at: open + 1) {
      return .literal(literal)
    }
    guard let close = closing(of: open) else {
      // `getSecret(` goes on below.
      let rest = block[(open + 1)..<end]
      return rest.allSatisfy(Bytes.isSpace) ? .reference : .none
    }
    let next = close + 1
    guard next == end || !Bytes.isWord(block[next]) && !"@#$%&*+^!~".utf8.contains(block[next])
    else { return .none }
    return .reference
  }

  private func readSubscript(_ open: Int) -> Answer {
    guard open + 1 < end, let close = closing(of: open),
      Bytes.isQuote(block[open + 1]) || block[(open + 1)..<close].allSatisfy(Bytes.isWord)
    else { return .none }
    return .reference
  }

  private func closing(of open: Int) -> Int? {
    var depth = 0
    var index = open
    let stop = min(end, open + Self.longest)
    while index < stop {
      let byte = block[index]
      if Bytes.isQuote(byte) {
        var quote = index + 1
        while quote < stop, block[quote] != byte { quote += block[quote] == 0x5C ? 2 : 1 }
        guard quote < stop else { return nil }
        index = quote
      } else if byte == 0x28 || byte == 0x5B || byte == 0x7B {
        depth += 1
      } else if byte == 0x29 || byte == 0x5D || byte == 0x7D {
        depth -= 1
        if depth == 0 { return index }
      }
      index += 1
    }
    return nil
  }

  private func quote(at start: Int) -> Int? {
    var index = start
    while index < end, Bytes.isBlank(block[index]) || block[index] == 0x40 { index += 1 }
    return index < end && Bytes.isQuote(block[index]) ? index : nil
  }

  /// `ConvertTo-SecureString "x" -AsPlainText`.
  private func quote(behind cmdlet: Int) -> Int? {
    guard starts("ConvertTo-SecureString", at: cmdlet) else { return nil }
    var index = cmdlet + 22
    while index < end, !Bytes.isQuote(block[index]) {
      if block[index] == 0x24 || block[index] == 0x28 { return nil }
      index += 1
    }
    return index < end ? index : nil
  }
}
