import PatternMatching

/// In which notation a known value is looked for. Escapes are undone before (``EscapeReader``).
struct Spelling: Hashable, Sendable {
  let rawValue: UInt32

  static let plain = Spelling(rawValue: 0)
  /// In either case.
  static let hex = Spelling(rawValue: 1)

  /// - Parameter offset: so many bytes of the encoded text's three-byte group stand before it.
  static func base64(_ offset: Int) -> Spelling { Spelling(rawValue: 2 + UInt32(offset)) }

  /// Base64 of base64.
  static func base64Twice(_ inner: Int, _ outer: Int) -> Spelling {
    Spelling(rawValue: 5 + UInt32(3 * inner + outer))
  }

  static let bits: UInt32 = 4

  var isTwice: Bool { rawValue >= 5 }

  /// Of ``base64(_:)``.
  var offset: Int? { (2...4).contains(rawValue) ? Int(rawValue) - 2 : nil }

  /// Of base64, also of base64: so many bytes of a group stand before it; nil for hex.
  var outerOffset: Int? { offset ?? (isTwice ? Int(rawValue - 5) % 3 : nil) }

  /// How many bytes spell a value of `count` bytes.
  func length(ofValue count: Int) -> Int {
    switch rawValue {
    case 0: count
    case 1: 2 * count
    case 2...4: Encoding.base64CoreLength(count, offset: Int(rawValue) - 2)
    default:
      Encoding.base64CoreLength(
        Encoding.base64CoreLength(count, offset: Int(rawValue - 5) / 3),
        offset: Int(rawValue - 5) % 3)
    }
  }

  /// A hash of a spelling, in which what spells the same counts alike.
  func fingerprint(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    let table = rawValue == 0 ? Self.asIs : rawValue == 1 ? Self.lowercase : Self.urlAsBase64
    return table.withUnsafeBufferPointer { table in
      // Fowler, Noll and Vo's FNV-1a, folded.
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in bytes { hash = (hash ^ UInt64(table[Int(byte)])) &* 0x100_0000_01B3 }
      return UInt32(truncatingIfNeeded: hash ^ hash >> 32)
    }
  }

  private static let asIs = [UInt8](0...255)
  private static let lowercase = asIs.map(Bytes.lowercased)
  private static let urlAsBase64 = asIs.map { $0 == 0x2D ? 0x2B : $0 == 0x5F ? 0x2F : $0 }

  /// Calls `body` with a value in every notation.
  ///
  /// - Parameter nesting: with base64 of base64.
  static func forEach(
    of value: [UInt8], nesting: Bool, _ body: (Spelling, UnsafeRawBufferPointer) -> Void
  ) {
    value.withUnsafeBytes { body(.plain, $0) }
    Encoding.hex(value).withUnsafeBytes { body(.hex, $0) }
    for offset in 0..<3 {
      let core = Encoding.base64Core(value, offset: offset)
      core.withUnsafeBytes { body(.base64(offset), $0) }
      guard nesting else { continue }
      for outer in 0..<3 {
        Encoding.base64Core(core, offset: outer).withUnsafeBytes {
          body(.base64Twice(offset, outer), $0)
        }
      }
    }
  }
}
