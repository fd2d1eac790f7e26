import Archives
import Pictures

/// What the first pass read of a picture in a text.
enum IllustrationReading: Sendable {
  case pages(PictureReading)
  case leftOut(String)
}

/// A text with pictures in a job.
struct IllustratedRedaction {
  let text: IllustratedText
  /// The input's path, and behind it what leads to the text.
  let path: String
  /// Tells its format.
  let name: String
  let job: RedactionJob

  /// The first pass.
  ///
  /// - Returns: what was read of each picture.
  func collect(_ redactor: Redactor, _ found: SharedValues) throws -> [IllustrationReading] {
    let readings = try text.cuts.map { cut in
      try read(cut) { try $0.read($1, redactor, onValue: found.add) }
    }
    let rest = text.withTokens(redactor.writer)
    if rest.count <= RedactionJob.inMemoryLimit {
      try redactor.values(in: rest, path: name, file: path, body: found.add)
    } else {
      var observer = ChunkPipeline.Observer(onValue: { found.add($0, $1) })
      observer.findsOnly = true
      _ = try pipeline(nil, nil).run(
        from: StreamChunkSource(MemoryStream(rest)), to: TargetChunkSink(nil), observer)
    }
    return readings
  }

  /// What can be read in pictures of which nothing was kept.
  func pages() throws -> [IllustrationReading] {
    try text.cuts.map { cut in
      try read(cut) { PictureReading(pages: try $0.pages($1)) }
    }
  }

  private func read(
    _ cut: IllustratedText.Cut, _ body: (PictureRedaction, [UInt8]) throws -> PictureReading
  ) throws -> IllustrationReading {
    guard let handling = job.pictures, handling.mode == .redact else { return .leftOut(cut.name) }
    do {
      let (picture, bytes) = try Self.picture(cut, in: text, path, handling, job.rules)
      return .pages(try body(picture, bytes))
    } catch let reason as LeaveOut {
      return .leftOut(reason.reason)
    }
  }

  /// - Throws: ``LeaveOut``.
  static func picture(
    _ cut: IllustratedText.Cut, in text: IllustratedText, _ path: String,
    _ handling: PictureHandling, _ rules: CompiledRules
  ) throws -> (PictureRedaction, [UInt8]) {
    guard let format = cut.format else { throw LeaveOut(cut.name) }
    guard let bytes = text.spelling(cut).bytes else {
      throw LeaveOut("\(cut.name): its base64 isn't whole")
    }
    return (PictureRedaction(path: path, format: format, handling: handling, rules: rules), bytes)
  }

  // MARK: The second pass

  /// - Parameters:
  ///   - shown: the text's name in messages.
  ///   - label: its name in reports.
  /// - Returns: the text as it goes out.
  func finish(
    _ readings: [IllustrationReading], _ redaction: FileRedaction, _ worker: FileRedaction.Worker,
    shown: String, label: String
  ) throws -> (bytes: [UInt8], outcome: FileOutcome) {
    let writer = worker.redactor.writer
    var outcome = FileOutcome()
    var counted = ChunkPipeline.Outcome()
    let parts = try zip(text.cuts, readings).map { cut, reading in
      try part(cut, reading, redaction, worker, label, &outcome, &counted)
    }
    let rest = text.withTokens(writer)
    var redacted: [UInt8]
    if rest.count <= RedactionJob.inMemoryLimit {
      redacted = try worker.redactor.redact(rest, path: name, file: path).bytes
      counted.add(ChunkPipeline.Outcome(worker.redactor.finder, bytesRead: text.bytes.count))
    } else {
      let target = BytesTarget()
      counted.add(
        try pipeline(redaction.known, redaction.vault).run(
          from: StreamChunkSource(MemoryStream(rest)), to: TargetChunkSink(target)))
      redacted = target.bytes
    }
    job.plantedDefect?(path, &redacted)
    try redacted.withUnsafeBytes { try redaction.proof.check($0, file: shown, worker.scanner) }
    outcome.texts = [(label, counted)]
    return (text.join(redacted, parts, writer), outcome)
  }

  /// What stands for a picture.
  private func part(
    _ cut: IllustratedText.Cut, _ reading: IllustrationReading, _ redaction: FileRedaction,
    _ worker: FileRedaction.Worker, _ label: String, _ outcome: inout FileOutcome,
    _ counted: inout ChunkPipeline.Outcome
  ) throws -> [UInt8] {
    let place = text.place(cut, in: label)
    guard let handling = job.pictures, handling.mode != .keep else {
      outcome.pictures.append(RedactionReport.Picture(kept: place))
      return Array(text.bytes[cut.range])
    }
    do {
      guard case .pages(let pages) = reading else {
        if case .leftOut(let reason) = reading { throw LeaveOut(reason) }
        throw LeaveOut(cut.name)
      }
      let (picture, bytes) = try Self.picture(cut, in: text, path, handling, job.rules)
      let painted = try picture.paint(bytes, pages, worker.redactor, folded: redaction.folded)
      counted.add(ChunkPipeline.Outcome(painted.findings, bytesRead: 0))
      outcome.pictures.append(
        RedactionReport.Picture(
          painted.findings, path: place, pages: pages.pages.count, rules: job.rules))
      return text.spelling(cut).spell(painted.bytes)
    } catch let reason as LeaveOut {
      outcome.leftOut.append(
        LeftOut(path: place, reason: reason.reason, source: "\(path):\(cut.line)"))
      return placeholder(cut, worker.redactor.writer)
    }
  }

  private func placeholder(_ cut: IllustratedText.Cut, _ writer: SubstituteWriter) -> [UInt8] {
    guard let rule = job.rules.scanned.picture else { return [] }
    var output = OutputBuffer()
    text.bytes.withUnsafeBytes { writer.write(cut.finding(rule), in: $0, to: &output) }
    return Array(output.bytes)
  }

  private func pipeline(_ known: KnownValues?, _ vault: VaultWriter?) -> ChunkPipeline {
    ChunkPipeline(
      rules: job.rules, key: job.key, known: known, hint: FormatHint(path: name), jobs: 1,
      path: path, vault: vault)
  }
}

/// Bytes in memory.
private final class BytesTarget: ByteTarget {
  private(set) var bytes: [UInt8] = []

  func append(_ more: UnsafeRawBufferPointer) { bytes += more }
}
