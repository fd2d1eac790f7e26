/// Values without quotes.
extension KeyValueReader {
  mutating func readUnquoted(_ separator: Separator, isOwnLine: Bool)
    -> KeyValueScanner.Answer
  {
    let line = context.line(at: position)
    let end = min(line.upperBound, limit)
    guard position < end else { return KeyValueScanner.Answer.none }
    let isJSON = keyDepth >= 0 && separator == .colon && hint != .yaml
    if separator == .colon, isTagged { return KeyValueScanner.Answer.none }
    // <set to the key 'password' in secret 'db'>, <changeme>
    if block[position] == 0x3C, context.greater(in: position..<end) != nil {
      return KeyValueScanner.Answer.none
    }
    if hint == .unknown {
      let expression = SourceExpression(block: block, name: name, end: end)
      let isComparison = block[name.upperBound..<position].count { $0 == 0x3D } > 1
      switch expression.read(at: position, isComparison: isComparison) {
      case .none: break
      case .reference: return readAlternative(to: end)
      case .literal(let quote):
        position = quote
        return readMemberValue()
      }
    }
    var value: Range<Int>
    if isJSON {
      value = trimmed(position..<context.endOfJSON(from: position, to: end))
    } else if isOwnLine || startsLine {
      value = UnquotedValue.wholeLine(
        context, range: trimmed(position..<end), hint: hint,
        isLoose: separator == .equals && Bytes.isBlank(block[position - 1]))
    } else {
      value = position..<context.endOfValue(from: position, to: end)
    }
    value = trimmed(value)
    if let longer = AuthenticationScheme.extended(value, in: block, to: end, context) {
      value = longer
    }
    value = withoutSeparator(value)
    guard !value.isEmpty else { return KeyValueScanner.Answer.none }
    let bytes = UnsafeRawBufferPointer(rebasing: block[value])
    if Reference.isStatusWord(bytes), !isAssignment(value, to: end) {
      return KeyValueScanner.Answer.none
    }
    if separator == .colon, isColour(bytes) { return KeyValueScanner.Answer.none }
    if hint == .unknown,
      Remark(block: block, name: name, isColon: separator == .colon).isOne(value, to: end)
    {
      return KeyValueScanner.Answer.none
    }
    if !isJSON {
      let rest = trimmed(value.lowerBound..<end)
      if isOwnLine || startsLine, UnquotedValue.isPhrase(rest, in: block) { value = rest }
      let text = UnsafeRawBufferPointer(rebasing: block[name])
      value = UnquotedValue.extended(value, ofName: text, in: block, to: end, context)
    }
    if separator == .colon, isCollection(bytes) { return KeyValueScanner.Answer.none }
    if isJSON, hint == .source || hint == .json, !isNumber(bytes) {
      return KeyValueScanner.Answer.none
    }
    if isJSON {
      guard bytes[0] != 0x7B, bytes[0] != 0x5B else { return KeyValueScanner.Answer.none }
      return answer(
        value,
        in: Surroundings(quote: keyQuote == 0 ? 0x22 : keyQuote, depth: UInt8(clamping: keyDepth)))
    }
    if hint == .source {
      // Unquoted, only a number is a literal; a name or a call is a reference. What a machine drew
      // stands in a string or a remark: `KEY=4fGErMuw…`.
      if TokenLikeness.isUUID(bytes) || TokenLikeness.isToken(bytes)
        || TokenLikeness.mayBeRandom(bytes) && bytes.allSatisfy(Bytes.isWord)
      {
        return answer(value)
      }
      if isNumber(bytes) { return answer(value, in: Surroundings(quote: 0x22)) }
      let isText = isShellAssignment(value, separator == .equals) || isBesidePair(value, to: end)
      return isText ? answer(value) : readAlternative(to: end)
    }
    let isInURL = separator == .equals && URLContext.holds(value.lowerBound, in: block)
    return answer(value, form: isInURL && bytes.contains(0x25) ? .percent : .raw)
  }

  /// `!Ref DbPassword`, `!GetAtt x.y`: letters behind the sign, then what they refer to.
  private var isTagged: Bool {
    guard next == 0x21 else { return false }
    var index = position + 1
    while index < limit, Bytes.isLetter(block[index]) { index += 1 }
    return index > position + 1 && index + 1 < limit && block[index] == 0x20
      && !Bytes.isSpace(block[index + 1])
  }

  /// A style sheet's `--credential: #b3261e;`.
  private func isColour(_ value: UnsafeRawBufferPointer) -> Bool {
    let digits = value.last == 0x3B ? value.dropFirst().dropLast() : value.dropFirst()
    return value.first == 0x23 && [3, 4, 6, 8].contains(digits.count)
      && digits.allSatisfy { Hex.value($0) != nil }
      && name.lowerBound >= 2 && block[name.lowerBound - 1] == 0x2D
      && block[name.lowerBound - 2] == 0x2D
  }

  private func isNumber(_ value: UnsafeRawBufferPointer) -> Bool {
    value.allSatisfy { Bytes.isDigit($0) || "._-+eExXabcdefABCDEF".utf8.contains($0) }
      && (Bytes.isDigit(value[0]) || value[0] == 0x2D)
  }

  /// A flow mapping or list, whose members are keys and values of their own; `{SSHA}…` is none.
  private func isCollection(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value[0] == 0x7B || value[0] == 0x5B else { return false }
    return value.count == 1 || value.contains(0x3A) || value.contains(0x2C)
      || value.last == 0x7D || value.last == 0x5D
  }

  /// A setting and nothing else on its line, which reports no status: `PASSWORD=old`, and
  /// `password: new horses` where the file has settings alone.
  private func isAssignment(_ value: Range<Int>, to end: Int) -> Bool {
    guard keyDepth < 0, startsLine else { return false }
    let isTight = block[name.upperBound] == 0x3D && value.lowerBound == name.upperBound + 1
    return (isTight && trimmed(value.lowerBound..<end) == value) || hint == .yaml
      || hint == .settings
  }

  /// Nothing but a list's dash, `export` and their like stands before the key on its line.
  var startsLine: Bool {
    let line = context.line(at: name.lowerBound)
    var start = name.lowerBound
    if keyDepth >= 0, start > line.lowerBound { start -= 1 }
    let word = context.firstWord(line, before: start) { Self.mayStandBefore(block[$0]) }
    return word >= start || Self.mayStandBefore(block[word..<start])
  }

  private static func mayStandBefore(_ word: Slice<UnsafeRawBufferPointer>) -> Bool {
    let words: [StaticString] = ["-", "export", "set", "ENV", "ARG", "+", "declare", "-x"]
    let bytes = UnsafeRawBufferPointer(rebasing: word)
    return bytes.count <= 7 && words.contains { Bytes.equals(bytes, $0) }
  }
}
