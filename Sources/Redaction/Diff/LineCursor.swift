/// Goes through a text line by line with bounded memory, however long a line is.
struct LineCursor {
  let text: DiffText
  /// What was read of it, from ``start`` on.
  private var window: [UInt8] = []
  private var start = 0
  /// Where the next line begins.
  private var position = 0

  private static let size = 1 << 20

  init(_ text: DiffText) {
    self.text = text
    if case .bytes(let bytes) = text { window = bytes }
  }

  /// - Returns: the next line with its newline, or nil at the end.
  mutating func next() throws -> Range<Int>? {
    guard position < text.count else { return nil }
    let from = position
    var searched = from
    while true {
      if searched >= start + window.count {
        // What a line begins with stays, so that it can be compared where it is.
        let keepsLine = searched - from < Self.size
        start = keepsLine ? from : searched
        window = try text.read(start..<min(text.count, searched + Self.size))
      }
      if let end = newline(from: searched - start) {
        position = start + end + 1
        return from..<position
      }
      searched = start + window.count
      if searched == text.count {
        position = searched
        return from..<searched
      }
    }
  }

  private func newline(from offset: Int) -> Int? {
    window.withUnsafeBytes { block in
      UnsafeRawBufferPointer(rebasing: block[offset...]).firstIndex(of: 0x0A).map { $0 + offset }
    }
  }

  /// Whether a line here and one there hold the same.
  func holds(_ line: Range<Int>, like other: LineCursor, _ otherLine: Range<Int>) throws -> Bool {
    guard line.count == otherLine.count else { return false }
    if let own = held(line), let others = other.held(otherLine) {
      return window.withUnsafeBytes { one in
        other.window.withUnsafeBytes { two in one[own].elementsEqual(two[others]) }
      }
    }
    for offset in stride(from: 0, to: line.count, by: Self.size) {
      let count = min(Self.size, line.count - offset)
      let own = line.lowerBound + offset
      let others = otherLine.lowerBound + offset
      guard try text.read(own..<own + count) == other.text.read(others..<others + count) else {
        return false
      }
    }
    return true
  }

  /// Where a line stands in the window, if all of it does.
  private func held(_ line: Range<Int>) -> Range<Int>? {
    guard line.lowerBound >= start, line.upperBound <= start + window.count else { return nil }
    return line.lowerBound - start..<line.upperBound - start
  }
}
