/// What a column counts.
package enum ColumnUnit: Sendable {
  case bytes
  /// Code points of UTF-8, without a byte order mark.
  case characters
}

/// Columns of places in ascending order, each byte looked at once however long the line is.
struct ColumnCount {
  private let block: UnsafeRawBufferPointer
  private let unit: ColumnUnit
  private var lineStart: Int
  private var position: Int
  private var count: Int

  /// - Parameters:
  ///   - start: where counting begins.
  ///   - isFirst: whether the text begins there.
  init(
    _ block: UnsafeRawBufferPointer, _ unit: ColumnUnit, from start: Int = 0, isFirst: Bool = true
  ) {
    self.block = block
    self.unit = unit
    lineStart = start
    position = start
    count = 0
    if unit == .characters, isFirst, block.dropFirst(start).starts(with: [0xEF, 0xBB, 0xBF]) {
      position += 3
    }
  }

  /// - Returns: how much of the line, or of its part from where counting begins, is before `end`.
  mutating func advance(to end: Int, lineStart: Int) -> Int {
    if lineStart != self.lineStart {
      self.lineStart = lineStart
      position = lineStart
      count = 0
    }
    guard position < end else { return count }
    switch unit {
    case .bytes: count += end - position
    case .characters:
      for index in position..<end where block[index] & 0xC0 != 0x80 { count += 1 }
    }
    position = end
    return count
  }
}
