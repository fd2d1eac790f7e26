import DurableFiles
import SystemPackage

/// The first pass over a file: writes what the rules make of it into the stage, and tells what it
/// found.
struct FileDrafting: Sendable {
  /// What one thread keeps from file to file.
  final class Worker {
    let redactor: Redactor
    fileprivate var text = OutputBuffer()
    fileprivate var told = ToldValues()

    fileprivate init(_ redactor: Redactor) { self.redactor = redactor }
  }

  let job: RedactionJob
  let stage: OutputStage
  let vault: VaultWriter?
  let found: SharedValues
  let room: DraftRoom

  func makeWorker() throws -> Worker {
    Worker(try Redactor(rules: job.rules, key: job.key, known: nil, vault: vault))
  }

  func begin(_ text: JobText, _ worker: Worker) throws -> FirstPass {
    if let format = text.picture {
      defer { job.progress?.endFile() }
      return try JobPicture(text: text, format: format, job: job).begin(worker.redactor, found)
    }
    guard text.isPacked else {
      let draft = try draft(text, worker)
      let pictures = draft.outcome.pictures
      guard !pictures.isEmpty, text.mayBeIllustrated, job.pictures != nil else {
        return .draft(draft)
      }
      draft.place.file.release()
      let readings = try IllustratedRedaction(
        text: IllustratedText(try text.read(), starts: pictures), path: text.file.path,
        name: text.file.path, job: job
      ).collect(worker.redactor, found)
      return .illustrated(pictures, readings)
    }
    defer { job.progress?.endFile() }
    let reason = try PackedRedaction(text: text, job: job).collect(worker.redactor, found)
    return reason.map { .leftOut($0) } ?? .packed
  }

  private func draft(_ text: JobText, _ worker: Worker) throws -> Draft {
    defer { job.progress?.endFile() }
    return text.isStreamed ? try stream(text) : try rewrite(text, worker)
  }

  private func rewrite(_ text: JobText, _ worker: Worker) throws -> Draft {
    try text.read(into: &worker.text)
    let block = worker.text.bytes
    let redactor = worker.redactor
    let output = try redactor.redact(block, path: text.file.path)
    redactor.forEachCredential(in: block) { rule, value in
      if worker.told.insert(rule, value) { found.add(rule, value) }
    }
    job.progress?.add(text.file.size)
    let findings = redactor.finder.findings
    let record = DraftRecord(room)
    if !findings.isEmpty { record.add(0, FindingRanges(findings, from: 0)) }
    let place = try job.withDefect(in: output, of: text.file) {
      try text.withEncoded($0) { try stage.drafts.write($0) }
    }
    return Draft(
      place: place, outcome: ChunkPipeline.Outcome(redactor.finder, bytesRead: block.count),
      ranges: record.all)
  }

  private func stream(_ text: JobText) throws -> Draft {
    let record = DraftRecord(room)
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: nil, hint: FormatHint(path: text.file.path),
      jobs: job.jobs, path: text.file.path, vault: vault)
    var outcome = ChunkPipeline.Outcome()
    let place = try stage.drafts.stream { file, offset in
      let sink = FileChunkSink(file.descriptor, name: text.file.path, offset: offset)
      outcome = try text.run(
        pipeline, to: sink,
        ChunkPipeline.Observer(
          onValue: { found.add($0, $1) }, onRanges: { record.add($0, $1) },
          onProgress: { job.progress?.add($0) }))
      return sink.end
    }
    return Draft(place: place, outcome: outcome, ranges: record.all)
  }
}
