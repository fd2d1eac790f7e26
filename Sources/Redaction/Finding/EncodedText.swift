/// A value decoded to the text that it spells.
struct EncodedText {
  let bytes: [UInt8]
  let encoding: KnownValues.Replacement.Encoding

  /// - Parameter orRaw: a value in no encoding counts as its own text.
  /// - Returns: nil where the value spells no text.
  static func decode(_ value: UnsafeRawBufferPointer, orRaw: Bool) -> EncodedText? {
    if Decoding.mayBeBase64(value), let bytes = Decoding.base64(value), isText(bytes) {
      let isURL = value.contains { $0 == 0x2D || $0 == 0x5F }
      return EncodedText(bytes: bytes, encoding: isURL ? .base64URL : .base64)
    }
    return orRaw ? EncodedText(bytes: Array(value), encoding: .none) : nil
  }

  private static func isText(_ bytes: [UInt8]) -> Bool {
    !bytes.isEmpty && bytes.allSatisfy { $0 >= 0x20 && $0 != 0x7F || Bytes.isSpace($0) }
  }

  /// What base64 spells, whatever stands behind its beginning.
  init?(_ text: UnsafeRawBufferPointer) {
    guard let bytes = Decoding.base64(text) else { return nil }
    self.bytes = bytes
    let isURL = text.contains { $0 == 0x2D || $0 == 0x5F }
    // Padding is left out where it was.
    let isUnpadded = text.count % 4 != 0 && !text.contains { $0 == 0x2B || $0 == 0x2F }
    encoding = isURL || isUnpadded ? .base64URL : .base64
  }

  /// The bytes of a list of numbers: journald writes a message so that isn't plain text.
  ///
  /// - Parameter start: behind the list's bracket.
  /// - Returns: nil where no such list stands on this line.
  static func byteList(in block: UnsafeRawBufferPointer, from start: Int)
    -> (text: EncodedText, range: Range<Int>)?
  {
    let stop = min(block.count, start + Finder.reach)
    var bytes: [UInt8] = []
    var value: Int?
    var index = start
    while index < stop {
      let byte = block[index]
      if Bytes.isDigit(byte) {
        let next = (value ?? 0) * 10 + Int(byte - 0x30)
        guard next < 256 else { return nil }
        value = next
      } else {
        guard let number = value, byte == 0x2C || byte == 0x5D else { return nil }
        bytes.append(UInt8(number))
        value = nil
        if byte == 0x5D { return (EncodedText(bytes: bytes, encoding: .byteList), start..<index) }
      }
      index += 1
    }
    return nil
  }

  init(bytes: [UInt8], encoding: KnownValues.Replacement.Encoding) {
    self.bytes = bytes
    self.encoding = encoding
  }

  /// The first byte that no text holds: a control character, or no UTF-8.
  static func firstFault(_ bytes: [UInt8]) -> Int? {
    var following = 0
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case 0x80..<0xC0:
        guard following > 0 else { return index }
        following -= 1
      case 0xC2...0xF4:
        guard following == 0 else { return index }
        following = byte < 0xE0 ? 1 : byte < 0xF0 ? 2 : 3
      case 0x80...: return index
      default:
        let isControl = byte < 0x20 && byte != 0x1B && !Bytes.isSpace(byte) || byte == 0x7F
        if following > 0 || isControl { return index }
      }
    }
    return nil
  }
}
