import PatternMatching

/// Finds base64 that spells a text, wherever it stands.
///
/// Where one begins is a matter of the bytes right around it, so that a text cut into blocks gives
/// the same tokens as the whole.
struct EncodedRunScanner {
  let block: UnsafeRawBufferPointer
  let path: CandidateScanner.Path

  /// A token with what may stand before it in its run is no longer than what is judged: bytes.
  static let longest = Finder.reach - EncodedTextScanner.lead
  /// How far behind what is no text a sign may stand that ended it.
  private static let glue = 16

  /// Calls `body` with each token that begins in `range`, in ascending order.
  func scan(_ range: Range<Int>, body: (Range<Int>) throws -> Void) rethrows {
    try EncodedTextScanner(path: path).scan(RawSpan(_unsafeBytes: block), in: range) { run in
      try scan(run.lowerBound..<min(run.upperBound, run.lowerBound + Self.longest), body)
    }
  }

  private func startOfText(in run: Range<Int>) -> Int? {
    EncodedTextScanner.start(in: run, of: RawSpan(_unsafeBytes: block))
  }

  /// The tokens of one run, whose text begins at its start.
  private func scan(_ run: Range<Int>, _ body: (Range<Int>) throws -> Void) rethrows {
    var start = run.lowerBound
    while true {
      let end = end(of: start..<run.upperBound)
      try body(start..<paddedEnd(start..<end))
      guard end < run.upperBound,
        let next = startOfText(in: end..<run.upperBound)
      else { return }
      start = next
    }
  }

  /// Where the text's encoding ends: at the run's end, or at a sign before what is no text (a URL's
  /// next part).
  private func end(of run: Range<Int>) -> Int {
    // One character alone spells nothing.
    let whole = run.count % 4 == 1 ? run.upperBound - 1 : run.upperBound
    let bytes = UnsafeRawBufferPointer(rebasing: block[run.lowerBound..<whole])
    guard let decoded = Decoding.base64(bytes), let bad = EncodedText.firstFault(decoded) else {
      return whole
    }
    let fault = run.lowerBound + bad / 3 * 4
    let floor = max(run.lowerBound + EncodedTextScanner.shortest, fault - Self.glue)
    for sign in stride(from: min(fault + 3, run.upperBound - 1), through: floor, by: -1)
    where Self.isSign(block[sign]) && (sign - run.lowerBound) % 4 != 1 {
      return sign
    }
    return whole
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    byte == 0x2F || byte == 0x2B || byte == 0x2D || byte == 0x5F
  }

  private func paddedEnd(_ run: Range<Int>) -> Int {
    let end = run.upperBound + (4 - run.count % 4) % 4
    guard end <= block.count, block[run.upperBound..<end].allSatisfy({ $0 == 0x3D }) else {
      return run.upperBound
    }
    return end
  }
}
