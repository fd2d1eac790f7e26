import DurableFiles

/// Rewrites one file into the stage.
struct FileRedaction {
  struct Outcome {
    var perRule: [Int: Int] = [:]
    var propagated = 0
  }

  let job: RedactionJob
  let redactor: Redactor
  let known: KnownValues
  let proof: Proof

  func write(_ text: JobText, named name: String, to stage: OutputStage) throws -> Outcome {
    text.isStreamed ? try stream(text, name, stage) : try rewrite(text, name, stage)
  }

  private func rewrite(_ text: JobText, _ name: String, _ stage: OutputStage) throws -> Outcome {
    let bytes = try text.read()
    var output = try redactor.redact(bytes, path: text.file.path).bytes
    job.plantedDefect?(text.file.path, &output)
    try proof.check(output, file: text.file.path)
    var outcome = Outcome()
    for finding in redactor.finder.findings {
      outcome.perRule[finding.rule, default: 0] += 1
      if finding.replacement >= 0 { outcome.propagated += 1 }
    }
    if case .utf16(let isBigEndian) = text.kind {
      let original = try DurableFile.read(text.file.path, limit: .max)
      if bytes != original { output = UTF16Text.encode(output, isBigEndian: isBigEndian) }
    }
    let file = try stage.file(name)
    try output.withUnsafeBytes { try file.write($0) }
    try file.commit()
    return outcome
  }

  private func stream(_ text: JobText, _ name: String, _ stage: OutputStage) throws -> Outcome {
    var outcome = Outcome()
    let file = try stage.file(name)
    let stream = try StreamRedactor(rules: job.rules, key: job.key, known: known, path: text.file.path)
    var indices: [String: Int] = [:]
    for (index, rule) in job.rules.rules.enumerated() { indices[rule.id] = index }
    stream.onFinding = { rule, _ in outcome.perRule[indices[rule.id] ?? 0, default: 0] += 1 }
    var proof = StreamProof(proof: self.proof, path: text.file.path)
    func take(_ piece: [UInt8], _ file: borrowing PendingFile) throws {
      var output = piece
      job.plantedDefect?(text.file.path, &output)
      try proof.check(output)
      try output.withUnsafeBytes { try file.write($0) }
    }
    let blocks = try FileBlocks(text.file.path)
    while let block = try blocks.next() { try take(stream.feed(block), file) }
    try take(stream.finish(), file)
    try file.commit()
    return outcome
  }
}

/// Proves a file piece by piece: the end of each piece is looked at again with the next one, so
/// that no value straddles.
private struct StreamProof {
  let proof: Proof
  let path: String
  private var line = 1
  private var tail: [UInt8] = []

  init(proof: Proof, path: String) {
    self.proof = proof
    self.path = path
  }

  mutating func check(_ piece: [UInt8]) throws {
    let window = tail + piece
    try proof.check(window, file: path, firstLine: line)
    // Twice escaped or percent-encoded, a value is at most three times as long.
    let keep = min(window.count, 3 * FoundValues.longest)
    line += window.dropLast(keep).count { $0 == 0x0A }
    tail = Array(window.suffix(keep))
  }
}
