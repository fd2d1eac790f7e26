/// An input of a diff.
struct DiffItem: Sendable {
  let text: JobText
  /// A pipe's text: it can be read once only.
  private let held: [UInt8]?

  /// A pipe is held in memory: bytes.
  private static let longestPipe = 64 << 20

  /// What the first pass made of it.
  enum Look: Sendable {
    /// With what was read of a picture.
    case taken(PictureReading?)
    case leftOut(LeaveOut)
  }

  /// - Throws: ``LeaveOut`` where it can't be redacted.
  init(_ file: InputFile, pictures: PictureHandling?) throws {
    switch try JobText.open(file, pictures: pictures) {
    case .leftOut(let reason): throw LeaveOut(reason)
    case .text(let text):
      self.text = text
      guard let pipe = text.pipe else {
        held = nil
        return
      }
      guard let bytes = try pipe.whole(upTo: Self.longestPipe) else {
        throw LeaveOut("comes through a pipe and is larger than 64 MB; a diff needs it as a file")
      }
      held = bytes
    }
  }

  /// Whether it is read piece by piece.
  var isStreamed: Bool { held == nil && text.isStreamed }

  /// Whether all workers are at it.
  var isAlone: Bool { isStreamed || text.isPacked }

  /// Whether a job would paint the pictures in its text; from standard input the filter takes them out.
  var isIllustrated: Bool {
    text.mayBeIllustrated && text.file.relativePath != InputPath.standardInput.shown
  }

  func bytes() throws -> [UInt8] { try held ?? text.read() }

  /// The first pass.
  func collect(_ job: RedactionJob, _ redactor: Redactor, _ found: SharedValues) throws -> Look {
    let path = text.file.path
    if text.isPacked {
      let reason = try PackedRedaction(text: text, job: job).collect(redactor, found)
      return reason.map { .leftOut(LeaveOut($0)) } ?? .taken(nil)
    }
    if let format = text.picture {
      defer { job.progress?.add(text.file.size) }
      guard let handling = job.pictures, handling.mode == .redact else { return .taken(nil) }
      let picture = PictureRedaction(
        path: path, format: format, handling: handling, rules: job.rules)
      do {
        return .taken(try picture.read(bytes(), redactor, onValue: found.add))
      } catch var reason as LeaveOut {
        reason.hint = reason.hint ?? PictureRedaction.hint
        return .leftOut(reason)
      }
    }
    guard isStreamed else {
      try redactor.values(in: bytes(), path: path, body: found.add)
      job.progress?.add(text.file.size)
      return .taken(nil)
    }
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: nil, hint: FormatHint(path: path), jobs: job.jobs,
      path: path)
    var observer = ChunkPipeline.Observer(
      onValue: { found.add($0, $1) }, onProgress: { job.progress?.add($0) })
    observer.findsOnly = true
    _ = try text.run(pipeline, to: TargetChunkSink(nil), observer)
    return .taken(nil)
  }
}
