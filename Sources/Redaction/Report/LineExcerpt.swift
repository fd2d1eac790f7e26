import Documents

/// The line around a substitute, cut where it is long; never inside another substitute.
struct LineExcerpt {
  /// What is shown before and behind it, and of the substitute itself: bytes.
  static let margin = 80
  static let longest = 120

  private let before: Range<Int>
  private let range: Range<Int>
  private let after: Range<Int>
  private let isCutBefore: Bool
  private let isCutBehind: Bool
  private let block: UnsafeRawBufferPointer

  /// - Parameter found: in order.
  init(
    of found: [SubstituteSearch.Sighting], at index: Int, in block: UnsafeRawBufferPointer
  ) {
    self.block = block
    range = found[index].range
    let floor = max(0, range.lowerBound - Self.margin)
    var start = range.lowerBound
    while start > floor, block[start - 1] != 0x0A { start -= 1 }
    isCutBefore = start > 0 && block[start - 1] != 0x0A
    let ceiling = min(block.count, range.upperBound + Self.margin)
    var end = range.upperBound
    while end < ceiling, block[end] != 0x0A { end += 1 }
    isCutBehind = end < block.count && block[end] != 0x0A
    for other in found[..<index].reversed() {
      if other.range.upperBound <= start { break }
      if other.range.lowerBound < start { start = min(other.range.upperBound, range.lowerBound) }
    }
    for other in found[(index + 1)...] {
      if other.range.lowerBound >= end { break }
      if other.range.upperBound > end { end = max(other.range.lowerBound, range.upperBound) }
    }
    // No character is cut.
    while isCutBefore, start < range.lowerBound, block[start] & 0xC0 == 0x80 { start += 1 }
    while isCutBehind, end > range.upperBound, block[end] & 0xC0 == 0x80 { end -= 1 }
    before = start..<range.lowerBound
    after = range.upperBound..<end
  }

  func line(_ number: UInt64, at place: RedactionReport.Place) -> Sightings.Line {
    let isLong = range.count > Self.longest
    return Sightings.Line(
      place: place, number: number, before: (isCutBefore ? "…" : "") + text(before),
      substitute: text(isLong ? range.lowerBound..<range.lowerBound + Self.longest : range)
        + (isLong ? "…" : ""),
      after: text(after) + (isCutBehind ? "…" : ""))
  }

  private func text(_ range: Range<Int>) -> String {
    var bytes = block[range].map { $0 == 0x09 ? 0x20 : $0 }
    if bytes.last == 0x0D { bytes.removeLast() }
    return PrintableText.line(String(decoding: bytes, as: UTF8.self))
  }
}
