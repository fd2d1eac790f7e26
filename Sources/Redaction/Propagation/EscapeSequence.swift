/// One escape and what it stands for.
struct EscapeSequence {
  let bytes: [UInt8]
  /// In the text, in bytes.
  let length: Int

  /// - Returns: nil where the sign at `start` stands for itself.
  init?(_ kind: EscapeReader.Kind, in text: UnsafeRawBufferPointer, at start: Int) {
    switch kind {
    case .backslash: self.init(backslashIn: text, at: start)
    case .percent: self.init(percentIn: text, at: start)
    case .entity: self.init(entityIn: text, at: start)
    case .quote: self.init(quoteIn: text, at: start)
    case .form:
      if text[start] == 0x2B {
        self.init(bytes: [0x20], length: 1)
      } else {
        self.init(percentIn: text, at: start)
      }
    case .lineBreak: self.init(lineBreakIn: text, at: start)
    }
  }

  private init(bytes: [UInt8], length: Int) {
    self.bytes = bytes
    self.length = length
  }

  private init?(percentIn text: UnsafeRawBufferPointer, at start: Int) {
    guard let byte = Self.number(text, start + 1, digits: 2) else { return nil }
    self.init(bytes: [UInt8(byte)], length: 3)
  }

  private init?(quoteIn text: UnsafeRawBufferPointer, at start: Int) {
    let rest = text[start...]
    guard let known = Self.quotes.first(where: { rest.starts(with: $0) }) else { return nil }
    self.init(bytes: [0x27], length: known.count)
  }

  /// How a quote stands in a shell's quoted string: out of it, escaped, and in again.
  private static let quotes = [Array("'\\''".utf8), Array("'\"'\"'".utf8)]

  /// Between two lines of base64: so much of it before, and nothing else behind.
  private init?(lineBreakIn text: UnsafeRawBufferPointer, at start: Int) {
    let before = start > 0 && text[start - 1] == 0x0D ? start - 1 : start
    guard before >= Self.brokenLine else { return nil }
    for offset in 1...Self.brokenLine {
      guard EncodedToken.isBase64(text[before - offset]) else { return nil }
    }
    var index = start + 1
    while index < text.count, Bytes.isBlank(text[index]) { index += 1 }
    let first = index
    let stop = min(text.count, first + 1024)
    while index < stop, EncodedToken.isBase64(text[index]) { index += 1 }
    guard index > first else { return nil }
    // Padding; `name=x` is another line.
    for _ in 0..<2 where index < text.count && text[index] == 0x3D { index += 1 }
    guard index == text.count || "\n\r\"'`<>)]},\\".utf8.contains(text[index]) else { return nil }
    self.init(bytes: [], length: first - start)
  }

  /// The shortest line that goes on in the next, in bytes.
  private static let brokenLine = 16

  private init?(backslashIn text: UnsafeRawBufferPointer, at start: Int) {
    guard start + 1 < text.count else { return nil }
    if let byte = Self.controls[text[start + 1]] {
      self.init(bytes: [byte], length: 2)
    } else if text[start + 1] == UInt8(ascii: "x"),
      let byte = Self.number(text, start + 2, digits: 2)
    {
      self.init(bytes: [UInt8(byte)], length: 4)
    } else if text[start + 1] == UInt8(ascii: "u"),
      let unit = Self.number(text, start + 2, digits: 4)
    {
      self.init(unit: unit, in: text, at: start)
    } else {
      self.init(bytes: [text[start + 1]], length: 2)
    }
  }

  /// What a backslash before a letter stands for.
  static let controls: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "f"): 0x0C,
  ]

  private init(unit: UInt32, in text: UnsafeRawBufferPointer, at start: Int) {
    if (0xD800..<0xDC00).contains(unit), start + 8 <= text.count, text[start + 6] == 0x5C,
      text[start + 7] == UInt8(ascii: "u"), let low = Self.number(text, start + 8, digits: 4),
      (0xDC00..<0xE000).contains(low)
    {
      self.init(scalar: 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00), length: 12)
    } else {
      self.init(scalar: unit, length: 6)
    }
  }

  private init(scalar: UInt32, length: Int) {
    let scalar = Unicode.Scalar(scalar) ?? "\u{FFFD}"
    self.init(bytes: Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter), length: length)
  }

  private static let entities: [(name: [UInt8], byte: UInt8)] = [
    (Array("amp;".utf8), 0x26), (Array("lt;".utf8), 0x3C), (Array("gt;".utf8), 0x3E),
    (Array("quot;".utf8), 0x22), (Array("apos;".utf8), 0x27),
  ]

  private init?(entityIn text: UnsafeRawBufferPointer, at start: Int) {
    let rest = text[(start + 1)...]
    guard rest.first == 0x23 else {
      guard let known = Self.entities.first(where: { rest.starts(with: $0.name) }) else {
        return nil
      }
      self.init(bytes: [known.byte], length: 1 + known.name.count)
      return
    }
    let isHex = rest.dropFirst().first.map { $0 | 0x20 == 0x78 } ?? false
    var index = start + (isHex ? 3 : 2)
    let first = index
    var number: UInt32 = 0
    while index < text.count, index < first + 8, let digit = Hex.value(text[index]),
      isHex || digit < 10
    {
      number = number &* (isHex ? 16 : 10) &+ UInt32(digit)
      index += 1
    }
    guard index > first, index < text.count, text[index] == 0x3B else { return nil }
    self.init(scalar: number, length: index + 1 - start)
  }

  private static func number(_ text: UnsafeRawBufferPointer, _ start: Int, digits: Int) -> UInt32? {
    guard start + digits <= text.count else { return nil }
    var number: UInt32 = 0
    for index in start..<start + digits {
      guard let digit = Hex.value(text[index]) else { return nil }
      number = number << 4 | UInt32(digit)
    }
    return number
  }
}
