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

  enum Separator { case equals, colon, comma, tag }

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
