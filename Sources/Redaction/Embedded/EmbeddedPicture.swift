import Pictures

/// A picture or document in base64 within a text.
struct EmbeddedPicture {
  /// As far as the block shows it.
  let range: Range<Int>
  /// Where it goes on behind what was asked for, and as what.
  let open: OpenPicture?

  enum Sight {
    case none
    /// More bytes may tell.
    case incomplete
    case picture(EmbeddedPicture)
  }

  /// What it is told by, and what it is named after: bytes of the text, and of what that spells.
  static let reach = Finder.reach
  static let named = 32 << 10
  /// A drawing up to here is read as a text: bytes of base64.
  private static let longestText = EncodedRunScanner.longest

  /// - Parameters:
  ///   - start: where the base64 would begin.
  ///   - border: where the run is wanted to be taken up again; nil where it isn't.
  static func look(
    at start: Int, in block: UnsafeRawBufferPointer, border: Int?, isFinal: Bool
  ) -> Sight {
    guard start >= 0 else { return .none }
    let near = min(block.count, start + reach)
    var run = PictureRun()
    let seen = run.read(block, from: start, until: near, isFinal: isFinal || near < block.count)
    if !run.isOver, !isFinal, near == block.count, near < start + reach { return .incomplete }
    let head = PictureRun.decoded(block, start..<seen)
    guard let signature = PictureSignature(head),
      signature.isTold || start == 0 || !EncodedToken.isBase64(block[start - 1])
        || isSign(behind: start, in: block)
    else { return .none }
    if signature.isText, run.isOver || seen - start < longestText { return .none }
    if run.isOver, TinyPicture.isTiny(head) { return .none }
    return .picture(
      resume(PictureRun(), at: start, from: start, in: block, border: border, isFinal: isFinal))
  }

  /// `%2F9j…` and `n/9j` behind a backslash stand behind letters of an escape.
  private static func isSign(behind start: Int, in block: UnsafeRawBufferPointer) -> Bool {
    guard start >= 2 else { return false }
    if block[start - 2] == 0x5C { return "nrt".utf8.contains(block[start - 1]) }
    guard start >= 3, block[start - 3] == 0x25 else { return false }
    return Hex.value(block[start - 2]) != nil && Hex.value(block[start - 1]) != nil
  }

  /// Reads on in a run that began at `start` or before the block.
  static func resume(
    _ run: PictureRun, at place: Int, from start: Int, in block: UnsafeRawBufferPointer,
    border: Int?, isFinal: Bool
  ) -> EmbeddedPicture {
    var run = run
    var end = place
    var open: OpenPicture?
    if let border, end < border {
      end = run.read(block, from: end, until: border, isFinal: isFinal)
    }
    if let border, !run.isOver, end >= border { open = OpenPicture(run: run, at: end) }
    if !run.isOver { end = run.read(block, from: end, until: block.count, isFinal: isFinal) }
    if border == nil, !run.isOver, !isFinal { open = OpenPicture(run: run, at: end) }
    return EmbeddedPicture(range: start..<end, open: open)
  }
}

/// A picture that a block's end, or a piece's, cuts.
struct OpenPicture: Sendable {
  let run: PictureRun
  /// Where it is taken up again: behind a piece's start, where an escape or a gap was cut there.
  let at: Int

  func moved(by offset: Int) -> OpenPicture { OpenPicture(run: run, at: at + offset) }
}
