import DurableFiles
import SystemPackage

/// The second pass over a file: what the whole job knows goes from its draft, and the proof that it
/// did comes before the draft gets its name.
struct FileRedaction: Sendable {
  /// What one thread keeps from file to file.
  final class Worker {
    let redactor: Redactor
    let scanner: KnownValueScanner

    init(
      rules: CompiledRules, key: PlaceholderKey, known: KnownValues, vault: VaultWriter?
    ) throws {
      redactor = try Redactor(rules: rules, key: key, known: known, vault: vault)
      scanner = try KnownValueScanner(known)
    }
  }

  let job: RedactionJob
  let known: KnownValues
  let proof: Proof
  let stage: OutputStage
  let vault: VaultWriter?

  func finish(_ draft: Draft, of text: JobText, named name: String, _ worker: Worker) throws
    -> ChunkPipeline.Outcome
  {
    if known.entries.isEmpty {
      try stage.place(draft.number, as: name)
      return draft.outcome
    }
    guard try isComplete(draft, text, worker) else {
      stage.dropDraft(draft.number)
      return text.isStreamed ? try stream(text, name) : try rewrite(text, name, worker)
    }
    try prove(draft, text, worker)
    try stage.place(draft.number, as: name)
    return draft.outcome
  }

  // MARK: The draft

  /// Whether every known value in the text was found by the rules already.
  private func isComplete(_ draft: Draft, _ text: JobText, _ worker: Worker) throws -> Bool {
    if case .utf16 = text.kind { return false }
    guard let ranges = draft.ranges else { return false }
    guard text.isStreamed else {
      var hits: [Finding] = []
      var replacements: [KnownValues.Replacement] = []
      try text.read().withUnsafeBytes {
        try worker.scanner.scan($0, 0..<$0.count, into: &hits, &replacements)
      }
      return FindingRanges.cover(hits, ranges[0]?.decoded() ?? [])
    }
    let input = try OpenedFile(text.file.path)
    return try ChunkSearch(jobs: job.jobs).allSatisfy(
      FileChunkSource(input.descriptor, name: text.file.path, range: 0..<input.size)
    ) {
      try KnownValueScanner(known)
    } body: { chunk, block, scanner in
      var hits: [Finding] = []
      var replacements: [KnownValues.Replacement] = []
      try scanner.scan(block, chunk.searched, into: &hits, &replacements)
      hits.removeAll { !chunk.core.contains($0.range.lowerBound) }
      guard !hits.isEmpty else { return true }
      // A finding that began in the chunk before may reach into this one.
      let before = ranges[chunk.index - 1]?.decoded(
        movedBy: chunk.core.lowerBound - Chunk.coreSize)
      let own = ranges[chunk.index]?.decoded(movedBy: chunk.core.lowerBound)
      return FindingRanges.cover(hits, (before ?? []) + (own ?? []))
    }
  }

  private func prove(_ draft: Draft, _ text: JobText, _ worker: Worker) throws {
    let file = try OpenedFile(stage.draft(draft.number))
    guard text.isStreamed else {
      let bytes = try DurableFile.read(stage.draft(draft.number), limit: .max)
      return try bytes.withUnsafeBytes {
        try proof.check($0, file: text.file.path, worker.scanner)
      }
    }
    _ = try ChunkSearch(jobs: job.jobs).allSatisfy(
      FileChunkSource(file.descriptor, name: text.file.path, range: 0..<file.size)
    ) {
      try KnownValueScanner(known)
    } body: { chunk, block, scanner in
      try proof.check(
        part: UnsafeRawBufferPointer(rebasing: block[chunk.searched]), of: text.file.path, scanner)
      return true
    }
  }

  // MARK: Again, with what is known now

  private func rewrite(_ text: JobText, _ name: String, _ worker: Worker) throws
    -> ChunkPipeline.Outcome
  {
    let bytes = try text.read()
    var output = try worker.redactor.redact(bytes, path: text.file.path).bytes
    job.plantedDefect?(text.file.path, &output)
    try output.withUnsafeBytes { try proof.check($0, file: text.file.path, worker.scanner) }
    let file = try stage.file(name)
    try text.encoded(output).withUnsafeBytes { try file.write($0) }
    try file.commit()
    return ChunkPipeline.Outcome(worker.redactor.finder.findings, bytesRead: bytes.count)
  }

  private func stream(_ text: JobText, _ name: String) throws -> ChunkPipeline.Outcome {
    let input = try OpenedFile(text.file.path)
    let file = try stage.file(name)
    let prover = ChunkProof(proof: proof, file: text.file.path)
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: known, hint: FormatHint(path: text.file.path),
      jobs: job.jobs, vault: vault)
    let outcome = try pipeline.run(
      from: FileChunkSource(input.descriptor, name: text.file.path, range: 0..<input.size),
      to: FileChunkSink(file.descriptor, name: text.file.path, offset: 0),
      ChunkPipeline.Observer(onOutput: { try prover.check($0, $1) }))
    try file.commit()
    return outcome
  }
}
