/// Values in XML: `<key>x</key><string>…`, `<entry key="x">…`, `<x a="b">…`, CDATA.
extension KeyValueReader {
  /// Elements that hold the value of the key in their attribute.
  private static let holders = WordSet([
    "entry", "property", "prop", "param", "parameter", "setting", "item", "var", "variable", "env",
    "arg", "attribute", "field", "option", "init-param", "simpleproperty",
  ])
  private static let attributes = WordSet(["key", "name", "id", "k"])
  /// How far a tag goes, in bytes.
  private static let longestTag = 512

  /// - Returns: nil where the name stands in no markup.
  mutating func readMarkup() -> KeyValueScanner.Answer? {
    guard name.lowerBound > 0, let byte = next else { return nil }
    if keyDepth >= 0 { return readHolder() }
    if isElementName {
      if byte == 0x3E {
        position += 1
        skipToValueElement()
        return readContent()
      }
      guard Bytes.isSpace(byte), opensTag, let start = contentStart(from: position) else {
        return nil
      }
      position = start
      return readContent()
    }
    return readSibling()
  }

  private func starts(_ text: StaticString, at index: Int) -> Bool {
    index <= limit
      && Bytes.starts(UnsafeRawBufferPointer(rebasing: block[index..<limit]), with: text)
  }

  /// What stands between two tags.
  private mutating func readContent() -> KeyValueScanner.Answer {
    let start = position
    var index = start
    while index < limit, Bytes.isSpace(block[index]) { index += 1 }
    if starts("<![CDATA[", at: index) {
      index += 9
      let inside = index
      // CDATA holds no other, so looking for an end never goes further than to the next.
      while index < limit, !starts("]]>", at: index), !starts("<![CDATA[", at: index) { index += 1 }
      guard index < limit else { return incomplete }
      return block[index] == 0x5D ? answer(trimmed(inside..<index)) : KeyValueScanner.Answer.none
    }
    guard let end = block[start..<limit].firstIndex(of: 0x3C) else { return incomplete }
    // `<password> is missing` in a message is no element: it never ends.
    guard end + 1 < limit, block[end + 1] == 0x2F else { return KeyValueScanner.Answer.none }
    return answer(trimmed(start..<end), form: .entities)
  }

  /// The name stands in a tag.
  var isInTag: Bool {
    let floor = max(0, name.lowerBound - Self.longestTag)
    let before = block[floor..<name.lowerBound].last { $0 == 0x3C || $0 == 0x3E }
    return before == 0x3C
  }

  /// A `<` stands before the name, or before the name space that it is in.
  private var opensTag: Bool {
    var index = name.lowerBound - 1
    if block[index] == 0x3A {
      let floor = max(0, index - 64)
      while index > floor, Bytes.isKey(block[index - 1]) { index -= 1 }
      index -= 1
    }
    return index >= 0 && block[index] == 0x3C
  }

  /// Behind a tag whose attributes begin at `start`.
  private func contentStart(from start: Int) -> Int? {
    let stop = min(limit, start + Self.longestTag)
    var index = start
    var hasAttribute = false
    while index < stop, block[index] != 0x3E {
      if block[index] == 0x3C { return nil }
      if block[index] == 0x3D { hasAttribute = true }
      index += 1
    }
    guard index < stop, block[index - 1] != 0x2F, hasAttribute || index == start else { return nil }
    return index + 1
  }

  private func elementName(from start: Int) -> Range<Int> {
    var end = start
    while end < limit, Bytes.isKey(block[end]) || block[end] == 0x3A, end - start < 64 { end += 1 }
    return start..<end
  }

  private func ends(_ range: Range<Int>, _ words: [StaticString]) -> Bool {
    let text = block[range].map(Bytes.lowercased)
    return text.withUnsafeBytes { bytes in words.contains { Bytes.ends(bytes, with: $0) } }
  }

  // MARK: A key and its value in neighbours

  private mutating func readSibling() -> KeyValueScanner.Answer? {
    var index = position
    while index < limit, Bytes.isBlank(block[index]) { index += 1 }
    guard starts("</", at: index), fillsElement else { return nil }
    let closing = elementName(from: index + 2)
    index = closing.upperBound
    let isName = ends(closing, ["key", "name"])
    let isCell = ends(closing, ["td", "th", "dt"])
    guard isName || isCell, index < limit, block[index] == 0x3E else { return nil }
    index += 1
    let stop = min(limit, index + Self.longestTag)
    while index < stop, Bytes.isSpace(block[index]) { index += 1 }
    guard index < limit else { return incomplete }
    guard block[index] == 0x3C else { return nil }
    let opening = elementName(from: index + 1)
    guard ends(opening, isName ? ["value", "string", "data", "val"] : ["td", "dd"]) else {
      return nil
    }
    guard opening.upperBound < limit else { return incomplete }
    guard let start = contentStart(from: opening.upperBound) else { return nil }
    position = start
    let content = readContent()
    guard isCell, case .value(let value) = content else { return content }
    return isTelling(value.range) ? content : KeyValueScanner.Answer.none
  }

  /// Nothing but the name, or what it is a path to, stands between two tags.
  private var fillsElement: Bool {
    var index = name.lowerBound
    let floor = max(0, index - 128)
    while index > floor {
      let byte = block[index - 1]
      if byte == 0x3E { return true }
      guard Bytes.isKey(byte) || Bytes.isSpace(byte) || byte == 0x2F || byte == 0x3A else {
        return false
      }
      index -= 1
    }
    return false
  }

  // MARK: A key in an attribute

  private mutating func readHolder() -> KeyValueScanner.Answer? {
    guard let byte = next, byte == 0x3E || Bytes.isBlank(byte) else { return nil }
    var index = name.lowerBound - 1 - keyDepth
    guard index > 0, block[index - 1] == 0x3D else { return nil }
    let end = index - 1
    index = end
    while index > 0, Bytes.isKey(block[index - 1]), end - index < 16 { index -= 1 }
    guard Self.attributes.contains(UnsafeRawBufferPointer(rebasing: block[index..<end])) else {
      return nil
    }
    let floor = max(0, index - Self.longestTag)
    while index > floor, block[index - 1] != 0x3C, block[index - 1] != 0x3E { index -= 1 }
    guard index > floor, block[index - 1] == 0x3C else { return nil }
    let element = elementName(from: index)
    if let before = valueBefore(key: element.upperBound..<end) { return answer(before) }
    let isText = ends(element, ["string"])
    let isHolder = Self.holders.contains(UnsafeRawBufferPointer(rebasing: block[element]))
    // The attributes behind the key may hold the value.
    guard isText || isHolder, let start = contentStart(from: position),
      !holdsValue(position..<start)
    else { return nil }
    position = start
    skipToValueElement()
    let content = readContent()
    // A text of a user interface is called like the field that it stands beside.
    guard isText, case .value(let value) = content else { return content }
    return isTelling(value.range) ? content : KeyValueScanner.Answer.none
  }

  /// `<add value="x" key="ApiKey"/>`.
  private func valueBefore(key attributes: Range<Int>) -> Range<Int>? {
    let text = UnsafeRawBufferPointer(rebasing: block[attributes])
    guard let found = Search.first(Array(" value=".utf8), in: text, from: 0) else { return nil }
    let quote = attributes.lowerBound + found + 7
    guard quote < attributes.upperBound, Bytes.isQuote(block[quote]),
      let end = block[(quote + 1)..<attributes.upperBound].firstIndex(of: block[quote])
    else { return nil }
    return (quote + 1)..<end
  }

  private func holdsValue(_ attributes: Range<Int>) -> Bool {
    Search.holds(
      UnsafeRawBufferPointer(rebasing: block[attributes]), caseless: Array("value=".utf8))
  }

  /// `<property name="password"><value>…`, `<Password><Value>…`.
  private mutating func skipToValueElement() {
    var index = position
    let stop = min(limit, index + Self.longestTag)
    while index < stop, Bytes.isSpace(block[index]) { index += 1 }
    if starts("<value>", at: index) || starts("<Value>", at: index) { position = index + 7 }
  }

  /// Whether a text beside a name is no word: it has a digit and no blanks.
  func isTelling(_ range: Range<Int>) -> Bool {
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    return text.count >= 6 && text.contains(where: Bytes.isDigit)
      && text.contains(where: Bytes.isLetter) && !text.contains(where: Bytes.isSpace)
  }
}
