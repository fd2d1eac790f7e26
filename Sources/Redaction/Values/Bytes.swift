/// ASCII byte classes.
enum Bytes {
  /// A letter, a digit or `_`.
  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool {
    table[Int(byte)] & 1 != 0
  }

  /// What a key name is made of: a word byte, `-`, `.`, or anything that isn't ASCII.
  @inline(__always)
  static func isKey(_ byte: UInt8) -> Bool {
    table[Int(byte)] & 2 != 0
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  @inline(__always)
  static func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
  }

  private static let table: [UInt8] = (0...255).map { value -> UInt8 in
    let byte = UInt8(value)
    let isWord = (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F
    return (isWord ? 3 : 0) | (byte == 0x2D || byte == 0x2E || byte >= 0x80 ? 2 : 0)
  }
}
