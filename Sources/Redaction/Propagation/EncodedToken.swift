/// A whole run of base64 or hex around a known value.
struct EncodedToken {
  let range: Range<Int>
  private let isHex: Bool

  /// A token is followed this far to both sides: bytes.
  private static let reach = 1 << 20

  init(around range: Range<Int>, in block: UnsafeRawBufferPointer, isHex: Bool) {
    func isPart(_ byte: UInt8) -> Bool {
      isHex ? Hex.value(byte) != nil : Self.isBase64(byte)
    }
    var lower = range.lowerBound
    var upper = range.upperBound
    let floor = max(0, lower - Self.reach)
    let ceiling = min(block.count, upper + Self.reach)
    while lower > floor, isPart(block[lower - 1]) { lower -= 1 }
    while upper < ceiling, isPart(block[upper]) { upper += 1 }
    if !isHex {
      var padding = 0
      while upper < ceiling, block[upper] == 0x3D, padding < 2 {
        upper += 1
        padding += 1
      }
    }
    self.range = lower..<upper
    self.isHex = isHex
  }

  static func isBase64(_ byte: UInt8) -> Bool {
    Bytes.isWord(byte) || byte == 0x2B || byte == 0x2F || byte == 0x2D
  }

  /// Whether a spelling that begins there is part of what the whole token spells: its groups begin
  /// where the token's do.
  func spells(_ spelling: Spelling, at position: Int) -> Bool {
    guard let offset = spelling.outerOffset else { return (position - range.lowerBound) % 2 == 0 }
    return (position - [0, 2, 3][offset] - range.lowerBound) % 4 == 0
  }

  /// - Returns: nil where it doesn't decode.
  func decoded(in block: UnsafeRawBufferPointer) -> [UInt8]? {
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    return isHex ? Decoding.hex(text) : Decoding.base64(text)
  }

  /// Whether it spells what this tool wrote, and nothing else.
  func isSettled(in block: UnsafeRawBufferPointer) -> Bool {
    decoded(in: block)?.withUnsafeBytes { SubstituteRecognition.isSettled($0) } ?? false
  }

  func encoding(in block: UnsafeRawBufferPointer) -> KnownValues.Replacement.Encoding {
    isHex ? .hex : block[range].contains { $0 == 0x2D || $0 == 0x5F } ? .base64URL : .base64
  }

  /// The value itself, where the token around it doesn't decode.
  ///
  /// - Parameter core: where the value is spelt.
  func value(
    at core: Range<Int>, _ occurrence: KnownValues.Occurrence, in block: UnsafeRawBufferPointer
  ) -> [UInt8] {
    if isHex { return Decoding.hex(UnsafeRawBufferPointer(rebasing: block[core])) ?? [] }
    guard let offset = occurrence.spelling.offset else { return Array(block[core]) }
    // With the characters around, which hold the value's first and last bits.
    let start = core.lowerBound - [0, 2, 3][offset]
    let group = (start..<start + ((offset + occurrence.length) * 8 + 5) / 6).map { index in
      range.contains(index) && Self.isBase64(block[index]) ? block[index] : 0x41
    }
    let decoded = group.withUnsafeBytes { Decoding.base64($0) } ?? []
    return Array(decoded.dropFirst(offset).prefix(occurrence.length))
  }
}
