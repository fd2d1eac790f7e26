import Foundation
import PatternMatching
import Testing

@Suite struct EncodedTextScannerTests {
  private func runs(
    _ text: [UInt8], _ range: Range<Int>, _ path: CandidateScanner.Path
  ) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    text.withUnsafeBytes { bytes in
      EncodedTextScanner(path: path).scan(RawSpan(_unsafeBytes: bytes), in: range) {
        runs.append($0)
      }
    }
    return runs
  }

  /// Base64 of "the quick brown fox jumps".
  private static let token = "dGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcw"

  @Test(arguments: [
    ("", 0), ("x=", 2), ("{\"data\":[\"", 10), ("a\\n", 3), ("a\\u003d", 7), ("?x=%3D", 6),
    ("\u{1B}[33m", 5), ("/hook/", 6), ("token_", 6), ("id-", 3),
  ])
  func `a text begins at its run's start, behind a sign or an escape`(before: String, start: Int) {
    let text = Array((before + Self.token + "== y").utf8)
    for path in CandidateScanner.Path.allCases {
      #expect(runs(text, 0..<text.count, path) == [start..<start + Self.token.utf8.count])
    }
  }

  @Test(arguments: [
    "2f1d7c3e-9a4b-4c1d-8e2f-0a1b2c3d4e5f", "/var/lib/docker/overlay2/merged/usr/share/doc",
    "0123456789abcdef0123456789abcdef01234567", "InternalOrderProcessingServiceImplementation",
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ", "MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQ",
    "sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg",
    "dGhlIHF1aWNrIGJyb3duIGZ",
  ])
  func `ids, paths, names, pictures and certificates are no texts`(text: String) {
    for path in CandidateScanner.Path.allCases {
      #expect(runs(Array(text.utf8), 0..<text.utf8.count, path).isEmpty)
    }
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `every path finds the same, wherever it begins`(seed: UInt64) {
    var generator = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func next(_ bound: Int) -> Int {
      generator ^= generator << 13
      generator ^= generator >> 7
      generator ^= generator << 17
      return Int(generator >> 33) % bound
    }
    let odd = Array("+/-_=\\%[;m{|@`^z\u{1B}\n ".utf8) + [0x80, 0xC3, 0xFF, 0]
    var text: [UInt8] = []
    while text.count < next(3000) + 1 {
      switch next(6) {
      case 0: text.append(odd[next(odd.count)])
      case 1: text += (0..<next(90)).map { _ in odd[next(4)] }
      case 2: text += (0..<next(90)).map { _ in UInt8(0x30 + next(75)) }
      case 3: text += (0..<next(200)).map { _ in UInt8(0x61 + next(6)) }
      case 4: text += (0..<next(30)).map { _ in UInt8(next(256)) }
      default:
        let plain = (0..<next(100)).map { _ in UInt8(0x20 + next(95)) }
        text += Array(Data(plain).base64EncodedString().utf8)
      }
    }
    let start = next(text.count)
    let range = start..<(start + next(text.count - start + 1))
    #expect(
      runs(text, range, .scalar) == runs(text, range, .vector),
      "seed \(seed), \(range) of \(text.count)")
  }
}
