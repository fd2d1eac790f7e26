/// Several values under one key, and values on lines below it.
extension KeyValueReader {
  /// How far a list or an object under a key is read, in bytes.
  private static let longestCollection = 8192

  /// `["a", "b"]`, `[a, b]`, or an object that holds its value as a member (`{"value": "a"}`).
  ///
  /// - Returns: nil where no such thing stands here.
  mutating func readCollection() -> KeyValueScanner.Answer? {
    switch next {
    case 0x5B: return readList()
    case 0x7B: return readMember()
    default: return nil
    }
  }

  private mutating func readList() -> KeyValueScanner.Answer? {
    // A list in a list that was read: its members were members of that one.
    if context.hasRead(position) { return KeyValueScanner.Answer.none }
    guard let values = listMembers() else { return nil }
    if let last = values.last { context.read(position..<last.range.upperBound) }
    return .values(values)
  }

  private func listMembers() -> [KeyValueScanner.Value]? {
    let stop = min(limit, position + Self.longestCollection)
    var values: [KeyValueScanner.Value] = []
    var index = position + 1
    while index < stop {
      let byte = block[index]
      if Bytes.isSpace(byte) || byte == 0x2C {
        index += 1
        continue
      }
      if byte == 0x5D { return values }
      // Members that are lists or objects have keys of their own.
      if byte == 0x7B || byte == 0x5B { return values.isEmpty ? nil : values }
      var depth = 0
      while index + depth < stop, block[index + depth] == 0x5C { depth += 1 }
      if index + depth < stop, Bytes.isQuote(block[index + depth]) {
        let start = index + depth + 1
        guard let end = closing(block[index + depth], depth: depth, from: start, to: stop) else {
          break
        }
        keep(start..<end, form: .escaped(depth: depth + 1), in: &values)
        index = end + depth + 1
      } else {
        let end = context.endOfMember(from: index, to: stop)
        // Without quotes only YAML has lists of texts; a number is told by its key alone.
        keep(trimmed(index..<end), form: .raw, in: &values)
        index = end
      }
    }
    return values.isEmpty ? nil : values
  }

  private func closing(_ quote: UInt8, depth: Int, from start: Int, to stop: Int) -> Int? {
    var index = start
    while index < stop, block[index] != 0x0A {
      if block[index] == 0x5C {
        var run = 0
        while index + run < stop, block[index + run] == 0x5C { run += 1 }
        if depth > 0, run == depth, index + run < stop, block[index + run] == quote { return index }
        index += run + (depth == 0 && run % 2 == 1 || run > depth ? 1 : 0)
        continue
      }
      if block[index] == quote { return depth == 0 ? index : nil }
      index += 1
    }
    return nil
  }

  /// A text of several words is a message about the secret.
  private func keep(_ range: Range<Int>, form: ValueForm, in values: inout [KeyValueScanner.Value])
  {
    guard context.blank(in: range) == nil else { return }
    if case .value(let value) = answer(range, form: form) { values.append(value) }
  }

  private static let members = WordSet(["value", "default"])

  /// The member `value` of an object: outputs of Terraform, parameters of Azure templates; `Default`
  /// in those of CloudFormation.
  private mutating func readMember() -> KeyValueScanner.Answer? {
    let stop = min(limit, position + 512)
    var index = position + 1
    while index < stop, block[index] != 0x7D, block[index] != 0x7B {
      var depth = 0
      while index + depth < stop, block[index + depth] == 0x5C { depth += 1 }
      guard index + depth < stop, Bytes.isQuote(block[index + depth]) else {
        index += max(1, depth)
        continue
      }
      let start = index + depth + 1
      guard let end = closing(block[index + depth], depth: depth, from: start, to: stop) else {
        return nil
      }
      index = end + depth + 1
      guard Self.members.contains(UnsafeRawBufferPointer(rebasing: block[start..<end])) else {
        continue
      }
      while index < stop, Bytes.isSpace(block[index]) { index += 1 }
      guard index < stop, block[index] == 0x3A else { continue }
      index += 1
      while index < stop, Bytes.isSpace(block[index]) { index += 1 }
      position = index
      if let list = readCollection() { return list }
      return readMemberValue()
    }
    return nil
  }

  // MARK: Below the key

  /// A value on the lines below `key:`: deeper than the key, a scalar or a list of them.
  mutating func readBelow() -> KeyValueScanner.Answer? {
    guard position == limit || block[position] == 0x0A || block[position] == 0x0D else {
      return nil
    }
    guard keyDepth < 0 || hint == .yaml, hint != .json, hint != .source, hint != .settings else {
      return nil
    }
    let own = context.line(at: name.lowerBound)
    let indent = Indentation.ofKey(in: block, line: own)
    var values: [KeyValueScanner.Value] = []
    var cursor = own.upperBound + 1
    var isList: Bool?
    let stop = min(limit, cursor + Self.longestCollection)
    while cursor < stop {
      let line = Finder.line(at: cursor, in: block)
      cursor = line.upperBound + 1
      var text = trimmed(line)
      if text.isEmpty { if hint == .yaml { continue } else { break } }
      let width = Indentation.width(in: block, line: line)
      let isItem =
        text.count > 2 && block[text.lowerBound] == 0x2D
        && block[text.lowerBound + 1] == 0x20
      guard isItem ? width >= indent : width > indent, isList == nil || isList == isItem else {
        break
      }
      isList = isItem
      if isItem { text = trimmed((text.lowerBound + 2)..<text.upperBound) }
      if values.isEmpty, !isItem, let answer = readMember(below: text, width) { return answer }
      guard let value = scalar(text) else { break }
      if case .value(let found) = value { values.append(found) }
      // A text that goes on over lines can't be told from the next paragraph of a message.
      if !isItem, hint != .yaml { break }
    }
    return values.isEmpty ? nil : .values(values)
  }

  /// `value: x` or `Default: x` among the members of a mapping that begins with a line.
  private mutating func readMember(below first: Range<Int>, _ width: Int) -> KeyValueScanner.Answer?
  {
    var cursor = first.lowerBound
    for _ in 0..<6 where cursor < limit {
      let line = Finder.line(at: cursor, in: block)
      let text = trimmed(line)
      guard !text.isEmpty, Indentation.width(in: block, line: line) == width else { return nil }
      let key = text.prefix { Bytes.isWord(block[$0]) }
      let sign = text.lowerBound + key.count
      guard !key.isEmpty, sign < text.upperBound, block[sign] == 0x3A else { return nil }
      if Self.members.contains(
        UnsafeRawBufferPointer(rebasing: block[text.lowerBound..<sign]))
      {
        let value = trimmed((sign + 1)..<text.upperBound)
        return value.isEmpty ? nil : scalar(value)
      }
      cursor = line.upperBound + 1
    }
    return nil
  }

  /// What stands alone on a line; nil where it is a key of its own, a list or a message.
  private func scalar(_ whole: Range<Int>) -> KeyValueScanner.Answer? {
    var text = whole
    guard let first = text.first.map({ block[$0] }), first != 0x7B, first != 0x5B, first != 0x23
    else { return nil }
    if Bytes.isQuote(first) {
      guard text.count > 2, block[text.upperBound - 1] == first else { return nil }
      text = (text.lowerBound + 1)..<(text.upperBound - 1)
      return answer(text, form: first == 0x22 ? .escaped(depth: 1) : .raw)
    }
    let bytes = UnsafeRawBufferPointer(rebasing: block[text])
    let isKey = bytes.indices.contains {
      bytes[$0] == 0x3A && ($0 + 1 == bytes.count || Bytes.isBlank(bytes[$0 + 1]))
    }
    guard !isKey, !Reference.isStatusWord(bytes) else { return nil }
    if hint != .yaml {
      // In any other text a lone word below a colon is a value only if it is no word.
      let hasDigit = bytes.contains(where: Bytes.isDigit)
      guard !bytes.contains(where: Bytes.isBlank), bytes.count >= 6, hasDigit,
        bytes.contains(where: Bytes.isLetter), !bytes.contains(0x3A)
      else { return nil }
    }
    return answer(text)
  }
}
