/// Base64 that is broken into lines, as mails, certificates and YAML have it.
enum WrappedText {
  enum Answer {
    /// The line is all there is.
    case single
    /// More bytes may tell of another line.
    case incomplete
    case lines(Range<Int>)
  }

  /// The shortest line that goes on in the next, in bytes.
  private static let shortest = 40

  /// - Parameter token: base64 on one line.
  static func lines(
    from token: Range<Int>, in block: UnsafeRawBufferPointer, isFinal: Bool
  ) -> Answer {
    guard token.count >= shortest, token.count % 4 == 0, block[token.upperBound - 1] != 0x3D else {
      return .single
    }
    let limit = min(block.count, token.lowerBound + Finder.reach)
    var end = token.upperBound
    var isLast = false
    while !isLast, let line = nextLine(behind: end, limit, in: block) {
      if line.upperBound == limit, limit == block.count, !isFinal { return .incomplete }
      // Lines that begin alike are texts of their own.
      guard line.count <= token.count,
        !block[line].prefix(4).elementsEqual(block[token].prefix(4))
      else { break }
      isLast = line.count < token.count || block[line.upperBound - 1] == 0x3D
      end = line.upperBound
    }
    if !isLast, !isFinal, limit == block.count, endsBlock(from: end, in: block) {
      return .incomplete
    }
    return end > token.upperBound ? .lines(token.lowerBound..<end) : .single
  }

  private static func endsBlock(from place: Int, in block: UnsafeRawBufferPointer) -> Bool {
    block[place...].allSatisfy { Bytes.isSpace($0) }
  }

  /// What fills the next line but for blanks before it.
  private static func nextLine(
    behind place: Int, _ limit: Int, in block: UnsafeRawBufferPointer
  ) -> Range<Int>? {
    var index = place
    if index < limit, block[index] == 0x0D { index += 1 }
    guard index < limit, block[index] == 0x0A else { return nil }
    index += 1
    while index < limit, Bytes.isBlank(block[index]) { index += 1 }
    let start = index
    while index < limit, EncodedToken.isBase64(block[index]) { index += 1 }
    guard index > start else { return nil }
    for _ in 0..<2 where index < limit && block[index] == 0x3D { index += 1 }
    let isWhole =
      index == limit || "\r\n".utf8.contains(block[index])
      || "\"'`)]}<,".utf8.contains(block[index])
    return isWhole ? start..<index : nil
  }

  /// A text on as many lines as `span` has, with the same breaks and blanks between them.
  static func wrap(
    _ text: UnsafeRawBufferPointer, like span: UnsafeRawBufferPointer,
    to output: inout OutputBuffer
  ) {
    let breaks = breaks(of: span)
    let first = breaks.first?.lowerBound ?? span.count
    let count = breaks.count + 1
    let width = max(first, ((text.count + count - 1) / count + 3) / 4 * 4)
    var start = 0
    for index in 0..<count {
      let end = min(text.count, start + width)
      output.append(UnsafeRawBufferPointer(rebasing: text[start..<end]))
      start = end
      if index < breaks.count {
        output.append(UnsafeRawBufferPointer(rebasing: span[breaks[index]]))
      }
    }
  }

  private static func breaks(of span: UnsafeRawBufferPointer) -> [Range<Int>] {
    var breaks: [Range<Int>] = []
    var index = 0
    while let newline = Search.first(0x0A, in: span, index..<span.count) {
      let start = newline > 0 && span[newline - 1] == 0x0D ? newline - 1 : newline
      index = newline + 1
      while index < span.count, Bytes.isBlank(span[index]) { index += 1 }
      breaks.append(start..<index)
    }
    return breaks
  }
}
