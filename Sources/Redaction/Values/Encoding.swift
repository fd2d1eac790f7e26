/// The encodings in which a known value is searched for elsewhere, and written.
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

  /// How many those are for a value of `count` bytes.
  static func base64CoreLength(_ count: Int, offset: Int) -> Int {
    max(0, (offset + count) * 8 / 6 - [0, 2, 3][offset])
  }

  static func base64URL(_ text: [UInt8]) -> [UInt8] {
    text.map { $0 == 0x2B ? 0x2D : $0 == 0x2F ? 0x5F : $0 }
  }

  /// In lower case.
  static func hex(_ bytes: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(2 * bytes.count)
    for byte in bytes {
      text.append(Hex.digits[Int(byte >> 4)])
      text.append(Hex.digits[Int(byte & 15)])
    }
    return text
  }
}
