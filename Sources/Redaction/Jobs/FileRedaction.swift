import DurableFiles
import Synchronization
import SystemPackage

/// The second pass over a file: what the whole job knows goes from its draft, and the proof that it
/// did comes before the draft gets its name. A draft in which nothing known is left is its own
/// proof.
struct FileRedaction: Sendable {
  /// What one thread keeps from file to file.
  final class Worker {
    let redactor: Redactor
    let scanner: KnownValueScanner
    /// Where substitutes stand in what is written, for the report.
    fileprivate let search: SubstituteSearch?
    fileprivate var text = OutputBuffer()
    fileprivate var draft = OutputBuffer()

    fileprivate init(_ redaction: FileRedaction) throws {
      let job = redaction.job
      redactor = try Redactor(
        rules: job.rules, key: job.key, known: redaction.known, vault: redaction.vault)
      scanner = KnownValueScanner(redaction.known)
      search = try redaction.reader.map { _ in try SubstituteSearch(job.rules) }
    }
  }

  let job: RedactionJob
  let known: KnownValues
  /// The same, as it may be read in pictures; nil where it is too much for that.
  let folded: KnownValues?
  let proof: Proof
  let stage: OutputStage
  let vault: VaultWriter?
  /// Reads what is written; nil where nobody wants to know.
  let reader: OutputReader?

  func makeWorker() throws -> Worker { try Worker(self) }

  func finish(
    _ first: FirstPass, of text: JobText, named name: String, label: String, _ worker: Worker
  ) throws -> FileOutcome {
    if case .picture(let reading) = first, let format = text.picture {
      defer { job.progress?.endFile() }
      return try JobPicture(text: text, format: format, job: job)
        .finish(reading, self, worker, named: name, label: label)
    }
    if case .illustrated(let pictures, let readings) = first {
      return try finish(pictures, readings, of: text, named: name, worker)
    }
    guard case .draft(let draft) = first else {
      return try PackedRedaction(text: text, job: job).finish(
        self, worker, named: name, label: label)
    }
    let outcome = try finish(draft, of: text, named: name, worker)
    return FileOutcome(
      texts: [(name, outcome)],
      leftOut: IllustratedText.leftOut(outcome, label: name, source: text.file.path))
  }

  private func finish(
    _ pictures: [Int], _ readings: [IllustrationReading], of text: JobText, named name: String,
    _ worker: Worker
  ) throws -> FileOutcome {
    defer { job.progress?.endFile() }
    job.progress?.add(text.file.size)
    let illustrated = IllustratedRedaction(
      text: IllustratedText(try text.read(), starts: pictures), path: text.file.path,
      name: text.file.path, job: job)
    let (bytes, outcome) = try illustrated.finish(
      readings, self, worker, shown: name.isEmpty ? text.file.path : name, label: name)
    try bytes.withUnsafeBytes { block in
      try text.withEncoded(block) { output in
        if text.isStreamed { return try stage.write(output, as: name) }
        try write(output, of: text, name, worker)
      }
    }
    return outcome
  }

  private func finish(_ draft: Draft, of text: JobText, named name: String, _ worker: Worker) throws
    -> ChunkPipeline.Outcome
  {
    defer { job.progress?.endFile() }
    let shown = name.isEmpty ? text.file.path : name
    guard text.isStreamed else { return try finish(small: draft, of: text, shown, name, worker) }
    if known.isEmpty {
      job.progress?.add(text.file.size)
      try stage.place(draft.place, as: name)
      return draft.outcome
    }
    if text.pipe != nil { return try stream(draft, shown, text, name) }
    guard try stands(draft, text) else {
      draft.place.file.release()
      let input = try text.file.open()
      return try withExtendedLifetime(input) {
        try stream(input.descriptor, 0..<input.size, shown, text, name)
      }
    }
    try stage.place(draft.place, as: name)
    return draft.outcome
  }

  // MARK: Small files

  private func finish(
    small draft: Draft, of text: JobText, _ shown: String, _ name: String, _ worker: Worker
  ) throws -> ChunkPipeline.Outcome {
    try draft.place.take(into: &worker.draft)
    job.progress?.add(text.file.size)
    if try known.isEmpty || stands(small: draft, text, worker) {
      try write(worker.draft.bytes, of: text, name, worker)
      return draft.outcome
    }
    try text.read(into: &worker.text)
    let block = worker.text.bytes
    let redacted = try worker.redactor.redact(block, path: text.file.path)
    try job.withDefect(in: redacted, of: text.file) { output in
      try proof.check(output, file: shown, worker.scanner)
      try text.withEncoded(output) { try write($0, of: text, name, worker) }
    }
    return ChunkPipeline.Outcome(worker.redactor.finder, bytesRead: block.count)
  }

  private func stands(small draft: Draft, _ text: JobText, _ worker: Worker) throws -> Bool {
    if case .wide = text.kind { return false }
    guard let ranges = draft.ranges else { return false }
    worker.scanner.parts = []
    guard worker.scanner.first(in: worker.draft.bytes) == nil else { return false }
    guard !ranges.isEmpty else { return true }
    let mayHoldParts = !worker.scanner.parts.isEmpty
    try text.read(into: &worker.text)
    return DraftCheck(known: known, ranges: ranges)
      .holds(worker.text.bytes, mayHoldParts: mayHoldParts, worker.scanner)
  }

  private func write(
    _ output: UnsafeRawBufferPointer, of text: JobText, _ name: String, _ worker: Worker
  ) throws {
    try stage.write(output, as: name)
    guard let reader, let search = worker.search else { return }
    guard case .wide = text.kind else { return try reader.read(output, path: name, search) }
    try text.decoded(Array(output)).withUnsafeBytes { try reader.read($0, path: name, search) }
  }

  // MARK: The draft

  /// Whether a search for rules and known values together would have written the draft.
  private func stands(_ draft: Draft, _ text: JobText) throws -> Bool {
    guard let ranges = draft.ranges else { return false }
    let check = DraftCheck(known: known, ranges: ranges)
    let mayHoldParts = Atomic<Bool>(false)
    let isProven = try ChunkSearch(jobs: job.jobs).allSatisfy(
      FileChunkSource(
        draft.place.file.descriptor, name: text.file.path, range: draft.place.range)
    ) {
      KnownValueScanner(known)
    } body: { chunk, block, scanner in
      let part = UnsafeRawBufferPointer(rebasing: block[chunk.searched])
      scanner.parts = []
      guard scanner.first(in: part) == nil else { return false }
      if !scanner.parts.isEmpty { mayHoldParts.store(true, ordering: .relaxed) }
      job.progress?.add(chunk.core.count)
      return true
    }
    guard isProven, !ranges.isEmpty else { return isProven }
    let input = try text.file.open()
    let isThorough = mayHoldParts.load(ordering: .acquiring)
    return try ChunkSearch(jobs: job.jobs).allSatisfy(
      FileChunkSource(input.descriptor, name: text.file.path, range: 0..<input.size)
    ) {
      KnownValueScanner(known)
    } body: { chunk, block, scanner in
      check.holds(chunk, block, mayHoldParts: isThorough, scanner)
    }
  }

  // MARK: Again, with what is known now

  private func stream(
    _ input: FileDescriptor, _ range: Range<Int>, _ shown: String, _ text: JobText, _ name: String
  ) throws -> ChunkPipeline.Outcome {
    let file = try stage.file(name)
    let defect = ChunkDefect(job, path: text.file.path)
    let prover = ChunkProof(proof: proof, file: shown, defect: defect)
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: known, hint: FormatHint(path: text.file.path),
      jobs: job.jobs, path: text.file.path, vault: vault)
    func source() -> FileChunkSource {
      FileChunkSource(input, name: text.file.path, range: range)
    }
    let outcome: ChunkPipeline.Outcome
    do {
      outcome = try pipeline.run(
        from: source(), to: FileChunkSink(file.descriptor, name: text.file.path, offset: 0),
        ChunkPipeline.Observer(
          onOutput: { try prover.check($0, $1) }, onProgress: { job.progress?.add($0) }))
    } catch let fault as JobFault {
      try ProofLocator(proof, file: shown).run(pipeline, from: source(), defect: defect)
      throw fault
    }
    try file.commit()
    return outcome
  }

  /// A pipe's text is gone: what is left of it is its draft.
  private func stream(_ draft: Draft, _ shown: String, _ text: JobText, _ name: String) throws
    -> ChunkPipeline.Outcome
  {
    let place = draft.place
    var outcome = try stream(place.file.descriptor, place.range, shown, text, name)
    draft.place.file.release()
    outcome.perRule.merge(draft.outcome.perRule, uniquingKeysWith: +)
    outcome.bytesRead = draft.outcome.bytesRead
    return outcome
  }
}
