/// The encodings in which a known value is searched for elsewhere.
enum Encoding {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// RFC 4648 base64 with padding.
  static func base64(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let rest = bytes.count - start
      let group =
        UInt32(bytes[start]) << 16 | (rest > 1 ? UInt32(bytes[start + 1]) << 8 : 0)
        | (rest > 2 ? UInt32(bytes[start + 2]) : 0)
      result.append(alphabet[Int(group >> 18)])
      result.append(alphabet[Int(group >> 12 & 63)])
      result.append(rest > 1 ? alphabet[Int(group >> 6 & 63)] : 0x3D)
      result.append(rest > 2 ? alphabet[Int(group & 63)] : 0x3D)
    }
    return result
  }

  /// The characters of base64 that depend on nothing but the value, when `offset` bytes of the
  /// encoded text's three-byte group stand before it (0, 1 or 2).
  static func base64Core(_ bytes: [UInt8], offset: Int) -> [UInt8] {
    let padded = base64([UInt8](repeating: 0, count: offset) + bytes)
    let first = [0, 2, 3][offset]
    // What the bytes behind the value would change is left out.
    let known = (offset + bytes.count) * 8 / 6
    guard known > first else { return [] }
    return Array(padded[first..<known])
  }

  static func base64URL(_ text: [UInt8]) -> [UInt8] {
    text.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }
  }

  /// RFC 3986: everything but the unreserved characters.
  static func percent(_ bytes: [UInt8], isLower: Bool = false) -> [UInt8] {
    let digits = Array((isLower ? "0123456789abcdef" : "0123456789ABCDEF").utf8)
    return bytes.flatMap { byte -> [UInt8] in
      let isUnreserved = Bytes.isWord(byte) || byte == 0x2D || byte == 0x2E || byte == 0x7E
      return isUnreserved ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
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
}
