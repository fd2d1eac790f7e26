/// Reads on from a key's end: closing quote, separator, value.
struct KeyValueReader {
  let block: UnsafeRawBufferPointer
  let hint: FormatHint
  let name: Range<Int>
  let isFinal: Bool
  let context: LineContext

  var position: Int
  /// Nothing of the value lies behind: the reach, or the end of the string that holds key and value.
  let limit: Int
  /// Key and value stand inside one pair of double quotes: `"PASSWORD=…"`.
  let isInString: Bool
  /// The backslashes before the quote around the key; -1 without a quote.
  var keyDepth = -1
  var keyQuote: UInt8 = 0

  init(
    block: UnsafeRawBufferPointer, hint: FormatHint, name: Range<Int>, isFinal: Bool,
    context: LineContext
  ) {
    self.block = block
    self.name = name
    self.isFinal = isFinal
    self.context = context
    position = name.upperBound
    let reach = Finder.window(around: name.upperBound, in: block).upperBound
    let end = EnclosingString.end(around: name, in: block, context)
    isInString = end != nil
    limit = min(reach, end ?? reach)
    let isText = hint == .source && (isInString || SourceText.holds(name, in: block, context))
    self.hint = isText ? .unknown : hint
  }

  private enum Separator { case equals, colon, comma, tag }

  var next: UInt8? { position < limit ? block[position] : nil }

  var incomplete: KeyValueScanner.Answer {
    isFinal || isInString || limit < block.count
      ? .none : .incomplete(from: context.line(at: name.lowerBound).lowerBound)
  }

  mutating func read() -> KeyValueScanner.Answer {
    // https://oauth2:… is a user's name; the rules for URLs know the password.
    if URLContext.isUserName(name, in: block) || isInDynamicReference || isAlternative {
      return .none
    }
    if let value = EntityQuotes.value(in: block, behind: position, to: limit) {
      return answer(value)
    }
    if let value = PercentQuotes.value(in: block, behind: position, to: limit) {
      return answer(value, form: .percent)
    }
    if let answer = readDefault() { return answer }
    readClosingQuote()
    if let answer = readMarkup() { return answer }
    while keyDepth >= 0, let byte = next, byte == 0x5D || byte == 0x29 { position += 1 }
    skipBlanks()
    if let answer = readDifference() { return answer }
    let decorated = position
    position = Decoration.end(in: block, from: position, to: limit)
    if position > decorated { skipBlanks() }
    guard next != nil else {
      if case .incomplete(let from) = incomplete { return .incomplete(from: from) }
      return readSentence()
    }
    let beforeSeparator = decorated
    guard let separator = readSeparator() ?? readDetail() else {
      position = beforeSeparator
      return readWithoutSeparator()
    }
    if separator == .comma {
      if let answer = readNamedValueIfPresent() { return answer }
    }
    skipBlanks()
    let plain = position
    position = Decoration.end(in: block, from: position, to: limit)
    // `**Password:** x`, not a value in bold.
    if position > plain, block[position - 1] == 0x2A, next.map(Bytes.isBlank) != true {
      position = plain
    }
    skipBlanks()
    guard next != nil else { return incomplete }
    if separator == .comma {
      guard let byte = next, Bytes.isQuote(byte) || byte == 0x5C else { return .none }
      // ["--db-password", "--verbose"]
      if isOption, position + 1 < limit, block[position + 1] == 0x2D { return .none }
    }
    return readValue(separator)
  }

  // MARK: Around the key

  private mutating func readClosingQuote() {
    var index = position
    var depth = 0
    while index < limit, block[index] == 0x5C, depth < 16 {
      depth += 1
      index += 1
    }
    guard index < limit, Bytes.isQuote(block[index]) else { return }
    // Only the quote that opened before the name closes behind it.
    guard name.lowerBound > 0, block[name.lowerBound - 1] == block[index] || depth > 0 else {
      if index == position, name.lowerBound > 0, !Bytes.isQuote(block[name.lowerBound - 1]) {
        // "the DB_PASSWORD": the quote opened further left, or this is prose.
        keyDepth = 0
        keyQuote = block[index]
        position = index + 1
      }
      return
    }
    keyDepth = depth
    keyQuote = block[index]
    position = index + 1
  }

  var isElementName: Bool {
    let before = block[name.lowerBound - 1]
    return before == 0x3C || before == 0x3A
  }

  mutating func skipBlanks() {
    while let byte = next, Bytes.isBlank(byte) { position += 1 }
  }

  private mutating func readSeparator() -> Separator? {
    switch next {
    case 0x3D:
      position += 1
      while let byte = next, byte == 0x3D || byte == 0x3E { position += 1 }
      return .equals
    case 0x3A:
      position += 1
      if next == 0x3A { return nil }
      if next == 0x3D {
        position += 1
        return .equals
      }
      return .colon
    case 0x2C where isFirstArgument:
      position += 1
      return .comma
    case 0xEF where position + 2 < limit && block[position + 1] == 0xBC:
      // The wide forms of : and =.
      let sign = block[position + 2]
      guard sign == 0x9A || sign == 0x9D else { return nil }
      position += 3
      return sign == 0x9A ? .colon : .equals
    default: return nil
    }
  }

  /// `Password (staging): …`: a remark between name and separator.
  private mutating func readDetail() -> Separator? {
    guard next == 0x28, position > name.upperBound else { return nil }
    var index = position + 1
    let stop = min(limit, position + 40)
    while index < stop, block[index] != 0x29, block[index] != 0x0A { index += 1 }
    guard index < stop, block[index] == 0x29 else { return nil }
    position = index + 1
    skipBlanks()
    return readSeparator()
  }

  /// A named value beside the name, a default, an option's word, an assignment with a type, or a
  /// sentence.
  private mutating func readWithoutSeparator() -> KeyValueScanner.Answer {
    if let answer = readFormPart() ?? readNamedValueIfPresent() ?? readCall() ?? readCell() {
      return answer
    }
    if let start = ValueStart(block: block, name: name, limit: limit).find(from: position) {
      position = start
      return readMemberValue()
    }
    if keyDepth >= 0, next == 0x7B {
      if let answer = readFallback() { return answer }
      switch DefaultOfBlock.find(in: block, name: name, from: position, to: limit) {
      case .none: return .none
      case .open: return incomplete
      case .quote(let place):
        position = place
        return readMemberValue()
      }
    }
    if let answer = readDirective() { return answer }
    guard keyDepth < 0 else { return readValueBefore() }
    let line = context.line(at: name.lowerBound)
    let end = min(limit, line.upperBound)
    switch OptionValue(block: block, limit: end).value(ofName: name) {
    case .value(let value): return answer(value)
    case .quote(let place):
      position = place
      return readMemberValue()
    case nil: return readSentence()
    }
  }

  private mutating func readSentence() -> KeyValueScanner.Answer {
    let line = context.line(at: name.lowerBound)
    let sentence = ProseValue(block: block, name: name, limit: min(limit, line.upperBound))
    if let value = sentence.value() { return answer(value) }
    return readValueBefore()
  }

  /// A value in quotes, at the present place.
  mutating func readMemberValue() -> KeyValueScanner.Answer {
    var depth = 0
    while position + depth < limit, block[position + depth] == 0x5C, depth < 16 { depth += 1 }
    guard position + depth < limit, Bytes.isQuote(block[position + depth]) else { return .none }
    return readQuoted(from: position + depth + 1, quote: block[position + depth], depth: depth)
  }

  /// The name is an option's: `"--db-password"`.
  private var isOption: Bool {
    guard keyDepth >= 0 else { return false }
    var index = name.lowerBound - 1
    while index > 0, block[index] == 0x2D { index -= 1 }
    return index >= 0 && index < name.lowerBound - 1 && block[index] == keyQuote
  }

  /// `f("name", …`, `["name", …`, `["--name", …` or `set :name, …`.
  private var isFirstArgument: Bool {
    guard keyDepth >= 0 else {
      let start = name.lowerBound
      return hint != .json && start > 1 && block[start - 1] == 0x3A
        && (Bytes.isBlank(block[start - 2]) || block[start - 2] == 0x28)
    }
    if isOption { return true }
    var index = name.lowerBound - 2 - keyDepth
    while index >= 0, Bytes.isBlank(block[index]) { index -= 1 }
    guard index >= 0 else { return false }
    // Gradle: buildConfigField "String", "API_KEY", …
    if block[index] == 0x2C, index >= 5 {
      return Bytes.starts(UnsafeRawBufferPointer(rebasing: block[(index - 5)...]), with: "ring\",")
    }
    return block[index] == 0x28 || block[index] == 0x5B
  }

  // MARK: A name and its value side by side

  /// `"name": "DB_PASSWORD", "value": "…"`, `- name: DB_PASSWORD` over `value: …`,
  /// `<add key="Password" value="…"/>`.
  private mutating func readNamedValueIfPresent() -> KeyValueScanner.Answer? {
    var index = position
    let stop = min(limit, position + 200)
    while index < stop, Bytes.isSpace(block[index]) || block[index] == 0x2C { index += 1 }
    if index == block.count, !isFinal, index - position < 200 { return incomplete }
    guard index > position || position < limit else { return nil }
    var depth = 0
    while index < stop, block[index] == 0x5C {
      depth += 1
      index += 1
    }
    let isQuoted = index < stop && Bytes.isQuote(block[index])
    if isQuoted { index += 1 }
    let isMeta = keyDepth >= 0 && index < limit && block[index] | 0x20 == 0x63
    let word = Array((isMeta ? "content" : "value").utf8)
    guard index + word.count < limit else {
      return block.count == limit && !isFinal && index - position < 200 ? incomplete : nil
    }
    for (offset, byte) in word.enumerated() where block[index + offset] | 0x20 != byte {
      return nil
    }
    index += word.count
    if isQuoted {
      while index < stop, block[index] == 0x5C { index += 1 }
      guard index < stop, Bytes.isQuote(block[index]) else { return nil }
      index += 1
    }
    while index < stop, Bytes.isBlank(block[index]) { index += 1 }
    guard index < limit, block[index] == 0x3A && !isMeta || block[index] == 0x3D else {
      return nil
    }
    let separator: Separator = block[index] == 0x3A ? .colon : .equals
    let isOwnLine = block[name.upperBound..<index].contains(0x0A)
    position = index + 1
    skipBlanks()
    guard next != nil else { return incomplete }
    if isQuoted, keyDepth < 0 { keyDepth = depth }
    return readValue(separator, isOwnLine: isOwnLine)
  }

  // MARK: Values

  private mutating func readValue(_ separator: Separator, isOwnLine: Bool = false)
    -> KeyValueScanner.Answer
  {
    if separator == .colon, let answer = readBlockScalar() { return answer }
    // A type between name and value: `password: string = "…"`.
    if separator == .colon, let assignment = typedAssignment() {
      position = assignment
      skipBlanks()
    }
    if separator == .colon {
      skipAnchorAndTag()
      if let answer = readBelow() { return answer }
    }
    if let answer = readCollection() ?? readContinued() { return answer }
    skipWrapper()
    let start = position
    var index = position
    if index + 1 < limit, "bBrRfFuUN@$L".utf8.contains(block[index]),
      Bytes.isQuote(block[index + 1])
    {
      index += 1
    }
    var depth = 0
    while index + depth < limit, block[index + depth] == 0x5C, depth < 16 { depth += 1 }
    if index + depth < limit, Bytes.isQuote(block[index + depth]) {
      if block[index] == 0x60, block[index - 1] == 0x3D, isCommand(from: index + 1) {
        return KeyValueScanner.Answer.none
      }
      return readQuoted(from: index + depth + 1, quote: block[index + depth], depth: depth)
    }
    position = start
    if separator == .equals, let answer = readVariable() { return answer }
    return readUnquoted(separator, isOwnLine: isOwnLine)
  }

  /// A shell's `` `cat file` ``.
  private func isCommand(from start: Int) -> Bool {
    guard let end = block[start..<limit].prefix(256).firstIndex(of: 0x60) else { return false }
    return block[start..<end].contains(0x20)
  }

  /// `&name ` and `!!str ` before a YAML value; other tags, such as `!Ref`, make a reference.
  private mutating func skipAnchorAndTag() {
    while let byte = next, byte == 0x26 || byte == 0x21 {
      var index = position + 1
      if byte == 0x21 {
        guard index < limit, block[index] == 0x21 else { return }
        index += 1
      }
      let nameStart = index
      while index < limit, Bytes.isKey(block[index]) { index += 1 }
      guard index > nameStart, index < limit, Bytes.isBlank(block[index]) else { return }
      position = index
      skipBlanks()
    }
  }

  func readQuoted(from start: Int, quote: UInt8, depth: Int) -> KeyValueScanner.Answer {
    if depth == 0, start + 1 < limit, block[start] == quote, block[start + 1] == quote {
      let fence = [quote, quote, quote]
      guard
        let end = Search.first(
          fence, in: UnsafeRawBufferPointer(rebasing: block[..<limit]), from: start + 2)
      else { return isFinal ? answer(trimmed((start + 2)..<limit)) : incomplete }
      return answer(trimmed((start + 2)..<end))
    }
    var index = start
    var isSpliced = false
    while index < limit {
      let byte = block[index]
      if byte == 0x0A { break }
      if byte == 0x5C {
        var run = 0
        while index + run < limit, block[index + run] == 0x5C { run += 1 }
        let after = index + run
        if after < limit, block[after] == quote, run == depth, depth > 0 {
          return answer(start..<index, form: .escaped(depth: depth + 1))
        }
        // In a shell's or SQL's single quotes a backslash is a plain byte, but few texts that end a
        // value with one are told from those that escape the quote: an even run escapes nothing.
        index = after
        if quote == 0x27, depth == 0, after < limit, block[after] == quote,
          hint == .yaml || run % 2 == 1 && isDoubled(after)
        {
          continue
        }
        if after < limit, depth == 0 ? run % 2 == 1 : run > depth && block[after] == quote {
          if depth == 0, block[after] == quote, closesLiteral(after) {
            return answer(start..<after, form: .raw)
          }
          index += 1
        }
        continue
      }
      if byte == quote, depth == 0 {
        if quote == 0x27, let following = continuation(index) {
          index = following
          isSpliced = true
          continue
        }
        if isSpliced { return answer(start..<index, form: .singleQuoted) }
        return answer(start..<index, form: quote == 0x22 ? .escaped(depth: 1) : .raw)
      }
      if byte == quote { break }
      index += 1
    }
    // The quote isn't closed on this line: all of the line goes.
    return answer(trimmed(start..<index))
  }

  /// Where a backslash is a plain byte (XML, TOML's and SQL's single quotes), a quote behind one
  /// closes: what follows can't go on a string.
  private func closesLiteral(_ quote: Int) -> Bool {
    if hint == .source, block[quote] == 0x27 { return false }
    let rest = block[(quote + 1)..<limit]
    if rest.starts(with: "/>".utf8) || rest.starts(with: ">".utf8) { return isInTag }
    guard block[quote] == 0x27 else {
      // <x password="a\" b="2">: another attribute.
      guard rest.first == 0x20, isInTag else { return false }
      let name = rest.dropFirst().prefix { Bytes.isKey($0) || $0 == 0x3A }
      return !name.isEmpty && rest.dropFirst(1 + name.count).starts(with: "=\"".utf8)
    }
    return rest.isEmpty || rest.first == 0x0A || rest.first == 0x0D
  }

  private func readBlockScalar() -> KeyValueScanner.Answer? {
    guard next == 0x7C || next == 0x3E else { return nil }
    var index = position + 1
    while index < limit, block[index] == 0x2B || block[index] == 0x2D || Bytes.isDigit(block[index])
    {
      index += 1
    }
    while index < limit, Bytes.isBlank(block[index]) || block[index] == 0x0D { index += 1 }
    guard index < limit else { return isFinal ? KeyValueScanner.Answer.none : incomplete }
    guard block[index] == 0x0A else { return nil }
    let line = context.line(at: name.lowerBound)
    let indent = Indentation.ofKey(in: block, line: line)
    var start: Int?
    var end = index + 1
    var cursor = index + 1
    while cursor < limit {
      let current = Finder.line(at: cursor, in: block)
      let text = trimmed(current)
      if !text.isEmpty {
        guard Indentation.width(in: block, line: current) > indent else {
          return start.map { answer($0..<end) } ?? KeyValueScanner.Answer.none
        }
        if start == nil { start = text.lowerBound }
        end = text.upperBound
      }
      cursor = current.upperBound + 1
    }
    guard isFinal || limit < block.count else { return incomplete }
    return start.map { answer($0..<end) } ?? KeyValueScanner.Answer.none
  }

  private mutating func readUnquoted(_ separator: Separator, isOwnLine: Bool)
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
    guard !Reference.isStatusWord(bytes) else { return KeyValueScanner.Answer.none }
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

  func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    while lower < range.upperBound, Bytes.isSpace(block[lower]) { lower += 1 }
    return lower..<context.trimmedEnd(lower..<range.upperBound)
  }

  /// Nothing in a value is to be undone.
  private func isPlain(_ range: Range<Int>, _ form: ValueForm) -> Bool {
    switch form {
    case .percent, .singleQuoted: false
    case .entities: !block[range].contains(0x26)
    default: !context.backslash(in: range)
    }
  }

  func answer(
    _ whole: Range<Int>, form: ValueForm = .raw, in surroundings: Surroundings = Surroundings()
  ) -> KeyValueScanner.Answer {
    let range = AuthenticationScheme.credentials(in: block, value: whole)
    guard !range.isEmpty else { return KeyValueScanner.Answer.none }
    let bytes = UnsafeRawBufferPointer(rebasing: block[range])
    guard !Reference.isReference(bytes), !context.holdsCredentialsOfItsOwn(range),
      !ResourceName.isOne(range, ofName: name, in: block), !Label.isOne(bytes)
    else { return KeyValueScanner.Answer.none }
    return .value(
      KeyValueScanner.Value(
        range: range, form: isPlain(range, form) ? .raw : form, surroundings: surroundings))
  }
}
