/// The first pass over a packed input: what its texts hold goes from everywhere.
final class CollectingLeaf: PackedLeaf {
  private let job: RedactionJob
  private let redactor: Redactor
  private let found: SharedValues
  private let jobs: Int

  init(_ job: RedactionJob, _ redactor: Redactor, _ found: SharedValues, jobs: Int) {
    self.job = job
    self.redactor = redactor
    self.found = found
    self.jobs = jobs
  }

  func begin(_: String) {}

  func text(_ text: PackedText, _ bytes: [UInt8], into _: (any ByteTarget)?) throws {
    try redactor.values(in: bytes, path: text.name, body: found.add)
  }

  func stream(_ text: PackedText, _ source: StreamChunkSource, into _: (any ByteTarget)?) throws {
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: nil, hint: FormatHint(path: text.name), jobs: jobs)
    var observer = ChunkPipeline.Observer(onValue: { [found] in found.add($0, $1) })
    observer.findsOnly = true
    _ = try pipeline.run(from: source, to: TargetChunkSink(nil), observer)
  }

  func leaveOut(_: String, _: String) {}
  func name(_ path: String) -> String { path }
  func makeTarget() -> MemberTarget? { nil }
}
