import DurableFiles

/// Redacts what comes packed through a filter; it neither propagates nor proves.
final class FilteringLeaf: PackedLeaf {
  private let pipeline: ChunkPipeline
  private let redactor: Redactor
  private let onLeftOut: (LeftOut) -> Void
  private let names: NameRedactor
  /// What stayed because somebody allowed it.
  private(set) var allowed = AllowedTally()
  /// Pictures in base64 that aren't in the output.
  private(set) var pictureCount = 0

  init(_ pipeline: ChunkPipeline, onLeftOut: @escaping (LeftOut) -> Void) throws {
    self.pipeline = pipeline
    self.onLeftOut = onLeftOut
    redactor = try Redactor(
      rules: pipeline.rules, key: pipeline.key, known: pipeline.known, vault: pipeline.vault)
    let known = try pipeline.known ?? KnownValues(ValueCollector())
    let proof = Proof(known: known, rules: pipeline.rules)
    names = NameRedactor(redactor, proof, proof.scanner())
  }

  func begin(_: String) {}

  func text(_ text: PackedText, _ bytes: [UInt8], into target: (any ByteTarget)?) throws {
    let output = try redactor.redact(bytes, path: text.name).bytes
    let outcome = ChunkPipeline.Outcome(redactor.finder, bytesRead: bytes.count)
    allowed.add(outcome.allowed)
    pictureCount += outcome.pictures.count
    try text.kind.encoded(output).withUnsafeBytes { try target?.append($0) }
  }

  func stream(_ text: PackedText, _ source: StreamChunkSource, into target: (any ByteTarget)?)
    throws
  {
    let outcome = try pipeline.with(FormatHint(path: text.name)).run(
      from: source, to: TargetChunkSink(target))
    allowed.add(outcome.allowed)
    pictureCount += outcome.pictures.count
  }

  func leaveOut(_ path: String, _ reason: String) throws {
    onLeftOut(LeftOut(path: try "standard input" + names.show(path), reason: reason))
  }

  func name(_ path: String) throws -> String { try names.redact(path) }

  func makeTarget() -> MemberTarget? {
    MemberTarget { try DraftFile(beside: PrivateFolder.temporaryFolder + "/handoff") }
  }
}
