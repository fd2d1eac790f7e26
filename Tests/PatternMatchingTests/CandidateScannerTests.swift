import PatternMatching
import Testing

@Suite struct CandidateScannerTests {
  private static let all: CandidateScanner.Kinds = [.dot, .digits, .plus, .iban, .colon, .mac, .at]

  private func places(
    _ text: [UInt8], _ range: Range<Int>, _ kinds: CandidateScanner.Kinds,
    _ path: CandidateScanner.Path
  ) -> [Int] {
    var places: [Int] = []
    text.withUnsafeBytes { bytes in
      CandidateScanner(kinds, path: path).scan(RawSpan(_unsafeBytes: bytes), in: range) {
        places.append($0)
        return $0 + 1
      }
    }
    return places
  }

  @Test(arguments: [
    ("x 10.1.2.3 y", [4, 6, 8]), ("at jane@x.org", [7]), ("year 2026-11-21", [5, 9]),
    ("call +49 30 +0", [5]), ("DE89370400440532013000", [0, 2]), ("a::b 12:30", [1, 7]),
    ("3c-22-fb-90-4d-1a", [2, 5, 8, 11]), ("0123.4567.89ab", [0, 4, 5, 9]), ("", []), (".", []),
  ])
  func `a place is where something may stand`(text: String, expected: [Int]) {
    for path in CandidateScanner.Path.allCases {
      #expect(places(Array(text.utf8), 0..<text.utf8.count, Self.all, path) == expected, "\(path)")
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `every path finds the same, wherever it begins`(seed: UInt64) {
    var generator = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Int {
      generator ^= generator << 13
      generator ^= generator >> 7
      generator ^= generator << 17
      return Int(generator >> 33) % bound
    }
    let alphabet =
      Array("0123456789abcfABCF.:-+@ \n".utf8) + [0, 0x80, 0xFF, 0x2F, 0x3A, 0x40, 0x5B]
    let text = (0..<(next(4000) + 1)).map { _ in alphabet[next(alphabet.count)] }
    let start = next(text.count)
    let range = start..<(start + next(text.count - start + 1))
    let kinds = CandidateScanner.Kinds(rawValue: UInt32(next(128)))
    #expect(
      places(text, range, kinds, .scalar) == places(text, range, kinds, .vector),
      "seed \(seed), \(range) of \(text.count), \(kinds.rawValue)")
  }
}
