import Archives

/// The second pass over a packed input: what the whole job knows goes, and the proof that it did
/// comes before anything is packed again.
final class RewritingLeaf: PackedLeaf {
  let redaction: FileRedaction
  let worker: FileRedaction.Worker
  private let names: NameRedactor
  let file: InputFile
  /// What reports call the output.
  private let label: String
  private let jobs: Int
  /// Whether nothing is written, and the line is looked for at which the proof has failed.
  private let isLocating: Bool
  var painted: [RedactionReport.Picture] = []
  var texts: [(path: String, outcome: ChunkPipeline.Outcome)] = []
  private(set) var leftOut: [LeftOut] = []

  init(
    _ redaction: FileRedaction, _ worker: FileRedaction.Worker, _ file: InputFile,
    label: String, jobs: Int, isLocating: Bool = false
  ) {
    self.isLocating = isLocating
    self.file = file
    self.label = label
    self.redaction = redaction
    self.worker = worker
    self.jobs = jobs
    names = NameRedactor(worker.redactor, redaction.proof, worker.scanner)
  }

  func begin(_: String) {}

  func text(_ text: PackedText, _ bytes: [UInt8], into target: (any ByteTarget)?) throws {
    var output = try worker.redactor.redact(
      bytes, path: text.name, file: file.path + text.path
    ).bytes
    let outcome = ChunkPipeline.Outcome(worker.redactor.finder, bytesRead: bytes.count)
    guard outcome.pictures.isEmpty || pictures == nil else {
      return try illustrated(text, bytes, outcome.pictures, into: target)
    }
    redaction.job.plantedDefect?(file.path + text.path, &output)
    let shown = try shown(text)
    try output.withUnsafeBytes {
      try redaction.proof.check($0, file: shown, worker.scanner)
    }
    try text.kind.encoded(output).withUnsafeBytes { try target?.append($0) }
    texts.append((shown, outcome))
  }

  private func illustrated(
    _ text: PackedText, _ bytes: [UInt8], _ pictures: [Int], into target: (any ByteTarget)?
  ) throws {
    let illustrated = IllustratedRedaction(
      text: IllustratedText(bytes, starts: pictures), path: file.path + text.path, name: text.name,
      job: redaction.job)
    let shown = try shown(text)
    let (output, outcome) = try illustrated.finish(
      illustrated.pages(), redaction, worker, shown: shown, label: shown)
    try text.kind.encoded(output).withUnsafeBytes { try target?.append($0) }
    texts += outcome.texts
    leftOut += outcome.leftOut
    painted += outcome.pictures
  }

  func stream(_ text: PackedText, _ source: StreamChunkSource, into target: (any ByteTarget)?)
    throws
  {
    let job = redaction.job
    let shown = try shown(text)
    let defect = ChunkDefect(job, path: file.path + text.path)
    let pipeline = ChunkPipeline(
      rules: job.rules, key: job.key, known: redaction.known, hint: FormatHint(path: text.name),
      jobs: jobs, path: file.path + text.path, vault: redaction.vault)
    if isLocating {
      let locator = ProofLocator(redaction.proof, file: shown)
      return try locator.run(pipeline, from: source, defect: defect)
    }
    let prover = ChunkProof(proof: redaction.proof, file: shown, defect: defect)
    var observer = ChunkPipeline.Observer()
    if !redaction.known.isEmpty { observer.onOutput = { try prover.check($0, $1) } }
    let outcome = try pipeline.run(from: source, to: TargetChunkSink(target), observer)
    texts.append((shown, outcome))
    leftOut += IllustratedText.leftOut(outcome, label: shown, source: file.path + text.path)
  }

  func shown(_ text: PackedText) throws -> String {
    try text.path.isEmpty ? label : label + names.show(text.path)
  }

  func leaveOut(_ path: String, _ reason: String) throws {
    leftOut.append(
      LeftOut(
        path: try label + names.show(path), reason: reason,
        source: try names.show(file.path + path)))
  }

  func name(_ path: String) throws -> String { try names.redact(path) }

  func makeTarget() -> MemberTarget? {
    MemberTarget { [stage = redaction.stage] in try stage.makeDraftFile() }
  }
}
