/// Whether a known value reaches over the end of what the rules found in a text, or stands there
/// under another name: then its draft is not what rules and known values together would write.
///
/// Only what lies around findings is looked at: a known value anywhere else is left in the draft.
struct DraftCheck: Sendable {
  let known: KnownValues
  /// By chunk, from each chunk's core.
  let ranges: [Int: FindingRanges]

  /// - Parameter text: a text of one chunk.
  func holds(_ text: UnsafeRawBufferPointer, _ scanner: KnownValueScanner) -> Bool {
    holds(Chunk(index: 0, core: 0..<text.count, filled: text.count), text, scanner)
  }

  func holds(_ chunk: Chunk, _ block: UnsafeRawBufferPointer, _ scanner: KnownValueScanner) -> Bool
  {
    // Findings of the chunks beside this one may reach into it.
    let findings = (chunk.index - 1...chunk.index + 1).flatMap { index in
      let offset = (index - chunk.index) * Chunk.coreSize
      return ranges[index]?.decoded(movedBy: chunk.core.lowerBound + offset) ?? []
    }
    var hits: [Finding] = []
    var replacements: [KnownValues.Replacement] = []
    for area in areas(around: findings, in: chunk.searched) {
      scanner.scan(block, area, into: &hits, &replacements)
    }
    hits.removeAll { !chunk.core.contains($0.range.lowerBound) }
    return FindingRanges.cover(hits, findings)
  }

  private func areas(
    around findings: [(range: Range<Int>, rule: Int)], in bounds: Range<Int>
  ) -> [Range<Int>] {
    var areas: [Range<Int>] = []
    for (range, _) in findings {
      let area = (range.lowerBound - known.reach..<range.upperBound + known.reach).clamped(
        to: bounds)
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
