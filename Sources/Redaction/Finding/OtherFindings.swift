/// Where findings stand, asked in ascending order.
struct OtherFindings {
  enum Place { case apart, touch }

  private let ranges: [Range<Int>]
  private var position = 0
  /// Behind the last that begins before `position`.
  private var end = 0

  init(_ findings: [Finding]) {
    ranges = findings.map(\.range).sorted { $0.lowerBound < $1.lowerBound }
  }

  /// - Parameter range: begins no earlier than the one that was asked for before.
  /// - Returns: nil where one finding holds all of it.
  mutating func around(_ range: Range<Int>) -> Place? {
    while position < ranges.count, ranges[position].lowerBound <= range.lowerBound {
      end = max(end, ranges[position].upperBound)
      position += 1
    }
    if end >= range.upperBound { return nil }
    let isNextIn = position < ranges.count && ranges[position].lowerBound < range.upperBound
    return end > range.lowerBound || isNextIn ? .touch : .apart
  }
}
