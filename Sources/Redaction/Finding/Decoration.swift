/// What stands between a key, its separator and its value to be seen, not read: colours of a
/// terminal, as bytes or written down, and Markdown's bold.
enum Decoration {
  private static let escapes: [StaticString] = [
    "\u{1B}[", "\\u001b[", "\\u001B[", "\\x1b[", "\\x1B[", "\\033[", "\\e[", "^[[",
  ]

  /// - Returns: the end of what stands at `start`; `start` where nothing does.
  static func end(in block: UnsafeRawBufferPointer, from start: Int, to limit: Int) -> Int {
    var index = start
    while index < limit {
      switch block[index] {
      case 0x1B, 0x5C, 0x5E:
        guard let end = colourEnd(in: block, from: index, to: limit) else { return index }
        index = end
      case 0x2A where index + 1 < limit && block[index + 1] == 0x2A:
        // More than two are a mask.
        guard index + 2 == limit || block[index + 2] != 0x2A else { return index }
        index += 2
      default: return index
      }
    }
    return index
  }

  /// Where a colour ends that begins at `start`.
  static func colourEnd(
    in block: UnsafeRawBufferPointer, from start: Int, to limit: Int
  ) -> Int? {
    let text = UnsafeRawBufferPointer(rebasing: block[start..<limit])
    guard let escape = escapes.first(where: { Bytes.starts(text, with: $0) }) else { return nil }
    var index = start + escape.utf8CodeUnitCount
    let stop = min(limit, index + 24)
    while index < stop, Bytes.isDigit(block[index]) || block[index] == 0x3B { index += 1 }
    guard index < stop, block[index] == 0x6D || block[index] == 0x4B else { return nil }
    return index + 1
  }

  /// Where a name begins that `…[1;32m` is joined to.
  static func nameStart(in block: UnsafeRawBufferPointer, from lower: Int, to end: Int) -> Int {
    guard lower > 0, block[lower - 1] == 0x5B || block[lower - 1] == 0x3B else { return lower }
    var index = lower
    while index < end, Bytes.isDigit(block[index]) { index += 1 }
    return index < end && block[index] == 0x6D ? index + 1 : lower
  }
}
