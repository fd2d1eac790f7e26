/// The double-quoted string on one line in which a key and its value both stand: `"PASSWORD=…"`.
enum EnclosingString {
  /// - Returns: where the string's closing quote stands; nil where the name isn't inside one, or
  ///   fills one (`"password": …`).
  static func end(
    around name: Range<Int>, in block: UnsafeRawBufferPointer, _ context: LineContext
  ) -> Int? {
    let line = context.line(at: name.lowerBound)
    guard name.upperBound < line.upperBound, block[name.upperBound] != 0x22,
      context.isInString(name.lowerBound, line: line)
    else { return nil }
    return context.quote(from: name.upperBound, to: line.upperBound)
  }
}
