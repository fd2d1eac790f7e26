/// Running text in source code: a remark, or a text in single quotes or backticks.
enum SourceText {
  /// How far is looked back, in bytes.
  private static let reach = 256

  static func holds(
    _ name: Range<Int>, in block: UnsafeRawBufferPointer, _ context: LineContext
  ) -> Bool {
    let line = context.line(at: name.lowerBound)
    var start = line.lowerBound
    let stop = min(name.lowerBound, start + reach)
    while start < stop, Bytes.isBlank(block[start]) { start += 1 }
    let text = UnsafeRawBufferPointer(rebasing: block[start..<name.lowerBound])
    for sign in ["#", "//", "* ", "-- ", "/*"] as [StaticString]
    where Bytes.starts(text, with: sign) {
      // C's #define is no remark.
      return text.count < 2 || text[0] != 0x23 || !Bytes.isLetter(text[1])
    }
    // A name that a quote ends is a key of its own.
    guard name.upperBound < line.upperBound, !Bytes.isQuote(block[name.upperBound]) else {
      return false
    }
    let before = block[max(line.lowerBound, name.lowerBound - reach)..<name.lowerBound]
    return before.count { $0 == 0x27 } % 2 == 1 || before.count { $0 == 0x60 } % 2 == 1
  }
}
