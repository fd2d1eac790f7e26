import Testing

@testable import PatternMatching

/// Knuth's linear congruential generator, its upper half.
private struct Random: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    var result: UInt64 = 0
    for _ in 0..<2 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      result = result << 32 | state >> 32
    }
    return result
  }
}

@Suite struct WindowTableTests {
  private static let alphabet = Array("abcXYZ01469+/-_ .".utf8)

  private static func bytes(_ count: Int, _ random: inout Random) -> [UInt8] {
    (0..<count).map { _ in
      alphabet.randomElement(using: &random) ?? 0
    }
  }

  private static func found(_ strings: [[UInt8]], _ text: [UInt8], vectorized: Bool) -> [String] {
    var windows = WindowTable.Windows()
    for (index, string) in strings.enumerated() {
      string.withUnsafeBytes {
        windows.append($0, offset: index % 7, owner: UInt32(index), fingerprint: 7)
      }
    }
    let table = WindowTable(taking: &windows, vectorized: vectorized)
    var found: [String] = []
    text.withUnsafeBytes { bytes in
      table.scan(RawSpan(_unsafeBytes: bytes)) { place, window in
        found.append("\(place) \(window.owner) \(window.offset)")
      }
    }
    return found
  }

  /// Only windows with a mark, only without, and both.
  @Test(arguments: 0..<24 as Range<UInt64>)
  func `each window is found where it stands, byte by byte and many at a time`(seed: UInt64) {
    var random = Random(state: seed)
    var strings: [[UInt8]] = []
    while strings.count < 200 {
      let string = Self.bytes(WindowTable.width, &random)
      let isMarked = string.withUnsafeBytes { WindowTable.isMarked($0) }
      if seed % 3 == 2 || isMarked == (seed % 3 == 1) { strings.append(string) }
    }
    let text =
      Self.bytes(Int.random(in: 0...9000, using: &random), &random)
      + strings.prefix(40).flatMap { $0 + Self.bytes(3, &random) }
    let vector = Self.found(strings, text, vectorized: true)
    #expect(vector == Self.found(strings, text, vectorized: false))
    var wanted: Set<String> = []
    for place in text.indices.dropLast(WindowTable.width - 1) {
      let here = text[place..<place + WindowTable.width].map { $0 | 0x20 }
      for (index, string) in strings.enumerated() where string.map({ $0 | 0x20 }) == here {
        // A window may count in another case, but needs to be found in its own only.
        guard Array(text[place..<place + WindowTable.width]) == string else { continue }
        wanted.insert("\(place) \(index) \(index % 7)")
      }
    }
    #expect(wanted.count >= 40)
    #expect(wanted.isSubset(of: Set(vector)))
  }

  @Test func `hexadecimal digits are found in both cases`() {
    let strings = ["3f9a1c", "abcdef", "012345", "a1b2c3"].map { Array($0.utf8) }
    for vectorized in [true, false] {
      for text in ["xx3F9A1C ABCDEF 012345 A1B2C3 and so on, to fill a group", "3f9A1c"] {
        let found = Self.found(strings, Array(text.utf8), vectorized: vectorized)
        #expect(found.count == (text.count > 10 ? 4 : 1), "\(text)")
      }
    }
  }
}
