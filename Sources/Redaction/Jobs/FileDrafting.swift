import DurableFiles
import SystemPackage

/// The first pass over a file: writes what the rules make of it into the stage, and tells what it
/// found.
struct FileDrafting: Sendable {
  let job: RedactionJob
  let stage: OutputStage
  let vault: VaultWriter?
  let found: SharedValues
  let room: DraftRoom

  func makeWorker() throws -> Redactor {
    try Redactor(rules: job.rules, key: job.key, known: nil, vault: vault)
  }

  func begin(_ text: JobText, _ redactor: Redactor) throws -> FirstPass {
    guard text.isPacked else { return .draft(try draft(text, redactor)) }
    defer { job.progress?.endFile() }
    let reason = try PackedRedaction(text: text, job: job).collect(redactor, found)
    return reason.map { .leftOut($0) } ?? .packed
  }

  private func draft(_ text: JobText, _ redactor: Redactor) throws -> Draft {
    defer { job.progress?.endFile() }
    return text.isStreamed ? try stream(text) : try rewrite(text, redactor)
  }

  private func rewrite(_ text: JobText, _ redactor: Redactor) throws -> Draft {
    let bytes = try text.read()
    var output = try redactor.redact(bytes, path: text.file.path).bytes
    job.plantedDefect?(text.file.path, &output)
    let findings = redactor.finder.findings
    bytes.withUnsafeBytes { block in
      for finding in findings { redactor.forEachValue(of: finding, in: block, found.add) }
    }
    job.progress?.add(text.file.size)
    let record = DraftRecord(room)
    if !findings.isEmpty { record.add(0, FindingRanges(findings, from: 0)) }
    let place = try stage.drafts.write(text.encoded(output))
    return Draft(
      place: place, outcome: ChunkPipeline.Outcome(redactor.finder, bytesRead: bytes.count),
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
