/// Checks the grammar of RFC 8259 and refuses what two readers could read differently.
struct JSONChecker {
  struct Fault: Error {
    let message: String
    let line: Int
    let column: Int
  }

  private let bytes: [UInt8]
  private let maximumDepth: Int
  private let allowsEscapedKeys: Bool
  private var position = 0

  init(bytes: [UInt8], maximumDepth: Int = 64, allowsEscapedKeys: Bool = false) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
    self.allowsEscapedKeys = allowsEscapedKeys
  }

  mutating func fault() -> Fault? {
    do throws(Fault) {
      guard String(validating: bytes, as: UTF8.self) != nil else { throw refuse("not UTF-8") }
      try value(depth: 0)
      skipBlanks()
      guard position == bytes.count else { throw refuse("text after the document") }
      return nil
    } catch {
      return error
    }
  }

  private func refuse(_ message: String) -> Fault {
    let before = bytes[..<min(position, bytes.count)]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return Fault(
      message: message, line: before.count { $0 == 0x0A } + 1,
      column: before.count - lineStart + 1)
  }

  private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let byte = current, byte == 0x20 || (0x09...0x0A).contains(byte) || byte == 0x0D {
      position += 1
    }
  }

  private mutating func expect(_ byte: UInt8) throws(Fault) {
    guard current == byte else {
      throw refuse("expected '\(Character(Unicode.Scalar(byte)))'")
    }
    position += 1
  }

  private mutating func value(depth: Int) throws(Fault) {
    guard depth < maximumDepth else {
      throw refuse("nested more than \(maximumDepth) levels deep")
    }
    skipBlanks()
    switch current {
    case UInt8(ascii: "{"): try object(depth: depth)
    case UInt8(ascii: "["): try array(depth: depth)
    case UInt8(ascii: "\""): _ = try string()
    case .some: try word()
    case nil: throw refuse("the document ends too early")
    }
  }

  private mutating func object(depth: Int) throws(Fault) {
    position += 1
    skipBlanks()
    if current == UInt8(ascii: "}") {
      position += 1
      return
    }
    var names: Set<[UInt8]> = []
    while true {
      skipBlanks()
      guard current == UInt8(ascii: "\"") else { throw refuse("expected a key") }
      var name = try string()
      if name.contains(UInt8(ascii: "\\")) {
        guard allowsEscapedKeys else { throw refuse("an escape in a key") }
        name = Array(JSONView.unescaped(name[...]).utf8)
      }
      guard names.insert(name).inserted else { throw refuse("duplicate key") }
      skipBlanks()
      try expect(UInt8(ascii: ":"))
      try value(depth: depth + 1)
      skipBlanks()
      if current == UInt8(ascii: ",") {
        position += 1
        continue
      }
      return try expect(UInt8(ascii: "}"))
    }
  }

  private mutating func array(depth: Int) throws(Fault) {
    position += 1
    skipBlanks()
    if current == UInt8(ascii: "]") {
      position += 1
      return
    }
    while true {
      try value(depth: depth + 1)
      skipBlanks()
      if current == UInt8(ascii: ",") {
        position += 1
        continue
      }
      return try expect(UInt8(ascii: "]"))
    }
  }

  /// - Returns: the raw bytes between the quotes.
  private mutating func string() throws(Fault) -> [UInt8] {
    position += 1
    let start = position
    while let byte = current {
      if byte == UInt8(ascii: "\"") {
        position += 1
        return Array(bytes[start..<position - 1])
      }
      guard byte >= 0x20 else { throw refuse("a control character in a text") }
      position += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    throw refuse("a text without its end")
  }

  /// Numbers and the three words; the decoder checks their spelling.
  private mutating func word() throws(Fault) {
    let start = position
    while let byte = current, isWord(byte) { position += 1 }
    guard position > start else { throw refuse("expected a value") }
  }

  private func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "E"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }
}
