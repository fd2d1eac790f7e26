/// The lines of a text that bear `handoff:allow`.
///
/// `handoff:allow=jwt,acme-token` speaks of these rules only; one that isn't there allows nothing.
struct AllowComments {
  static let mark = "handoff:allow"
  /// How far a comment reaches on its line, in bytes: a line may be a whole file.
  private static let reach = 16 << 10
  /// More rules aren't read.
  private static let mostRules = 16

  /// By rule, ordered and apart; those that speak of all rules under nil.
  private var ranges: [String?: [Range<Int>]] = [:]

  var isEmpty: Bool { ranges.isEmpty }

  mutating func removeAll() { ranges.removeAll(keepingCapacity: true) }

  /// - Parameters:
  ///   - place: of the mark; in ascending order.
  ///   - line: the line that holds it.
  mutating func add(_ place: Range<Int>, on line: Range<Int>, in block: UnsafeRawBufferPointer) {
    if place.lowerBound > 0, Bytes.isWord(block[place.lowerBound - 1]) { return }
    let reached =
      max(
        line.lowerBound, place.lowerBound - Self.reach)..<min(
        line.upperBound, place.upperBound + Self.reach)
    guard place.upperBound < reached.upperBound else { return add(reached, for: nil) }
    switch block[place.upperBound] {
    case 0x3D:
      let names = block[(place.upperBound + 1)..<reached.upperBound].prefix {
        Bytes.isDigit($0) || $0 &- 0x61 < 26 || $0 == 0x2D || $0 == 0x2C
      }
      for name in names.split(separator: 0x2C, maxSplits: Self.mostRules).prefix(Self.mostRules) {
        // `<!-- handoff:allow=jwt-->`
        var name = name
        while name.last == 0x2D { name = name.dropLast() }
        add(reached, for: String(decoding: name, as: UTF8.self))
      }
    case 0x2D: return
    case let byte where Bytes.isWord(byte) || byte >= 0x80: return
    default: add(reached, for: nil)
    }
  }

  private mutating func add(_ range: Range<Int>, for rule: String?) {
    if let last = ranges[rule]?.last, last.upperBound >= range.lowerBound {
      ranges[rule]?.removeLast()
      ranges[rule]?.append(
        min(last.lowerBound, range.lowerBound)..<max(last.upperBound, range.upperBound))
    } else {
      ranges[rule, default: []].append(range)
    }
  }

  /// Whether a comment speaks of every rule at a place.
  func allowAll(at place: Int) -> Bool { holds(place, nil) }

  /// Whether a comment speaks of one rule at a place.
  func allow(_ rule: String, at place: Int) -> Bool { holds(place, rule) }

  private func holds(_ place: Int, _ rule: String?) -> Bool {
    guard let ranges = ranges[rule] else { return false }
    var low = 0
    var high = ranges.count
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound < place { low = middle + 1 } else { high = middle }
    }
    return low < ranges.count && ranges[low].contains(place)
  }
}
