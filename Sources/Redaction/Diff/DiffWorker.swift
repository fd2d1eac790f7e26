import DurableFiles

/// The second pass over the inputs of a diff; one a thread.
final class DiffWorker {
  struct Compared: Sendable {
    /// What isn't in the stage already.
    var bytes: [UInt8] = []
    var outcome = FileOutcome()
  }

  let diff: RedactionDiff
  let redactor: Redactor
  let names: DiffNames
  let proof: Proof
  let known: KnownValues
  /// As they may be read in pictures; nil where there are too many.
  let folded: KnownValues?
  let stage: DiffStage
  let scanner: KnownValueScanner

  init(
    _ diff: RedactionDiff, _ known: KnownValues, _ folded: KnownValues?, _ stage: DiffStage
  ) throws {
    self.diff = diff
    self.folded = folded
    self.known = known
    self.stage = stage
    redactor = try Redactor(rules: diff.job.rules, key: diff.job.key, known: known)
    proof = Proof(known: known, rules: diff.job.rules)
    scanner = proof.scanner()
    names = try DiffNames(diff.job, known)
  }

  /// - Parameter reading: of a picture that isn't to stay as it is.
  func compare(_ item: DiffItem, _ reading: PictureReading?) throws -> Compared {
    let file = item.text.file
    let path = try names.show(file.relativePath)
    if let format = item.text.picture { return try compare(item, format, reading, path) }
    if item.text.isPacked {
      let leaf = DiffLeaf(self, file, jobs: item.text.isStreamed ? diff.job.jobs : 1)
      do {
        try PackedWalk.run(leaf, file, jobs: 1, diff.job.progress, into: nil)
      } catch let fault as JobFault {
        leaf.isLocating = true
        try PackedWalk.run(leaf, file, jobs: 1, nil, into: nil)
        throw fault
      } catch {
        guard LeaveOut(ofWhole: error) != nil else { throw error }
        throw FileError(
          code: .system, path: file.path, message: "was changed while it was read",
          hint: OpenedFile.hint)
      }
      return Compared(outcome: leaf.outcome)
    }
    guard item.isStreamed else {
      var bytes: [UInt8] = []
      let outcome = try compare(
        item.bytes(), path, named: file.path, file: file.path, isBinary: item.text.isBinary,
        isIllustrated: item.isIllustrated
      ) { bytes += $0 }
      diff.job.progress?.add(file.size)
      return Compared(bytes: bytes, outcome: FileOutcome(texts: [(path.new, outcome)]))
    }
    let input = try file.open()
    return try withExtendedLifetime(input) {
      func source() -> FileChunkSource {
        FileChunkSource(input.descriptor, name: file.path, range: 0..<input.size)
      }
      let text = DiffWorker.Streamed(
        path: path, name: file.path, file: file.path, jobs: diff.job.jobs,
        isBinary: item.text.isBinary, isIllustrated: item.isIllustrated)
      do {
        let outcome = try compare(source(), text, diff.job.progress)
        return Compared(outcome: FileOutcome(texts: [(path.new, outcome)]))
      } catch let fault as JobFault {
        try locate(in: source(), text)
        throw fault
      }
    }
  }

  /// A text in memory.
  ///
  /// - Parameters:
  ///   - name: tells its format.
  ///   - file: where it stands, for an allow-list.
  ///   - isIllustrated: whether a job would paint the pictures in it.
  func compare(
    _ bytes: [UInt8], _ path: DiffNames.Pair, named name: String, file: String,
    isBinary: Bool = false, isIllustrated: Bool = true,
    to output: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws -> ChunkPipeline.Outcome {
    var new = try redactor.redact(bytes, path: name, file: file).bytes
    diff.job.plantedDefect?(file, &new)
    let outcome = ChunkPipeline.Outcome(redactor.finder, bytesRead: bytes.count)
    let old = redactor.finder.findings.isEmpty ? new : redactor.masked(bytes)
    for text in [new, old] {
      try text.withUnsafeBytes { try proof.check($0, file: path.new, scanner) }
    }
    let notes = isIllustrated ? notes(of: outcome, in: bytes, path.new) : []
    try write(.bytes(old), .bytes(new), path, outcome, notes, isBinary: isBinary, to: output)
    return outcome
  }

  /// A text that is read piece by piece.
  struct Streamed {
    let path: DiffNames.Pair
    /// Tells its format.
    let name: String
    /// Where it stands, for an allow-list.
    let file: String
    let jobs: Int
    var isBinary = false
    /// Whether a job would paint the pictures in it.
    var isIllustrated = true
  }

  func compare(
    _ source: some ChunkSource, _ text: Streamed, _ progress: JobProgress? = nil
  ) throws -> ChunkPipeline.Outcome {
    let (old, new) = (try DiffStage.file(), try DiffStage.file())
    let path = text.path
    let prover = ChunkProof(
      proof: proof, file: path.new, defect: ChunkDefect(diff.job, path: text.file))
    let sink = FileChunkSink(new.descriptor, name: path.new, offset: 0)
    let twin = FileChunkSink(old.descriptor, name: path.new, offset: 0)
    var observer = ChunkPipeline.Observer(
      onOutput: { try prover.check($0, $1) }, onProgress: { progress?.add($0) })
    observer.twin = ProvenChunkSink(twin, ChunkProof(proof: proof, file: path.new))
    let outcome = try pipeline(text).run(from: source, to: sink, observer)
    try write(
      .file(old, count: twin.end), .file(new, count: sink.end), path, outcome,
      text.isIllustrated ? notes(of: outcome, path.new) : [], isBinary: text.isBinary,
      to: stage.append)
    return outcome
  }

  /// - Throws: ``JobFault`` with the line of what the proof has seen.
  func locate(in source: some ChunkSource, _ text: Streamed) throws {
    try ProofLocator(proof, file: text.path.new).run(
      pipeline(text), from: source, defect: ChunkDefect(diff.job, path: text.file))
  }

  private func pipeline(_ text: Streamed) -> ChunkPipeline {
    ChunkPipeline(
      rules: diff.job.rules, key: diff.job.key, known: known, hint: FormatHint(path: text.name),
      jobs: text.jobs, path: text.file)
  }

  private func write(
    _ old: DiffText, _ new: DiffText, _ path: DiffNames.Pair, _ outcome: ChunkPipeline.Outcome,
    _ notes: [String], isBinary: Bool, to output: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let printer = DiffPrinter(diff.style, output)
    for note in notes { try printer.note(note) }
    if outcome.perRule.isEmpty {
      if path.old != path.new { try printer.renamed(path.old, path.new) }
    } else if isBinary {
      try printer.binary(path.old, path.new)
    } else {
      try printer.head(path.old, path.new)
      var lines = LineDiff(old, new, printer)
      try lines.write()
    }
    try printer.finish()
  }
}

/// Proves what it hands on.
final class ProvenChunkSink: ChunkSink {
  private let sink: FileChunkSink
  private let proof: ChunkProof

  init(_ sink: FileChunkSink, _ proof: ChunkProof) {
    self.sink = sink
    self.proof = proof
  }

  func write(_ bytes: UnsafeRawBufferPointer, chunk: Int) throws -> Bool {
    try proof.check(chunk, bytes)
    return try sink.write(bytes, chunk: chunk)
  }

  func close() { sink.close() }
}
