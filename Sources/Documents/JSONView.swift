/// One value of a JSON document, looked into without decoding the rest: for records that strangers
/// wrote and of which little is read.
package struct JSONView: Sendable {
  private let bytes: [UInt8]
  private let range: Range<Int>

  /// Levels of nesting that are accepted.
  package static let maximumDepth = 256

  /// - Throws: ``Diagnostic`` where it isn't JSON, or two readers could read it differently.
  package init(_ bytes: [UInt8], file: String) throws(Diagnostic) {
    var checker = JSONChecker(
      bytes: bytes, maximumDepth: Self.maximumDepth, allowsEscapedKeys: true)
    if let fault = checker.fault() {
      throw Diagnostic(file: file, line: fault.line, column: fault.column, message: fault.message)
    }
    self.init(bytes: bytes, range: 0..<bytes.count)
  }

  private init(bytes: [UInt8], range: Range<Int>) {
    self.bytes = bytes
    var start = range.lowerBound
    while start < range.upperBound, Self.isBlank(bytes[start]) { start += 1 }
    var end = range.upperBound
    while end > start, Self.isBlank(bytes[end - 1]) { end -= 1 }
    self.range = start..<end
  }

  private var first: UInt8? { range.isEmpty ? nil : bytes[range.lowerBound] }

  package var isObject: Bool { first == UInt8(ascii: "{") }
  package var isArray: Bool { first == UInt8(ascii: "[") }

  /// A string's text.
  package var string: String? {
    guard first == UInt8(ascii: "\""), range.count > 1 else { return nil }
    return Self.unescaped(bytes[range.lowerBound + 1..<range.upperBound - 1])
  }

  /// A string's text, or a number or word as it is written.
  package var scalar: String? {
    if let string { return string }
    guard let first, first != UInt8(ascii: "{"), first != UInt8(ascii: "[") else { return nil }
    let text = String(decoding: bytes[range], as: UTF8.self)
    return text == "null" ? nil : text
  }

  package var bool: Bool? {
    switch scalar?.lowercased() {
    case "true": true
    case "false": false
    default: nil
    }
  }

  /// The member at the end of these names.
  package subscript(_ path: String...) -> JSONView? {
    var view = self
    for name in path {
      guard let next = view.member(name) else { return nil }
      view = next
    }
    return view
  }

  /// The string at the end of these names, unless it is empty.
  package func text(_ path: String...) -> String? {
    var view = self
    for name in path {
      guard let next = view.member(name) else { return nil }
      view = next
    }
    return view.string.flatMap { $0.isEmpty ? nil : $0 }
  }

  package func has(_ name: String) -> Bool { member(name) != nil }

  private func member(_ name: String) -> JSONView? {
    var found: JSONView?
    let wanted = Array(name.utf8)
    walkObject { key, value in
      let isEqual =
        bytes[key].elementsEqual(wanted)
        || bytes[key].contains(UInt8(ascii: "\\")) && Self.unescaped(bytes[key]) == name
      guard isEqual else { return true }
      found = JSONView(bytes: bytes, range: value)
      return false
    }
    return found
  }

  /// An object's members, in the document's order.
  package var members: [(name: String, value: JSONView)] {
    var all: [(String, JSONView)] = []
    walkObject { key, value in
      all.append((Self.unescaped(bytes[key]), JSONView(bytes: bytes, range: value)))
      return true
    }
    return all
  }

  /// An array's elements.
  package var elements: [JSONView] {
    guard isArray else { return [] }
    var all: [JSONView] = []
    var position = range.lowerBound + 1
    while position < range.upperBound - 1 {
      let end = endOfValue(from: position)
      let view = JSONView(bytes: bytes, range: position..<end)
      if !view.range.isEmpty { all.append(view) }
      position = end + 1
    }
    return all
  }

  /// - Parameter body: told the ranges of a key between its quotes and of its value; false: enough.
  private func walkObject(_ body: (Range<Int>, Range<Int>) -> Bool) {
    guard isObject else { return }
    var position = range.lowerBound + 1
    while position < range.upperBound - 1 {
      guard let open = bytes[position..<range.upperBound].firstIndex(of: UInt8(ascii: "\""))
      else { return }
      let close = endOfString(from: open)
      guard let colon = bytes[close..<range.upperBound].firstIndex(of: UInt8(ascii: ":")) else {
        return
      }
      let end = endOfValue(from: colon + 1)
      guard body(open + 1..<close - 1, colon + 1..<end) else { return }
      position = end + 1
    }
  }

  /// Behind the closing quote.
  private func endOfString(from open: Int) -> Int {
    var position = open + 1
    while position < range.upperBound {
      if bytes[position] == UInt8(ascii: "\"") { return position + 1 }
      position += bytes[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return range.upperBound
  }

  /// The comma or bracket behind a value.
  private func endOfValue(from start: Int) -> Int {
    var position = start
    var depth = 0
    while position < range.upperBound {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        position = endOfString(from: position)
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position }
        depth -= 1
      case UInt8(ascii: ","): if depth == 0 { return position }
      default: break
      }
      position += 1
    }
    return range.upperBound
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D
  }

  /// A string between its quotes as text; half a surrogate pair becomes U+FFFD.
  package static func unescaped(_ raw: ArraySlice<UInt8>) -> String {
    guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
    var units: [UInt16] = []
    var index = raw.startIndex
    while index < raw.endIndex {
      guard raw[index] == UInt8(ascii: "\\"), index + 1 < raw.endIndex else {
        let end = raw[(index + 1)...].firstIndex(of: UInt8(ascii: "\\")) ?? raw.endIndex
        units += String(decoding: raw[index..<end], as: UTF8.self).utf16
        index = end
        continue
      }
      let letter = raw[index + 1]
      index += 2
      switch letter {
      case UInt8(ascii: "n"): units.append(0x0A)
      case UInt8(ascii: "t"): units.append(0x09)
      case UInt8(ascii: "r"): units.append(0x0D)
      case UInt8(ascii: "b"): units.append(0x08)
      case UInt8(ascii: "f"): units.append(0x0C)
      case UInt8(ascii: "u"):
        let digits = String(decoding: raw[index..<min(index + 4, raw.endIndex)], as: UTF8.self)
        units.append(UInt16(digits, radix: 16) ?? 0xFFFD)
        index = min(index + 4, raw.endIndex)
      default: units.append(UInt16(letter))
      }
    }
    return String(decoding: units, as: UTF16.self)
  }
}
