internal import CScan

/// Finds runs of base64 whose first bytes are a text: SIMD first, proof by the caller.
package struct EncodedTextScanner {
  /// The shortest run that is looked at, in bytes.
  package static let shortest = Int(CSCAN_ENCODED_LENGTH)
  /// Behind a run's start, text may begin in this much, in bytes.
  package static let lead = Int(CSCAN_ENCODED_LEAD)

  private let path: CandidateScanner.Path

  package init(path: CandidateScanner.Path = .best) {
    self.path = path
  }

  /// Calls `body` with where an encoded text begins and where its run ends, padding left out.
  ///
  /// - Parameter range: where runs begin; they may end behind it.
  package func scan(_ block: RawSpan, in range: Range<Int>, body: (Range<Int>) throws -> Void)
    rethrows
  {
    guard !range.isEmpty else { return }
    try withUnsafeTemporaryAllocation(of: cscan_encoded.self, capacity: 256) { found in
      try block.withUnsafeBytes { bytes in
        var from = range.lowerBound
        while from < range.upperBound {
          var next = 0
          let count = cscan_encoded_find(
            bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count, from,
            range.upperBound, path == .vector ? CSCAN_VECTOR : CSCAN_SCALAR, found.baseAddress,
            found.count, &next)
          for index in 0..<count { try body(found[index].start..<found[index].end) }
          from = next
        }
      }
    }
  }

  /// Where the next text begins in a run; nil where none does.
  package static func start(in run: Range<Int>, of block: RawSpan) -> Int? {
    block.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, !run.isEmpty else { return nil }
      let start = cscan_encoded_start(
        base.assumingMemoryBound(to: UInt8.self), run.lowerBound, run.upperBound)
      return start < run.upperBound ? start : nil
    }
  }
}
