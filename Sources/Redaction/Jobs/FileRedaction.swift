import DurableFiles
import SystemPackage

/// Rewrites files into the stage and proves each before it is written.
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

  func write(_ text: JobText, named name: String, _ worker: Worker) throws -> ChunkPipeline.Outcome
  {
    text.isStreamed ? try stream(text, name) : try rewrite(text, name, worker)
  }

  private func rewrite(_ text: JobText, _ name: String, _ worker: Worker) throws
    -> ChunkPipeline.Outcome
  {
    let bytes = try text.read()
    var output = try worker.redactor.redact(bytes, path: text.file.path).bytes
    job.plantedDefect?(text.file.path, &output)
    try output.withUnsafeBytes { try proof.check($0, file: text.file.path, worker.scanner) }
    var outcome = ChunkPipeline.Outcome()
    for finding in worker.redactor.finder.findings {
      outcome.perRule[finding.rule, default: 0] += 1
      if finding.replacement >= 0 { outcome.propagated += 1 }
    }
    if case .utf16(let isBigEndian) = text.kind {
      output = UTF16Text.encode(output, isBigEndian: isBigEndian)
    }
    let file = try stage.file(name)
    try output.withUnsafeBytes { try file.write($0) }
    try file.commit()
    return outcome
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
