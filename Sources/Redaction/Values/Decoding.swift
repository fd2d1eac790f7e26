/// Undoes the encodings in which values hide.
enum Decoding {
  /// RFC 3986 percent-encoding; a `%` without two hex digits stays.
  static func percent(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x25, index + 2 < bytes.count, let high = Hex.value(bytes[index + 1]),
        let low = Hex.value(bytes[index + 2])
      {
        result.append(high << 4 | low)
        index += 3
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  /// The escapes that JSON, YAML, C and their relatives share; an unknown one stands for its letter.
  static func backslashes(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      guard byte == 0x5C, index < bytes.count else {
        result.append(byte)
        continue
      }
      let escaped = bytes[index]
      index += 1
      switch escaped {
      case UInt8(ascii: "n"): result.append(0x0A)
      case UInt8(ascii: "r"): result.append(0x0D)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0C)
      case UInt8(ascii: "u"):
        guard var unit = hex4(bytes, at: index) else {
          result.append(escaped)
          continue
        }
        index += 4
        if (0xD800..<0xDC00).contains(unit), index + 1 < bytes.count, bytes[index] == 0x5C,
          bytes[index + 1] == UInt8(ascii: "u"), let low = hex4(bytes, at: index + 2),
          (0xDC00..<0xE000).contains(low)
        {
          unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
          index += 6
        }
        let scalar = Unicode.Scalar(unit) ?? "\u{FFFD}"
        result += String(Character(scalar)).utf8
      default: result.append(escaped)
      }
    }
    return result
  }

  private static func hex4(_ bytes: UnsafeRawBufferPointer, at start: Int) -> UInt32? {
    guard start + 4 <= bytes.count else { return nil }
    var value: UInt32 = 0
    for index in start..<start + 4 {
      guard let digit = Hex.value(bytes[index]) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// Whether only bytes of base64, base64url and white space stand in a value.
  static func mayBeBase64(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy {
      Bytes.isWord($0) || Bytes.isSpace($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2F || $0 == 0x3D
    }
  }

  /// RFC 4648 base64 or base64url, padded or not, white space ignored; nil where it is neither.
  static func base64(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count * 3 / 4)
    var bits: UInt32 = 0
    var count = 0
    var padding = 0
    for byte in bytes {
      let value: UInt8
      switch byte {
      case 0x41...0x5A: value = byte - 0x41
      case 0x61...0x7A: value = byte - 0x61 + 26
      case 0x30...0x39: value = byte - 0x30 + 52
      case 0x2B, 0x2D: value = 62
      case 0x2F, 0x5F: value = 63
      case 0x3D:
        padding += 1
        continue
      case 0x20, 0x09, 0x0A, 0x0D: continue
      default: return nil
      }
      guard padding == 0 else { return nil }
      bits = bits << 6 | UInt32(value)
      count += 1
      if count % 4 == 0 {
        result.append(UInt8(truncatingIfNeeded: bits >> 16))
        result.append(UInt8(truncatingIfNeeded: bits >> 8))
        result.append(UInt8(truncatingIfNeeded: bits))
        bits = 0
      }
    }
    switch count % 4 {
    case 0: break
    case 2: result.append(UInt8(truncatingIfNeeded: bits >> 4))
    case 3:
      result.append(UInt8(truncatingIfNeeded: bits >> 10))
      result.append(UInt8(truncatingIfNeeded: bits >> 2))
    default: return nil
    }
    guard padding == 0 || (count + padding) % 4 == 0, padding <= 2 else { return nil }
    return result
  }
}

extension Decoding {
  /// Hex digits in pairs; nil where it is anything else.
  static func hex(_ bytes: UnsafeRawBufferPointer) -> [UInt8]? {
    guard bytes.count % 2 == 0 else { return nil }
    var result: [UInt8] = []
    for index in stride(from: 0, to: bytes.count, by: 2) {
      guard let high = Hex.value(bytes[index]), let low = Hex.value(bytes[index + 1]) else {
        return nil
      }
      result.append(high << 4 | low)
    }
    return result
  }

  /// Undoes `''`, `'\''` and `'"'"'`: how a text in single quotes holds one.
  static func singleQuotes(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      result.append(bytes[index])
      guard bytes[index] == 0x27 else {
        index += 1
        continue
      }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[index...])
      index += Bytes.starts(rest, with: "'\\''") ? 4 : Bytes.starts(rest, with: "'\"'\"'") ? 5 : 2
    }
    return result
  }
}

extension Decoding {
  /// Escapes of one kind; what is none stays.
  static func escapes(
    _ kind: EscapeReader.Kind, in bytes: UnsafeRawBufferPointer
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if bytes[index] == kind.rawValue, let escape = EscapeSequence(kind, in: bytes, at: index) {
        result += escape.bytes
        index += escape.length
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }
}
