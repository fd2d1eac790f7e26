/// The double-quoted string on one line in which a key and its value both stand: `"PASSWORD=…"`.
enum EnclosingString {
  /// - Returns: where the string's closing quote stands; nil where the name isn't inside one, or
  ///   fills one (`"password": …`).
  static func end(
    around name: Range<Int>, in block: UnsafeRawBufferPointer, _ context: LineContext
  ) -> Int? {
    let line = context.line(at: name.lowerBound)
    guard name.upperBound < line.upperBound, block[name.upperBound] != 0x22,
      context.isInString(name.lowerBound, line: line),
      let end = context.quote(from: name.upperBound, to: line.upperBound),
      !opensValue(end, behind: name, in: block, line: line)
    else { return nil }
    return end
  }

  /// Nothing but signs stands between the name and the quote, and behind it a word that another quote
  /// ends: an odd quote stood further left (`'a"b', secret: "x"`).
  private static func opensValue(
    _ quote: Int, behind name: Range<Int>, in block: UnsafeRawBufferPointer, line: Range<Int>
  ) -> Bool {
    guard quote - name.upperBound <= 8,
      block[name.upperBound..<quote].allSatisfy({ Bytes.isBlank($0) || "=:|?,(>".utf8.contains($0) }
      )
    else { return false }
    var index = quote + 1
    let stop = min(line.upperBound, quote + 256)
    while index < stop, !Bytes.isSpace(block[index]), block[index] != 0x22 { index += 1 }
    guard index < stop, block[index] == 0x22, Bytes.isWord(block[quote + 1]) else { return false }
    return index + 1 == line.upperBound || Bytes.isSpace(block[index + 1])
      || ",;)]}".utf8.contains(block[index + 1])
  }
}
