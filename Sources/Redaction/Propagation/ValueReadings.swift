/// What else a value may be, where its text doesn't tell in which notation it stands: the same
/// secret is written elsewhere as it is.
///
/// Base64 must decode to a text that is ASCII for the most part, without control characters: ten
/// digits decode to ideographs, and drawn characters now and then to something.
enum ValueReadings {
  /// - Returns: none of them the value itself.
  static func others(of value: [UInt8]) -> [[UInt8]] {
    value.withUnsafeBytes { value in
      var readings: [[UInt8]] = []
      for kind in [EscapeReader.Kind.entity, .percent, .backslash]
      where value.contains(kind.rawValue) {
        readings.append(Decoding.escapes(kind, in: value))
      }
      if let text = EncodedText.decode(value, orRaw: false)?.bytes,
        EncodedText.firstFault(text) == nil, 2 * text.count(where: { $0 < 0x80 }) >= text.count,
        text.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 })
      {
        let whole = Array(text.dropLast(ValueForm.lineBreak(behind: text).count))
        readings.append(password(of: whole) ?? whole)
      }
      return readings.filter { !$0.elementsEqual(value) }
    }
  }

  /// Of `user:password`.
  private static func password(of text: [UInt8]) -> [UInt8]? {
    guard let colon = text.prefix(128).firstIndex(of: 0x3A),
      text[..<colon].allSatisfy({ Bytes.isKey($0) || $0 == 0x40 || $0 == 0x2B })
    else { return nil }
    return Array(text[(colon + 1)...])
  }
}
