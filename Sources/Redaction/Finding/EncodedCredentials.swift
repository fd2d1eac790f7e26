/// `user:password`, encoded as HTTP's Basic wants it, where nothing says so.
enum EncodedCredentials {
  /// - Returns: nil where the text is anything else: an id behind its kind, a digest, a host's port.
  static func replacement(of text: EncodedText, _ rules: ScannedRules) -> KnownValues.Replacement? {
    guard let rule = rules.basic, text.bytes.count <= 256,
      let colon = text.bytes.firstIndex(of: 0x3A), isName(text.bytes[..<colon])
    else { return nil }
    let password = Array(text.bytes[(colon + 1)...])
    guard password.withUnsafeBytes({ isPassword($0) }) else { return nil }
    return KnownValues.Replacement(
      parts: [.bytes(Array(text.bytes[...colon])), .value(password, rule: rule)],
      encoding: text.encoding)
  }

  /// `user:password` where a rule says that it is one: the user's name stays.
  static func login(_ text: EncodedText, rule: Int) -> KnownValues.Replacement? {
    guard text.bytes.count <= 4096, let colon = text.bytes.firstIndex(of: 0x3A), colon <= 128,
      colon + 1 < text.bytes.count, isName(text.bytes[..<colon]),
      !text.bytes[colon...].contains(0x0A)
    else { return nil }
    return KnownValues.Replacement(
      parts: [
        .bytes(Array(text.bytes[...colon])), .value(Array(text.bytes[(colon + 1)...]), rule: rule),
      ], encoding: text.encoding)
  }

  private static func isName(_ name: ArraySlice<UInt8>) -> Bool {
    guard name.count >= 2, name.first.map(Bytes.isLetter) == true else { return false }
    return name.allSatisfy { Bytes.isKey($0) && $0 < 0x80 || $0 == 0x40 || $0 == 0x2B }
  }

  private static func isPassword(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count >= 8,
      value.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != 0x3A && $0 != 0x2F }),
      value.contains(where: Bytes.isDigit), value.contains(where: Bytes.isLetter),
      !value.allSatisfy({ Hex.value($0) != nil || $0 == 0x2D }),
      !Reference.isReference(value), !SubstituteRecognition.isSettled(value)
    else { return false }
    return TokenLikeness.isToken(value)
      || value.contains { !Bytes.isWord($0) && $0 != 0x2D && $0 != 0x2E }
  }
}
