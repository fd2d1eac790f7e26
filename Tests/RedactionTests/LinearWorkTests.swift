import Testing

@testable import Redaction

/// Texts that a look around each place would take minutes for: every piece asks for what stands up
/// to 64 KiB around it.
@Suite struct LinearWorkTests {
  @Test(arguments: [
    "data: ", "data:\n", "data: x\n", "\"data\" ", "\"data\": {", "\"data\": {\n",
    "\"data\":{\"a\":\"b\"},", "{\"kind\":\"Secret\",\"data\":{", "kind: Secret\ndata:\n",
    "authorization: digest ", "authorization: bearer ", "password=\\", "password=", "password: ",
    "password=a", "password=\"", "password='", "password=\"\"\"", "password=[", "password=[,",
    "password: {", "password=<", "<password>", "\"password\",", "\\\"password\\\":\\\"",
    "\"password\":a", "password value=x", "password: &a ", "password: string ", "password=a&",
    "password is ", "--password a", "password=://",
  ])
  func `twenty thousand of a kind are judged in one go`(piece: String) throws {
    try judge(Array(String(repeating: piece, count: 20_000).utf8))
  }

  @Test(arguments: Array(":.-+@%=\"'\\/{}[]()<>&,; \n#aA0".utf8))
  func `a megabyte of one sign is judged in one go`(sign: UInt8) throws {
    try judge([UInt8](repeating: sign, count: 1 << 20))
  }

  private func judge(_ text: [UInt8]) throws {
    let finder = try Finder(RedactionFixture.rules(.strict))
    try text.withUnsafeBytes { try finder.find(in: $0, hint: .unknown, isFinal: true) }
    #expect(finder.incompleteFrom == text.count)
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `what is remembered of a line is what the line says`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let pieces = [
      "key", "a=b", "\"", "\\", "\\\\", "\\\"", "'", " ", "&x=1", ",", "; b=", ")", "\n", "</",
      "password", String(repeating: "long ", count: 30), String(repeating: "x", count: 9000),
    ]
    var text: [UInt8] = []
    for _ in 0..<200 {
      let isLong = Int.random(in: 0..<20, using: &generator) == 0
      let choice =
        isLong ? pieces.count - 1 : Int.random(in: 0..<pieces.count - 1, using: &generator)
      text += pieces[choice].utf8
    }
    text.withUnsafeBytes { block in
      let context = LineContext(block)
      for position in text.indices where text[position] == 0x6B || text[position] == 0x70 {
        let line = Finder.line(at: position, in: block)
        #expect(context.line(at: position) == line)
        #expect(context.isInString(position, line: line) == Self.isInString(position, line, block))
        let end = min(line.upperBound, position + 3 + Int.random(in: 0..<4000, using: &generator))
        guard position + 1 < end else { continue }
        #expect(context.quote(from: position + 1, to: end) == Self.quote(position + 1, end, block))
        #expect(
          context.endOfValue(from: position + 1, to: end)
            == UnquotedValue.end(in: block, from: position + 1, to: end), "seed \(seed)")
        var trimmed = end
        while trimmed > position, Bytes.isSpace(block[trimmed - 1]) { trimmed -= 1 }
        #expect(context.trimmedEnd(position..<end) == trimmed)
      }
    }
  }

  private static func isInString(
    _ position: Int, _ line: Range<Int>, _ block: UnsafeRawBufferPointer
  ) -> Bool {
    var isInside = false
    var index = line.lowerBound
    while index < position {
      if block[index] == 0x22 { isInside.toggle() }
      index += block[index] == 0x5C ? 2 : 1
    }
    return isInside
  }

  private static func quote(_ start: Int, _ end: Int, _ block: UnsafeRawBufferPointer) -> Int? {
    var index = start
    while index < end {
      if block[index] == 0x22 { return index }
      index += block[index] == 0x5C ? 2 : 1
    }
    return nil
  }
}
