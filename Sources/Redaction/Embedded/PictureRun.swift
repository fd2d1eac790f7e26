/// Reads base64 of a picture as a text has it: on one line, over lines as in mails, in strings one
/// behind the other, with signs escaped for URLs, JSON and markup.
///
/// What was read so far is all that is needed to go on in another block.
struct PictureRun: Sendable, Equatable {
  enum Part {
    /// Signs of base64.
    case plain(Range<Int>)
    /// One that is escaped.
    case escaped(Range<Int>, UInt8)
    /// What stands between two lines or strings of it.
    case between(Range<Int>)
    /// `=` at the end.
    case padding(Range<Int>)
  }

  /// Signs on the line that is read.
  private var length = 0
  /// Signs on each line but the first and the last; 0 while only one was seen.
  private var width = 0
  private(set) var isOver = false

  /// What stands between two lines takes no more: bytes.
  private static let longestBreak = 160
  /// Of a line that isn't the only one, outside of quotes: bytes.
  private static let longestLine = 1 << 10
  /// So much is looked at behind a line's end.
  private static let lookahead = longestBreak + longestLine + 16
  /// How a PNG ends where no padding does.
  private static let endOfPNG = Array("ElFTkSuQmCC".utf8)

  /// - Parameters:
  ///   - limit: reading stops at the first sign at or behind it.
  ///   - isFinal: nothing comes behind the block.
  /// - Returns: where it stopped. Short of the limit the run is over, or more bytes are needed.
  mutating func read(
    _ block: UnsafeRawBufferPointer, from start: Int, until limit: Int, isFinal: Bool,
    _ body: (Part) -> Void = { _ in }
  ) -> Int {
    var index = start
    while index < limit, !isOver {
      let from = index
      while index < limit, EncodedToken.isBase64(block[index]) { index += 1 }
      if index > from {
        length += index - from
        body(.plain(from..<index))
      }
      guard index < limit else { return index }
      switch PictureSign(block, at: index) {
      case .sign(let sign, let count) where sign == 0x3D:
        let end = padding(block, from: index + count)
        body(.padding(index..<end))
        isOver = true
        return end
      case .sign(let sign, let count):
        length += 1
        body(.escaped(index..<index + count, sign))
        index += count
      case .other:
        if !isFinal, block.count - index < Self.lookahead { return index }
        guard let next = nextLine(block, behind: index) else {
          isOver = true
          return index
        }
        body(.between(index..<next))
        index = next
        length = 0
      }
    }
    return index
  }

  private func padding(_ block: UnsafeRawBufferPointer, from start: Int) -> Int {
    guard start < block.count, case .sign(0x3D, let count) = PictureSign(block, at: start) else {
      return start
    }
    return start + count
  }

  // MARK: Between lines

  /// - Returns: where the run goes on behind what ends a line or a string; nil where it doesn't.
  private mutating func nextLine(
    _ block: UnsafeRawBufferPointer, behind end: Int
  ) -> Int? {
    guard length > 0, !endsPNG(block, end),
      let gap = PictureGap(block, from: end, limit: min(block.count, end + Self.longestBreak))
    else { return nil }
    guard !gap.isInStrings else { return gap.end }
    guard width == 0 ? length <= Self.longestLine : length == width,
      let next = Self.line(block, at: gap.end), width == 0 || next <= width
    else { return nil }
    if width == 0 { width = next }
    return gap.end
  }

  private func endsPNG(_ block: UnsafeRawBufferPointer, _ end: Int) -> Bool {
    let tail = Self.endOfPNG
    return end >= tail.count && block[(end - tail.count)..<end].elementsEqual(tail)
  }

  /// - Returns: how many signs fill a line; nil where something else stands on it.
  private static func line(_ block: UnsafeRawBufferPointer, at start: Int) -> Int? {
    var index = start
    var count = 0
    if block[start] == 0x2D, start + 1 < block.count, block[start + 1] == 0x2D { return nil }
    while index < block.count, count <= longestLine {
      if EncodedToken.isBase64(block[index]) {
        index += 1
      } else if case .sign(let sign, let length) = PictureSign(block, at: index), sign != 0x3D {
        index += length
      } else {
        break
      }
      count += 1
    }
    guard count > 0, count <= longestLine else { return nil }
    while index < block.count, Bytes.isBlank(block[index]) { index += 1 }
    guard index < block.count else { return count }
    return "\r\n\\\"'`)<>]}=&%".utf8.contains(block[index]) ? count : nil
  }

  // MARK: What it spells

  /// The bytes that a run spells, the first of them at least.
  ///
  /// - Parameter most: of the text, in bytes.
  static func decoded(
    _ block: UnsafeRawBufferPointer, _ range: Range<Int>, within most: Int = .max
  ) -> [UInt8] {
    var signs: [UInt8] = []
    signs.reserveCapacity(min(most, range.count))
    let text = UnsafeRawBufferPointer(rebasing: block[range])
    var run = PictureRun()
    _ = run.read(text, from: 0, until: min(most, text.count), isFinal: true) { part in
      switch part {
      case .plain(let range): signs += text[range]
      case .escaped(_, let sign): signs.append(sign)
      case .between, .padding: break
      }
    }
    // What is cut off spells no whole byte.
    if signs.count % 4 == 1 { signs.removeLast() }
    return signs.withUnsafeBytes { Decoding.base64($0) } ?? []
  }
}
