/// Lines and columns of places in ascending order.
struct LineCount {
  private let block: UnsafeRawBufferPointer
  private var position: Int
  /// Newlines up to the last place.
  private(set) var newlines = 0
  /// Where the last place's line begins, or where counting did.
  private(set) var lineStart: Int

  init(_ block: UnsafeRawBufferPointer, from start: Int = 0) {
    self.block = block
    position = start
    lineStart = start
  }

  mutating func advance(to end: Int) {
    while position < end, let newline = Search.first(0x0A, in: block, position..<end) {
      newlines += 1
      lineStart = newline + 1
      position = lineStart
    }
    position = max(position, end)
  }
}
