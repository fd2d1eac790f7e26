/// Redacts a stream piece by piece, in bounded memory; one a thread.
///
/// Whole lines go on at once, except where something in them needs what follows (a private key's
/// end, a Secret's `kind`). The output doesn't depend on how the input was cut into pieces, as
/// long as a line has at most 64 KiB.
public final class StreamRedactor {
  /// Pending bytes beyond which a line, or what waits for its end, is cut.
  static let longest = 1 << 20
  /// Bytes that are kept behind the cut, for what looks back.
  static let context = Chunk.margin

  /// A stream's place: bytes that were judged already and what wasn't, for whoever goes on.
  struct Carried: Sendable {
    var bytes: [UInt8] = []
    /// Where in `bytes` what wasn't judged begins.
    var pendingFrom = 0
    /// A picture that goes on there, from there.
    var picture: OpenPicture?
  }

  private let redactor: Redactor
  private let hint: FormatHint
  /// Bytes that were judged already, then those that weren't.
  private var buffer: [UInt8] = []
  private var pendingFrom = 0
  /// A picture that goes on at ``pendingFrom``, from there.
  private var picture: OpenPicture?
  private var hasFailed = false
  /// Called for each finding with its rule and its innermost bytes.
  package var onFinding: ((_ rule: Rule, _ value: [UInt8]) -> Void)?
  /// What stayed though a rule found it.
  private(set) var allowed = AllowedTally()
  /// Pictures that aren't in the output.
  private(set) var pictureCount = 0

  /// - Parameter path: the text's name, which tells its format; may be empty.
  public convenience init(rules: CompiledRules, key: PlaceholderKey, path: String = "") throws {
    try self.init(rules: rules, key: key, known: nil, path: path)
  }

  init(
    rules: CompiledRules, key: PlaceholderKey, known: KnownValues?, path: String,
    vault: VaultWriter? = nil
  ) throws {
    redactor = try Redactor(rules: rules, key: key, known: known, vault: vault)
    hint = FormatHint(path: path)
    redactor.finder.setPath(path)
  }

  /// Goes on where another reader of the same stream stopped.
  convenience init(
    rules: CompiledRules, key: PlaceholderKey, known: KnownValues? = nil, carried: Carried,
    vault: VaultWriter? = nil
  ) throws {
    try self.init(rules: rules, key: key, known: known, path: "", vault: vault)
    buffer = carried.bytes
    pendingFrom = carried.pendingFrom
    picture = carried.picture
  }

  /// Gives the stream away.
  func handOver() -> Carried {
    defer { buffer = [] }
    return Carried(bytes: buffer, pendingFrom: pendingFrom, picture: picture)
  }

  /// Takes the next piece and gives what is ready.
  ///
  /// - Throws: when a piece can't be judged; from then on nothing comes out.
  public func feed(_ bytes: some Sequence<UInt8>) throws -> [UInt8] {
    buffer += bytes
    guard buffer.last == 0x0A || buffer.count - pendingFrom >= 1 << 16 else { return [] }
    return try advance(isFinal: false)
  }

  /// Gives what is ready though no line has ended: what a full buffer does, for tests.
  func judgeNow() throws -> [UInt8] { try advance(isFinal: false) }

  /// Gives the rest.
  public func finish() throws -> [UInt8] {
    try advance(isFinal: true)
  }

  private func advance(isFinal: Bool) throws -> [UInt8] {
    guard !hasFailed else { return [] }
    do {
      return try redact(isFinal: isFinal)
    } catch {
      hasFailed = true
      buffer = []
      throw error
    }
  }

  private func redact(isFinal: Bool) throws -> [UInt8] {
    var output = OutputBuffer()
    var cut = pendingFrom
    var open: OpenPicture?
    redactor.finder.carriedPicture = picture.map { ($0.moved(by: pendingFrom), pendingFrom) }
    try buffer.withUnsafeBytes { block in
      try redactor.finder.find(
        in: block, searching: searchStart(in: block)..<block.count, hint: hint, isFinal: isFinal)
      open = redactor.finder.openPicture
      cut = isFinal ? block.count : self.cut(in: block)
      if let open {
        // So much of the picture was seen that nothing before it needs more, but what says so.
        cut = redactor.finder.incompleteFrom >= open.at ? open.at : min(cut, open.at)
      }
      var position = pendingFrom
      for finding in redactor.finder.findings where finding.range.upperBound > pendingFrom {
        if finding.range.lowerBound >= cut { break }
        output.append(
          UnsafeRawBufferPointer(
            rebasing: block[position..<max(position, finding.range.lowerBound)]))
        redactor.writeSubstitute(for: finding, in: block, to: &output)
        if case .picture(isContinued: false) = finding.form { pictureCount += 1 }
        if let onFinding { redactor.forEachValue(of: finding, in: block, onFinding) }
        position = finding.range.upperBound
        cut = max(cut, position)
      }
      output.append(UnsafeRawBufferPointer(rebasing: block[position..<max(position, cut)]))
      for stayed in redactor.finder.allowed
      where stayed.range.lowerBound >= pendingFrom && stayed.range.lowerBound < cut {
        allowed.add(stayed)
      }
    }
    if picture.map({ cut > pendingFrom + $0.at }) ?? true {
      picture = open.flatMap { cut >= $0.at ? OpenPicture(run: $0.run, at: 0) : nil }
    }
    try redactor.writer.handOver()
    let keepFrom = contextStart(before: cut)
    buffer.removeFirst(keepFrom)
    pendingFrom = cut - keepFrom
    return Array(output.bytes)
  }

  /// Where what was never judged begins; behind a cut in a line, the line is judged again.
  private func searchStart(in block: UnsafeRawBufferPointer) -> Int {
    guard pendingFrom > 0, block[pendingFrom - 1] != 0x0A else { return pendingFrom }
    return Finder.line(at: pendingFrom, in: block).lowerBound
  }

  /// The end of the last line that can be judged.
  private func cut(in block: UnsafeRawBufferPointer) -> Int {
    let judged = min(redactor.finder.incompleteFrom, block.count)
    var end = judged
    while end > pendingFrom, block[end - 1] != 0x0A { end -= 1 }
    if end > pendingFrom { return end }
    // One line, or one unfinished thing, that is longer than is waited for.
    return block.count - pendingFrom > Self.longest
      ? max(pendingFrom, block.count - Finder.reach) : pendingFrom
  }

  private func contextStart(before cut: Int) -> Int {
    var start = max(0, cut - Self.context)
    while start > 0, start < cut, buffer[start - 1] != 0x0A { start += 1 }
    return start
  }
}
