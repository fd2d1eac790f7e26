#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// ASCII byte classes, and comparisons with fixed texts.
enum Bytes {
  /// A letter, a digit or `_`.
  @inline(__always)
  static func isWord(_ byte: UInt8) -> Bool {
    holds(byte, low: 0x03FF_0000_0000_0000, high: 0x07FF_FFFE_87FF_FFFE)
  }

  /// What a key name is made of: a word byte, `-`, `.`, or anything that isn't ASCII.
  @inline(__always)
  static func isKey(_ byte: UInt8) -> Bool {
    byte >= 0x80 || holds(byte, low: 0x03FF_6000_0000_0000, high: 0x07FF_FFFE_87FF_FFFE)
  }

  /// - Parameters:
  ///   - low: one bit for each of the bytes 0 to 63.
  ///   - high: one bit for each of the bytes 64 to 127.
  @inline(__always)
  private static func holds(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
    byte < 0x80 && (byte < 0x40 ? low : high) &>> UInt64(byte) & 1 != 0
  }

  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  @inline(__always)
  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  @inline(__always)
  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte &- 0x09 < 5 }

  @inline(__always)
  static func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 || byte == 0x60 }

  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  @inline(__always)
  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- 0x41 < 26 ? byte | 0x20 : byte
  }

  @inline(__always)
  static func starts(_ bytes: UnsafeRawBufferPointer, with text: StaticString) -> Bool {
    guard let base = bytes.baseAddress, bytes.count >= text.utf8CodeUnitCount else { return false }
    return memcmp(base, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  @inline(__always)
  static func ends(_ bytes: UnsafeRawBufferPointer, with text: StaticString) -> Bool {
    let count = text.utf8CodeUnitCount
    guard let base = bytes.baseAddress, bytes.count >= count else { return false }
    return memcmp(base + (bytes.count - count), text.utf8Start, count) == 0
  }

  @inline(__always)
  static func equals(_ bytes: UnsafeRawBufferPointer, _ text: StaticString) -> Bool {
    bytes.count == text.utf8CodeUnitCount && starts(bytes, with: text)
  }
}
