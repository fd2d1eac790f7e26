/// Values that stand beside a name without a separator of their own: in a call, a cell, a default.
extension KeyValueReader {
  // MARK: Defaults

  /// `${DB_PASSWORD:-x}`, `${db.password:x}`: only what follows the sign is a value.
  ///
  /// - Returns: nil where the name stands in no such braces.
  func readDefault() -> KeyValueScanner.Answer? {
    let open = name.lowerBound - 1
    guard open > 0, block[open] == 0x7B, block[open - 1] == 0x24 || block[open - 1] == 0x23 else {
      return nil
    }
    var index = position
    guard index < limit else { return KeyValueScanner.Answer.none }
    if block[index] == 0x3A { index += 1 }
    let isShell = index < limit && (block[index] == 0x2D || block[index] == 0x3D)
    guard isShell || index > position else { return KeyValueScanner.Answer.none }
    if isShell { index += 1 }
    var depth = 0
    var end = index
    while end < limit, block[end] != 0x0A {
      if block[end] == 0x7B { depth += 1 }
      if block[end] == 0x7D {
        if depth == 0 { break }
        depth -= 1
      }
      end += 1
    }
    guard end < limit, block[end] == 0x7D, end > index else { return KeyValueScanner.Answer.none }
    // `:?message`, `:+other`, and a part of the value: `${TOKEN:0:8}`.
    let text = UnsafeRawBufferPointer(rebasing: block[index..<end])
    if !isShell {
      guard text[0] != 0x3F, text[0] != 0x2B, text[0] != 0x20,
        !text.allSatisfy({ Bytes.isDigit($0) || $0 == 0x3A }) || text.count >= 6
      else { return KeyValueScanner.Answer.none }
    }
    var value = index..<end
    if value.count > 2, Bytes.isQuote(text[0]), text[text.count - 1] == text[0] {
      value = (index + 1)..<(end - 1)
    }
    return answer(value)
  }

  // MARK: Calls

  /// `setDbPassword("x")`, `withPassword("x")`, `.password("x")`.
  mutating func readCall() -> KeyValueScanner.Answer? {
    guard keyDepth < 0, position == name.upperBound, next == 0x28, isSetter else { return nil }
    position += 1
    while let byte = next, Bytes.isSpace(byte) { position += 1 }
    let content = readMemberValue()
    guard case .value(let value) = content,
      !UnsafeRawBufferPointer(rebasing: block[value.range]).contains(where: Bytes.isBlank)
    else { return KeyValueScanner.Answer.none }
    // SetBasicAuth("bob", "x"): the first of two is the user's name.
    let words = KeyName(
      String(decoding: UnsafeRawBufferPointer(rebasing: block[name]), as: UTF8.self)
    )
    .words
    if words.last == "auth" {
      var index = value.range.upperBound + 1
      while index < limit, Bytes.isBlank(block[index]) || block[index] == 0x22 { index += 1 }
      if index < limit, block[index] == 0x2C { return KeyValueScanner.Answer.none }
    }
    return content
  }

  /// `if token != "x"`: what is compared with a text that looks drawn.
  mutating func readDifference() -> KeyValueScanner.Answer? {
    guard next == 0x21, position + 1 < limit, block[position + 1] == 0x3D else { return nil }
    position += 2
    if next == 0x3D { position += 1 }
    skipBlanks()
    guard case .value(let value) = readMemberValue(),
      TokenLikeness.isToken(UnsafeRawBufferPointer(rebasing: block[value.range]))
    else { return KeyValueScanner.Answer.none }
    return .value(value)
  }

  /// `{{resolve:secretsmanager:prod/db:SecretString:password}}`, which CloudFormation resolves.
  var isInDynamicReference: Bool {
    guard name.lowerBound > 0, block[name.lowerBound - 1] == 0x3A else { return false }
    let before = UnsafeRawBufferPointer(
      rebasing: block[max(0, name.lowerBound - 200)..<name.lowerBound])
    guard let open = Search.first(Array("{{resolve:".utf8), in: before, from: 0) else {
      return false
    }
    return !before[open...].contains { $0 == 0x7D || $0 == 0x0A }
  }

  /// Methods that are told where a secret is, or what becomes of it.
  private static let otherVerbs: Set<String> = [
    "get", "is", "has", "check", "verify", "validate", "reset", "find", "read", "load", "fetch",
    "resolve", "hash", "encode", "encrypt", "decrypt", "lookup", "change", "update", "forgot",
    "send", "generate", "create", "delete", "remove", "compare", "match", "matches", "need",
    "require", "show", "hide", "store", "ask", "prompt", "request", "parse", "next", "expect",
    "unexpected", "invalid", "print", "log", "mask", "to", "from", "by", "on", "no", "bad",
  ]

  /// The method is called as the field, or it says that it sets it.
  private var isSetter: Bool {
    let text = block[name]
    let start = text.lastIndex(of: 0x2E).map { $0 + 1 } ?? text.startIndex
    let method = UnsafeRawBufferPointer(rebasing: block[start..<name.upperBound])
    for verb in ["set", "with", "add", "use", "Set", "With", "Add", "Use"] as [StaticString]
    where Bytes.starts(method, with: verb) && method.count > verb.utf8CodeUnitCount {
      let following = method[verb.utf8CodeUnitCount]
      if following &- 0x41 < 26 || following == 0x5F { return true }
    }
    let isMember =
      start > name.lowerBound || name.lowerBound > 0 && block[name.lowerBound - 1] == 0x2E
    let words = KeyName(String(decoding: method, as: UTF8.self)).words
    return isMember && words.count <= 2 && words.first.map { !Self.otherVerbs.contains($0) } == true
  }

  // MARK: Cells

  /// `| db_password | x |`: the cell behind the name's.
  func readCell() -> KeyValueScanner.Answer? {
    guard next == 0x7C, position + 1 < limit, block[position + 1] != 0x7C else { return nil }
    var lower = name.lowerBound - (keyDepth >= 0 ? 1 : 0)
    while lower > 0, Bytes.isBlank(block[lower - 1]) || block[lower - 1] == 0x2A { lower -= 1 }
    guard lower == 0 || block[lower - 1] == 0x7C || block[lower - 1] == 0x0A else { return nil }
    var end = position + 1
    while end < limit, block[end] != 0x7C, block[end] != 0x0A { end += 1 }
    var cell = trimmed((position + 1)..<end)
    let isCode =
      cell.count > 2 && block[cell.lowerBound] == 0x60
      && block[cell.upperBound - 1] == 0x60
    if isCode { cell = (cell.lowerBound + 1)..<(cell.upperBound - 1) }
    guard isTelling(cell) || isCode && isNoWord(cell) else { return nil }
    return answer(cell)
  }

  /// Code that is no name, type or option.
  private func isNoWord(_ range: Range<Int>) -> Bool {
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    guard text.count >= 4, block[range.lowerBound] != 0x2D, !text.contains(where: Bytes.isBlank)
    else { return false }
    return text.contains(where: Bytes.isDigit)
      || text.contains { "!@#$%^&*+~=".utf8.contains($0) } || TokenLikeness.mayBeRandom(text)
  }

  // MARK: Parts of a form

  /// `Content-Disposition: form-data; name="password"`, other headers, an empty line, the value.
  ///
  /// - Returns: nil where no such part stands here.
  func readFormPart() -> KeyValueScanner.Answer? {
    guard keyDepth == 0, keyQuote == 0x22, next == 0x0D || next == 0x0A || next == 0x3B else {
      return nil
    }
    let before = name.lowerBound - 7
    guard before > 0,
      Bytes.starts(UnsafeRawBufferPointer(rebasing: block[before...]), with: " name=\"")
    else { return nil }
    var cursor = context.line(at: name.lowerBound).upperBound + 1
    for _ in 0..<4 {
      guard cursor < limit else { return isFinal ? nil : incomplete }
      let line = Finder.line(at: cursor, in: block)
      guard line.upperBound < limit || isFinal else { return incomplete }
      let text = trimmed(line)
      cursor = line.upperBound + 1
      if text.isEmpty { break }
      guard block[text].contains(0x3A) else { return nil }
    }
    guard cursor < limit else { return isFinal ? nil : incomplete }
    let line = Finder.line(at: cursor, in: block)
    guard line.upperBound < limit || isFinal else { return incomplete }
    let value = trimmed(line)
    return value.isEmpty || block[value].starts(with: "--".utf8) ? nil : answer(value)
  }
}
