/// The first pass over a packed input: what its texts hold goes from everywhere.
final class CollectingLeaf: PackedLeaf {
  let job: RedactionJob
  let redactor: Redactor
  let found: SharedValues
  /// The input's path.
  let file: String
  private let jobs: Int

  init(
    _ job: RedactionJob, _ redactor: Redactor, _ found: SharedValues, file: String, jobs: Int
  ) {
    self.job = job
    self.redactor = redactor
    self.found = found
    self.file = file
    self.jobs = jobs
  }

  func begin(_: String) {}

  func text(_ text: PackedText, _ bytes: [UInt8], into _: (any ByteTarget)?) throws {
    try redactor.values(in: bytes, path: text.name, file: file + text.path, body: found.add)
    let pictures = redactor.finder.pictures
    guard !pictures.isEmpty, job.pictures != nil else { return }
    _ = try IllustratedRedaction(
      text: IllustratedText(bytes, starts: pictures), path: file + text.path, name: text.name,
      job: job
    ).collect(redactor, found)
  }

  func stream(_ text: PackedText, _ source: StreamChunkSource, into _: (any ByteTarget)?) throws {
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: nil, hint: FormatHint(path: text.name), jobs: jobs,
      path: file + text.path)
    var observer = ChunkPipeline.Observer(onValue: { [found] in found.add($0, $1) })
    observer.findsOnly = true
    _ = try pipeline.run(from: source, to: TargetChunkSink(nil), observer)
  }

  func leaveOut(_: String, _: String) {}
  func name(_ path: String) -> String { path }
  func makeTarget() -> MemberTarget? { nil }
}
