import Testing

@testable import PatternMatching

/// The scan gives what looking at every place one by one gives.
@Suite struct LiteralScannerTests {
  private struct Hit: Hashable {
    let literal: Int
    let end: Int
  }

  private static func naive(_ literals: [Literal], _ text: [UInt8]) -> Set<Hit> {
    func fold(_ bytes: some Sequence<UInt8>) -> [UInt8] { bytes.map(ASCIIFolding.lowercased) }
    var hits: Set<Hit> = []
    for (index, literal) in literals.enumerated() where literal.bytes.count <= text.count {
      for start in 0...(text.count - literal.bytes.count) {
        let window = text[start..<start + literal.bytes.count]
        let isHit =
          literal.isCaseless
          ? fold(window) == fold(literal.bytes) : window.elementsEqual(literal.bytes)
        if isHit { hits.insert(Hit(literal: index, end: start + literal.bytes.count)) }
      }
    }
    return hits
  }

  /// From a few letters, so that literals hold, begin and end one another.
  private static func bytes(_ count: Int, _ random: inout some RandomNumberGenerator) -> [UInt8] {
    (0..<count).map { _ in "aAbB-".utf8.randomElement(using: &random) ?? 0x61 }
  }

  @Test(arguments: [0, 1, 20, 96, 97, 249, 250, 1500])
  func `every literal is found wherever it stands`(count: Int) throws {
    var random = SystemRandomNumberGenerator()
    let literals = (0..<count).map { _ in
      Literal(Self.bytes(.random(in: 3...20, using: &random), &random), isCaseless: .random())
    }
    var text: [UInt8] = []
    for literal in literals.shuffled().prefix(200) {
      text += literal.bytes.shuffled().prefix(4) + literal.bytes
      text += literal.bytes.dropFirst() + Self.bytes(3, &random)
      // What only paces the scan is no hit.
      if Bool.random() { text += [0xFE, 0xFD] }
    }
    let scanner = try LiteralScanner(LiteralSet(literals))
    var hits: [Hit] = []
    try text.withUnsafeBytes { block in
      try scanner.scan(RawSpan(_unsafeBytes: block)) { found in
        for index in found.indices {
          hits.append(Hit(literal: Int(found[index].literal), end: Int(found[index].end)))
        }
      }
    }
    #expect(hits.map(\.end) == hits.map(\.end).sorted())
    #expect(Set(hits) == Self.naive(literals, text))
    #expect(Set(hits).count == hits.count)
  }
}
