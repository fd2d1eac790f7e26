/// Whether a known value reaches over the end of what the rules found in a text, or stands there
/// under another name: then its draft is not what rules and known values together would write.
///
/// Only what lies around findings is looked at: a known value anywhere else is left in the draft.
/// Values are found by a window of six bytes. Where it lies in a finding, looking closely around that
/// finds it; where it doesn't, it is left in the draft, which then holds a part of a value.
struct DraftCheck: Sendable {
  /// Six bytes of a value, however they are spelt, reach so far into a finding's surroundings: see
  /// ``KnownValues/reach``.
  private static let closeReach = 128

  let known: KnownValues
  /// By chunk, from each chunk's core.
  let ranges: [Int: FindingRanges]

  /// - Parameters:
  ///   - text: a text of one chunk.
  ///   - mayHoldParts: whether the draft may hold a part of a known value.
  func holds(
    _ text: UnsafeRawBufferPointer, mayHoldParts: Bool, _ scanner: KnownValueScanner
  ) -> Bool {
    let chunk = Chunk(index: 0, core: 0..<text.count, filled: text.count)
    return holds(chunk, text, mayHoldParts: mayHoldParts, scanner)
  }

  func holds(
    _ chunk: Chunk, _ block: UnsafeRawBufferPointer, mayHoldParts: Bool,
    _ scanner: KnownValueScanner
  ) -> Bool {
    // Findings of the chunks beside this one may reach into it.
    let findings = (chunk.index - 1...chunk.index + 1).flatMap { index in
      let offset = (index - chunk.index) * Chunk.coreSize
      return ranges[index]?.decoded(movedBy: chunk.core.lowerBound + offset) ?? []
    }
    func covers(reach: Int, in whole: Range<Int>? = nil) -> Bool {
      var hits: [Finding] = []
      var replacements: [KnownValues.Replacement] = []
      for area in Self.areas(around: findings, reach, in: chunk.searched) {
        scanner.scan(block, area, in: whole, into: &hits, &replacements)
      }
      hits.removeAll { !chunk.core.contains($0.range.lowerBound) }
      return FindingRanges.cover(hits, findings)
    }
    if !mayHoldParts {
      scanner.parts = []
      let isCovered = covers(reach: min(Self.closeReach, known.reach), in: chunk.searched)
      if isCovered, !scanner.parts.contains(.cut) { return true }
    }
    return covers(reach: known.reach)
  }

  private static func areas(
    around findings: [(range: Range<Int>, rule: Int)], _ reach: Int, in bounds: Range<Int>
  ) -> [Range<Int>] {
    var areas: [Range<Int>] = []
    for (range, _) in findings {
      let area = (range.lowerBound - reach..<range.upperBound + reach).clamped(to: bounds)
      guard !area.isEmpty else { continue }
      if let last = areas.last, last.upperBound >= area.lowerBound {
        areas[areas.count - 1] = last.lowerBound..<max(last.upperBound, area.upperBound)
      } else {
        areas.append(area)
      }
    }
    return areas
  }
}
