import PatternMatching

/// Looks for known values in blocks; one a thread.
final class KnownValueScanner {
  private let known: KnownValues
  private let scanner: LiteralScanner
  /// An encoded token longer than this is replaced by its part, not decoded: bytes.
  private static let longestToken = 1 << 20

  init(_ known: KnownValues) throws {
    self.known = known
    scanner = try LiteralScanner(known.literals)
  }

  /// Where the first known value stands, for the proof; nil where none does.
  func first(in block: UnsafeRawBufferPointer) throws -> (position: Int, entry: KnownValues.Entry)?
  {
    var first: (position: Int, entry: KnownValues.Entry)?
    try scanner.scan(RawSpan(_unsafeBytes: block)) { hits in
      guard !hits.isEmpty else { return }
      let hit = hits[0]
      let length = known.literals.literals[Int(hit.literal)].bytes.count
      first = (Int(hit.end) - length, known.entries[known.meanings[Int(hit.literal)].entry])
    }
    return first
  }

  func scan(
    _ block: UnsafeRawBufferPointer, _ searched: Range<Int>, into findings: inout [Finding],
    _ replacements: inout [KnownValues.Replacement]
  ) throws {
    let text = RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: block[searched]))
    let origin = searched.lowerBound
    var tokenEnd = 0
    try scanner.scan(text) { hits in
      for index in hits.indices {
        let hit = hits[index]
        let literal = Int(hit.literal)
        let meaning = known.meanings[literal]
        let entry = known.entries[meaning.entry]
        let end = Int(hit.end) + origin
        let range = (end - known.literals.literals[literal].bytes.count)..<end
        switch meaning.spelling {
        case .plain:
          add(
            range, entry.rule,
            KnownValues.Replacement(
              parts: [.value(entry.value, rule: entry.rule)], encoding: .none),
            &findings, &replacements)
        case .base64, .hex:
          guard range.lowerBound >= tokenEnd else { continue }
          let isHex = meaning.spelling == .hex
          let token = Self.token(around: range, in: block, isHex: isHex)
          tokenEnd = token.upperBound
          let replacement =
            try self.replacement(ofToken: token, in: block, isHex: isHex)
            ?? KnownValues.Replacement(
              parts: [.value(entry.value, rule: entry.rule)], encoding: .none)
          add(token, entry.rule, replacement, &findings, &replacements)
        }
      }
    }
  }

  private func add(
    _ range: Range<Int>, _ rule: Int, _ replacement: KnownValues.Replacement,
    _ findings: inout [Finding], _ replacements: inout [KnownValues.Replacement]
  ) {
    var finding = Finding(range: range, rule: rule)
    finding.replacement = replacements.count
    finding.isToken = replacement.encoding != .none
    findings.append(finding)
    replacements.append(replacement)
  }

  /// The whole run of the encoding's alphabet.
  private static func token(
    around range: Range<Int>, in block: UnsafeRawBufferPointer, isHex: Bool
  ) -> Range<Int> {
    func isPart(_ byte: UInt8) -> Bool {
      isHex
        ? Hex.value(byte) != nil
        : Bytes.isWord(byte) || byte == 0x2B || byte == 0x2F || byte == 0x2D
    }
    var lower = range.lowerBound
    var upper = range.upperBound
    let floor = max(0, lower - longestToken)
    let ceiling = min(block.count, upper + longestToken)
    while lower > floor, isPart(block[lower - 1]) { lower -= 1 }
    while upper < ceiling, isPart(block[upper]) { upper += 1 }
    if !isHex {
      var padding = 0
      while upper < ceiling, block[upper] == 0x3D, padding < 2 {
        upper += 1
        padding += 1
      }
    }
    return lower..<upper
  }

  /// The token decoded, with every known value in it named; nil where it doesn't decode.
  private func replacement(
    ofToken token: Range<Int>, in block: UnsafeRawBufferPointer, isHex: Bool
  ) throws -> KnownValues.Replacement? {
    let text = UnsafeRawBufferPointer(rebasing: block[token])
    guard let decoded = isHex ? Decoding.hex(text) : Decoding.base64(text) else { return nil }
    var parts: [KnownValues.Replacement.Part] = []
    var position = 0
    decoded.withUnsafeBytes { bytes in
      while let next = earliest(in: bytes, from: position) {
        if next.range.lowerBound > position {
          parts.append(.bytes(Array(bytes[position..<next.range.lowerBound])))
        }
        parts.append(.value(next.entry.value, rule: next.entry.rule))
        position = next.range.upperBound
      }
      if position < bytes.count { parts.append(.bytes(Array(bytes[position...]))) }
    }
    let holdsValue = parts.contains { if case .value = $0 { true } else { false } }
    guard holdsValue else { return nil }
    let isURL = text.contains { $0 == 0x2D || $0 == 0x5F }
    return KnownValues.Replacement(
      parts: parts, encoding: isHex ? .hex : isURL ? .base64URL : .base64)
  }

  private func earliest(in bytes: UnsafeRawBufferPointer, from: Int)
    -> (range: Range<Int>, entry: KnownValues.Entry)?
  {
    var best: (range: Range<Int>, entry: KnownValues.Entry)?
    for entry in known.entries {
      guard let start = Search.first(entry.value, in: bytes, from: from) else { continue }
      if let known = best,
        (start, -entry.value.count) >= (known.range.lowerBound, -known.range.count)
      {
        continue
      }
      best = (start..<start + entry.value.count, entry)
    }
    return best
  }
}
