@testable import Redaction

/// The ways in which other tools escape a value.
enum Escaping {
  /// RFC 3986: everything but the unreserved characters.
  static func percent(_ bytes: [UInt8], isLower: Bool = false) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      let isUnreserved = Bytes.isWord(byte) || byte == 0x2D || byte == 0x2E || byte == 0x7E
      return isUnreserved ? [byte] : percent(byte, isLower)
    }
  }

  static func percent(_ byte: UInt8, _ isLower: Bool = false) -> [UInt8] {
    let pair = Hex.pair(byte)
    return Array(("%" + (isLower ? pair : pair.uppercased())).utf8)
  }

  /// A JSON string's inside (RFC 8259), `/` unescaped.
  static func json(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x22: Array("\\\"".utf8)
      case 0x5C: Array("\\\\".utf8)
      case 0x0A: Array("\\n".utf8)
      case 0x0D: Array("\\r".utf8)
      case 0x09: Array("\\t".utf8)
      case 0..<0x20: Array("\\u00\(Hex.pair(byte))".utf8)
      default: [byte]
      }
    }
  }

  /// XML's five predefined entities.
  static func xml(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      switch byte {
      case 0x26: Array("&amp;".utf8)
      case 0x3C: Array("&lt;".utf8)
      case 0x3E: Array("&gt;".utf8)
      case 0x22: Array("&quot;".utf8)
      case 0x27: Array("&#39;".utf8)
      default: [byte]
      }
    }
  }

  /// Inside a shell's single quotes: `'` becomes `'\''`.
  static func shell(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { $0 == 0x27 ? Array("'\\''".utf8) : [$0] }
  }

  /// Every sign escaped by a backslash, as `printf %q` does.
  static func shellBackslashes(_ bytes: [UInt8]) -> [UInt8] {
    bytes.flatMap { byte -> [UInt8] in
      let isPlain = Bytes.isWord(byte) || byte >= 0x80 || "-./,:=+@%".utf8.contains(byte)
      return isPlain ? [byte] : [0x5C, byte]
    }
  }

  /// Every UTF-16 unit as `\u0041`.
  static func unicode(_ bytes: [UInt8], isUpper: Bool = false) -> [UInt8] {
    String(decoding: bytes, as: UTF8.self).utf16.flatMap { unit -> [UInt8] in
      let hex = Hex.pair(UInt8(unit >> 8)) + Hex.pair(UInt8(unit & 255))
      return Array(("\\u" + (isUpper ? hex.uppercased() : hex)).utf8)
    }
  }

  /// Every scalar as a numeric XML entity.
  static func entities(_ bytes: [UInt8], isHex: Bool) -> [UInt8] {
    String(decoding: bytes, as: UTF8.self).unicodeScalars.flatMap { scalar -> [UInt8] in
      Array((isHex ? "&#x\(String(scalar.value, radix: 16));" : "&#\(scalar.value);").utf8)
    }
  }
}
