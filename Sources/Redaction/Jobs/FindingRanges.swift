/// Where findings stand in a text, in a few bytes each, so that a job can keep them all.
struct FindingRanges: Sendable {
  /// Three numbers a finding, seven bits a byte: the gap before it, its length, its rule.
  private(set) var bytes: [UInt8] = []
  private var end = 0

  init() {}

  /// - Parameters:
  ///   - findings: ordered, none overlaps another.
  ///   - start: where positions are counted from.
  /// - Returns: nil where one is a text of its own, whose inside isn't known here.
  init?(_ findings: [Finding], from start: Int) {
    for finding in findings {
      guard finding.replacement < 0 else { return nil }
      let range = finding.range
      append((range.lowerBound - start)..<(range.upperBound - start), rule: finding.rule)
    }
  }

  /// - Parameter range: behind the last one.
  mutating func append(_ range: Range<Int>, rule: Int) {
    write(range.lowerBound - end)
    write(range.count)
    write(rule)
    end = range.upperBound
  }

  private mutating func write(_ number: Int) {
    var rest = UInt(bitPattern: number)
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// All of them, moved by `offset`.
  func decoded(movedBy offset: Int = 0) -> [(range: Range<Int>, rule: Int)] {
    var all: [(range: Range<Int>, rule: Int)] = []
    var position = 0
    var end = offset
    func read() -> Int {
      var number = 0
      var shift = 0
      while true {
        let byte = bytes[position]
        position += 1
        number |= Int(byte & 0x7F) << shift
        guard byte & 0x80 != 0 else { return number }
        shift += 7
      }
    }
    while position < bytes.count {
      let lower = end + read()
      end = lower + read()
      all.append((lower..<end, read()))
    }
    return all
  }

  /// Whether a search for rules and known values together would have decided the same: each known
  /// value lies inside a longer finding, or is one that bears its rule's name already.
  ///
  /// - Parameters:
  ///   - hits: findings of known values.
  ///   - ranges: ordered, none overlaps another.
  static func cover(_ hits: [Finding], _ ranges: [(range: Range<Int>, rule: Int)]) -> Bool {
    hits.allSatisfy { hit in
      var low = 0
      var high = ranges.count
      while low < high {
        let middle = (low + high) / 2
        if ranges[middle].range.lowerBound <= hit.range.lowerBound {
          low = middle + 1
        } else {
          high = middle
        }
      }
      guard low > 0 else { return false }
      let (range, rule) = ranges[low - 1]
      guard range.upperBound >= hit.range.upperBound else { return false }
      return range != hit.range || rule == hit.rule && !hit.isToken
    }
  }
}
