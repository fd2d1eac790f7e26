/// An input of a diff.
struct DiffItem: Sendable {
  let text: JobText
  /// A pipe's text: it can be read once only.
  private let held: [UInt8]?

  /// A pipe is held in memory: bytes.
  private static let longestPipe = 64 << 20

  /// - Throws: ``LeaveOut`` where it can't be redacted.
  init(_ file: InputFile) throws {
    switch try JobText.open(file) {
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

  func bytes() throws -> [UInt8] { try held ?? text.read() }

  /// The first pass.
  ///
  /// - Returns: why the input is left out, or nil.
  func collect(_ job: RedactionJob, _ redactor: Redactor, _ found: SharedValues) throws -> String? {
    let path = text.file.path
    if text.isPacked { return try PackedRedaction(text: text, job: job).collect(redactor, found) }
    guard isStreamed else {
      try redactor.values(in: bytes(), path: path, body: found.add)
      job.progress?.add(text.file.size)
      return nil
    }
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: nil, hint: FormatHint(path: path), jobs: job.jobs,
      path: path)
    var observer = ChunkPipeline.Observer(
      onValue: { found.add($0, $1) }, onProgress: { job.progress?.add($0) })
    observer.findsOnly = true
    _ = try text.run(pipeline, to: TargetChunkSink(nil), observer)
    return nil
  }
}
