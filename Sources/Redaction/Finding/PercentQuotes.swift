/// Quotes and separators as URLs write them, around a key and its value:
/// `%22password%22%3A%22x%22`, `password%3Dx%26`; also encoded twice (`%2522`).
enum PercentQuotes {
  /// - Parameter end: where the key ends.
  static func value(
    in block: UnsafeRawBufferPointer, behind end: Int, to limit: Int
  ) -> Range<Int>? {
    guard end < limit, block[end] == 0x25 else { return nil }
    func sign(_ index: Int) -> (byte: UInt8, end: Int)? {
      guard index < limit, block[index] == 0x25 else { return nil }
      var next = index + 1
      while next + 3 < limit, block[next] == 0x32, block[next + 1] == 0x35,
        Hex.value(block[next + 2]) != nil, Hex.value(block[next + 3]) != nil
      {
        next += 2
      }
      guard next + 1 < limit, let high = Hex.value(block[next]),
        let low = Hex.value(block[next + 1])
      else { return nil }
      return (high << 4 | low, next + 2)
    }
    func isQuote(_ byte: UInt8) -> Bool { byte == 0x22 || byte == 0x27 }
    var index = end
    var isQuoted = false
    if let quote = sign(index), isQuote(quote.byte) {
      index = quote.end
      isQuoted = true
    }
    let separator = sign(index)
    if let separator, separator.byte == 0x3A || separator.byte == 0x3D {
      index = separator.end
    } else if isQuoted, index < limit, block[index] == 0x3A {
      index += 1
    } else {
      return nil
    }
    while index < limit {
      if block[index] == 0x2B {
        index += 1
      } else if let blank = sign(index), blank.byte == 0x20 {
        index = blank.end
      } else {
        break
      }
    }
    let opening = sign(index).flatMap { isQuote($0.byte) ? $0 : nil }
    if let opening { index = opening.end }
    let start = index
    while index < limit, !Bytes.isSpace(block[index]), !"&\"'<>`".utf8.contains(block[index]) {
      guard let escape = sign(index) else {
        index += 1
        continue
      }
      if escape.byte == 0x5C, let following = sign(escape.end) {
        index = following.end
        continue
      }
      let ends = opening.map { [$0.byte] } ?? Array("\"'&,;}])\n\r ".utf8)
      if ends.contains(escape.byte) { break }
      index = escape.end
    }
    return index > start ? start..<index : nil
  }
}
