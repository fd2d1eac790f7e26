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
}
