internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Redaction

struct EvidenceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evidence",
    abstract: "Bundle what a run leaves: its journal, its redacted outputs, and a reading of them.",
    discussion: """
      Outputs are redacted once more, values of one against all others, and proven. The bundle \
      also holds the signed change bundle, the approvals, and the run as an in-toto statement; \
      the executor signs it.
      """)

  @Argument(help: "The run's folder.")
  var folder: String

  @Option(name: [.short, .customLong("output")], help: "The bundle's file.")
  var output: String

  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var encryption: EncryptionOption
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    _ = try BundleOutput.name(output, recipients: encryption.encryptTo)
  }

  private struct Report: Encodable {
    let bundle: String
    let id: String
    let run: String
    let files: Int
    let bytes: Int64
  }

  func run() async throws {
    let console = quiet.console
    let settings = try ClientSettings.load()
    let existing = try ExistingRun(folder)
    let journal = try DurableFile.read(existing.folder.journal)
    try await check(existing, settings: settings)
    var signing = signing
    if signing.sign == nil { signing.sign = try? existing.folder.readRecord().signingKey }
    let writer = try await BundleOutput.writer(
      kind: .evidence, ticket: existing.manifest.ticket, client: existing.manifest.client,
      expires: nil, signing: signing, trust: trust, encryption: encryption, settings: settings)
    let scratch = try PrivateFolder()
    var leftOut: [String: String] = [:]
    let secrets = try secrets(existing)
    let outputs = try redactedOutputs(existing, secrets, in: scratch, &leftOut)
    let approvals = try approvals(existing, secrets, &leftOut)
    let record = EvidenceRecord(
      plan: existing.plan, manifest: existing.manifest, journal: journal, approvals: approvals,
      outputs: try digests(outputs), leftOut: leftOut)
    let files =
      [BundleFile(path: "journal.jsonl", content: .bytes(journal))] + outputs
      + (try record.readings()).map { BundleFile(path: $0.path, content: .bytes($0.bytes)) }
      + (try BundleFile.files(in: existing.folder.bundle, under: EvidenceRecord.changeFolder))
      + approvals.flatMap(files)
    let result = try await writer.write(
      files, to: BundleOutput.name(output, recipients: encryption.encryptTo),
      replacing: force.force)
    console.note("\(output): \(result.files) files, evidence of the run \(record.run)")
    if json.json {
      try console.write(
        json: Report(
          bundle: output, id: result.manifest.id, run: record.run, files: result.files,
          bytes: result.bytes))
    }
  }

  /// Evidence that doesn't hold is none.
  private func check(_ existing: ExistingRun, settings: ClientSettings) async throws {
    let verifier = try existing.verifier(settings, allowedSigners: trust.allowedSigners)
    let verdict = try await JournalVerifier(verifier, trustsTimes: true).verify(
      folder: existing.folder.path, plan: existing.plan)
    if verdict.isRehearsal {
      throw RunRefusal(
        .gate, "\(existing.folder.path) holds a rehearsal: nothing of it was executed",
        hint: "evidence is made of a run: handoff run BUNDLE --sign KEY")
    }
    guard let problem = verdict.problems.first else { return }
    throw JournalError(
      code: .damaged, path: existing.folder.journal, message: problem.description,
      hint: "handoff journal verify \(existing.folder.path)")
  }

  private func secrets(_ existing: ExistingRun) throws -> RunSecrets {
    let secrets = try RunSecrets(
      redaction, ticket: existing.manifest.ticket, folder: existing.folder,
      named: known.values(quiet.console))
    try secrets.learnParameters(of: existing.plan)
    return secrets
  }

  private func redactedOutputs(
    _ existing: ExistingRun, _ secrets: RunSecrets, in scratch: PrivateFolder,
    _ leftOut: inout [String: String]
  ) throws -> [BundleFile] {
    let target = scratch.path + "/redacted"
    var job = RedactionJob(rules: secrets.setup.rules, key: secrets.setup.key)
    job.learned = secrets.learned
    let report = try job.run(
      placing: [(path: existing.folder.outputs, place: "outputs")], output: target)
    for file in report.leftOut {
      quiet.console.warning("\(file.path): left out: \(file.reason)")
      leftOut[file.path] = file.reason
    }
    guard RegularFile.isFolder(target) else { return [] }
    return try BundleFile.filesRenaming(in: target).map(\.file)
  }

  /// A signed text can't be redacted: one that holds a secret stays behind. Who signed is none, and
  /// stands in the journal too.
  private func approvals(
    _ existing: ExistingRun, _ secrets: RunSecrets, _ leftOut: inout [String: String]
  ) throws -> [EvidenceApproval] {
    try existing.folder.keptApprovals().filter { one in
      let text = Array(
        String(decoding: one.file, as: UTF8.self)
          .replacing(one.approval.principal, with: "approver").utf8)
      let redactor = try secrets.makeRedactor()
      guard try redactor.feed(text) + redactor.finish() != text else { return true }
      let path = "\(EvidenceRecord.approvalsFolder)/\(one.name).json"
      leftOut[path] = "it holds what looks like a secret"
      quiet.console.warning("\(path): left out: it holds what looks like a secret")
      return false
    }
  }

  private func files(_ one: EvidenceApproval) -> [BundleFile] {
    let path = "\(EvidenceRecord.approvalsFolder)/\(one.name).json"
    return [
      BundleFile(path: path, content: .bytes(one.file)),
      BundleFile(path: path + ".sig", content: .bytes(one.signature)),
    ]
  }

  private func digests(_ files: [BundleFile]) throws -> [String: String] {
    try files.reduce(into: [:]) { digests, file in
      guard case .file(let path) = file.content else { return }
      digests[file.path] = try Digest.hex(DurableFile.read(path))
    }
  }
}
