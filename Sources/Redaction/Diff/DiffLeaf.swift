import Archives
import Pictures

/// What would change in a packed input.
final class DiffLeaf: PackedLeaf {
  private let worker: DiffWorker
  private let file: InputFile
  private let jobs: Int
  /// Whether the line is looked for at which the proof has failed.
  var isLocating = false
  private(set) var outcome = FileOutcome()
  var pictures: PictureHandling? { worker.diff.job.pictures }

  init(_ worker: DiffWorker, _ file: InputFile, jobs: Int) {
    self.worker = worker
    self.file = file
    self.jobs = jobs
  }

  func begin(_: String) {}

  func text(_ text: PackedText, _ bytes: [UInt8], into _: (any ByteTarget)?) throws {
    let path = try shown(text.path)
    let stage = worker.stage
    outcome.texts.append(
      (
        path.new,
        try worker.compare(
          bytes, path, named: text.name, file: file.path + text.path, to: stage.append)
      ))
  }

  func stream(_ text: PackedText, _ source: StreamChunkSource, into _: (any ByteTarget)?) throws {
    let path = try shown(text.path)
    let streamed = DiffWorker.Streamed(
      path: path, name: text.name, file: file.path + text.path, jobs: jobs)
    if isLocating { return try worker.locate(in: source, streamed) }
    outcome.texts.append((path.new, try worker.compare(source, streamed)))
  }

  func picture(
    _ text: PackedText, _ bytes: [UInt8], _ format: PictureFormat, into _: (any ByteTarget)?
  ) throws {
    guard let handling = pictures else { throw LeaveOut(format.name) }
    if isLocating { return }
    let path = try shown(text.path)
    guard handling.mode == .redact else {
      outcome.pictures.append(RedactionReport.Picture(kept: path.new))
      return
    }
    let picture = PictureRedaction(
      path: file.path + text.path, format: format, handling: handling,
      rules: worker.diff.job.rules)
    let reading = PictureReading(pages: try picture.pages(bytes))
    let stage = worker.stage
    outcome.add(try worker.compare(bytes, picture, reading, path, to: stage.append))
  }

  private func shown(_ path: String) throws -> DiffNames.Pair {
    try worker.names.show(file.relativePath + path)
  }

  func leaveOut(_ path: String, _ reason: String) throws {
    outcome.leftOut.append(LeftOut(path: try shown(path).new, reason: reason))
  }

  func name(_ path: String) -> String { path }
  func makeTarget() -> MemberTarget? { nil }
}
