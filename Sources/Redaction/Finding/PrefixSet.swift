/// A fixed set of texts that another may begin with.
struct PrefixSet: Sendable {
  private let texts: [StaticString]
  /// By byte: where in `texts`, which is ordered by first bytes, those that begin with it stand.
  private let ranges: [Range<Int>]

  init(_ texts: [StaticString]) {
    self.texts = texts.sorted { $0.utf8Start.pointee < $1.utf8Start.pointee }
    var ranges = [Range<Int>](repeating: 0..<0, count: 256)
    for (index, text) in self.texts.enumerated() {
      let first = Int(text.utf8Start.pointee)
      ranges[first] = (ranges[first].isEmpty ? index : ranges[first].lowerBound)..<(index + 1)
    }
    self.ranges = ranges
  }

  func holdsPrefix(of text: UnsafeRawBufferPointer) -> Bool {
    guard let first = text.first else { return false }
    return ranges[Int(first)].contains { Bytes.starts(text, with: texts[$0]) }
  }
}
