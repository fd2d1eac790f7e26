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
    discussion: "Outputs are redacted once more, values of one against all others, and proven.")

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
    let outputs = try redactedOutputs(existing, in: scratch)
    let events = JournalText(journal).events
    let summary = EvidenceSummary(
      plan: existing.plan, manifest: existing.manifest, events: events,
      changedOutputs: try changed(outputs, events))
    let files =
      [
        BundleFile(path: "journal.jsonl", content: .bytes(journal)),
        BundleFile(path: "EVIDENCE.md", text: summary.markdown),
        BundleFile(path: "EVIDENCE.html", text: summary.page),
      ] + outputs
    let result = try await writer.write(
      files, to: BundleOutput.name(output, recipients: encryption.encryptTo),
      replacing: force.force)
    console.note("\(output): \(result.files) files, evidence of the run \(events[0].run)")
    if json.json {
      try console.write(
        json: Report(
          bundle: output, id: result.manifest.id, run: events[0].run, files: result.files,
          bytes: result.bytes))
    }
  }

  /// Evidence that doesn't hold is none.
  private func check(_ existing: ExistingRun, settings: ClientSettings) async throws {
    let verifier = try existing.verifier(settings, allowedSigners: trust.allowedSigners)
    let verdict = try await JournalVerifier(verifier, trustsTimes: true).verify(
      folder: existing.folder.path, plan: existing.plan)
    guard let problem = verdict.problems.first else { return }
    throw JournalError(
      code: .damaged, path: existing.folder.journal, message: problem.description,
      hint: "handoff journal verify \(existing.folder.path)")
  }

  private func redactedOutputs(
    _ existing: ExistingRun, in scratch: PrivateFolder
  ) throws -> [BundleFile] {
    let secrets = try RunSecrets(
      redaction, ticket: existing.manifest.ticket, folder: existing.folder,
      named: known.values(quiet.console))
    try secrets.learnParameters(of: existing.plan)
    let target = scratch.path + "/redacted"
    var job = RedactionJob(rules: secrets.setup.rules, key: secrets.setup.key)
    job.learned = secrets.learned
    let report = try job.run(
      placing: [(path: existing.folder.outputs, place: "outputs")], output: target)
    for file in report.leftOut {
      quiet.console.warning("\(file.path): left out: \(file.reason)")
    }
    guard RegularFile.isFolder(target) else { return [] }
    return try BundleFile.filesRenaming(in: target).map(\.file)
  }

  /// The outputs in which more was found than while they were captured.
  private func changed(_ files: [BundleFile], _ events: [JournalEvent]) throws -> Set<String> {
    var known: Set<String> = []
    for event in events {
      known.formUnion([event.stdout?.sha256, event.stderr?.sha256].compactMap(\.self))
    }
    var changed: Set<String> = []
    for file in files {
      guard case .file(let path) = file.content else { continue }
      if try !known.contains(Digest.hex(DurableFile.read(path))) {
        changed.insert(String(file.path.dropFirst("outputs/".count)))
      }
    }
    return changed
  }
}
