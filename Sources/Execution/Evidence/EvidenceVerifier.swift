package import Bundles
package import Documents
import DurableFiles
package import Plans

/// Judges an evidence bundle whose signature and checksums hold: that its journal is whole, keeps
/// to the plan in it, and that everything else in it follows from that journal.
package struct EvidenceVerifier {
  package struct Verdict: Sendable {
    package var journal = JournalVerifier.Verdict()
    package var plan: Plan?
    package var sums = ""
    package var outcome = ""
    package var executors: [String] = []
    package var steps: [RunStatus.Step] = []
    package var isOver = false
    package var problems: [BundleError] = []
    /// What a reader must know, though nothing is wrong.
    package var remarks: [String] = []

    mutating func refuse(_ message: String, hint: String? = nil) {
      problems.append(BundleError(.evidence, message, hint: hint))
    }
  }

  let settings: ClientSettings
  let allowedSigners: String?
  let time: Timestamp?

  /// - Parameter time: by which keys are judged; nil: now.
  package init(settings: ClientSettings, allowedSigners: String?, at time: Timestamp?) {
    self.settings = settings
    self.allowedSigners = allowedSigners
    self.time = time
  }

  private static let readings = ["EVIDENCE.md", "EVIDENCE.html", RunStatement.fileName]

  /// - Parameters:
  ///   - bundle: of the kind evidence, verified.
  ///   - folder: its files.
  package func verify(_ bundle: VerifiedBundle, in folder: String) async throws -> Verdict {
    var verdict = Verdict()
    let needed = ["journal.jsonl", "\(EvidenceRecord.changeFolder)/plan.yaml"] + Self.readings
    for name in needed where bundle.digests[name] == nil {
      verdict.refuse("the evidence holds no \(name)")
    }
    guard verdict.problems.isEmpty else { return verdict }
    let journal = try DurableFile.read(folder + "/journal.jsonl")
    let text = JournalText(journal)
    if RunProgress(text.events).isRehearsal {
      verdict.refuse(
        "it is the journal of a rehearsal: nothing of it was executed",
        hint: "ask for the evidence of the run itself")
      return verdict
    }
    guard let change = try await change(in: folder, text, bundle, &verdict),
      let manifest = change.manifest, let bytes = change.plan
    else { return verdict }
    let plan: Plan
    do {
      plan = try Plan.parse(text: String(decoding: bytes, as: UTF8.self), file: "plan.yaml")
    } catch {
      verdict.refuse("the plan in it can't be read: \(error)")
      return verdict
    }
    verdict.plan = plan
    verdict.sums = Digest.hex(change.sums)
    try await check(journalIn: folder, plan, bundle, &verdict)
    let statement = try? JSONText.decode(
      RunStatement.self, from: DurableFile.read("\(folder)/\(RunStatement.fileName)"),
      file: RunStatement.fileName)
    let leftOut = statement?.leftOut ?? [:]
    let approvals = try await approvals(in: folder, bundle, change, text, leftOut, &verdict)
    let outputs = bundle.digests.filter { $0.key.hasPrefix("outputs/") }
    let record = EvidenceRecord(
      plan: plan, manifest: manifest, journal: journal, approvals: approvals, outputs: outputs,
      leftOut: leftOut)
    checkApprovals(record, change, &verdict)
    try checkOutputs(record, in: folder, &verdict)
    try checkReadings(record, bundle, in: folder, &verdict)
    checkNames(record, bundle, &verdict)
    tell(record, &verdict)
    return verdict
  }

  // MARK: The change bundle

  private func change(
    in folder: String, _ text: JournalText, _ evidence: VerifiedBundle, _ verdict: inout Verdict
  ) async throws -> VerifiedBundle? {
    let change = try await BundleVerifier(
      settings: settings, allowedSigners: allowedSigners, at: time
    ).verify("\(folder)/\(EvidenceRecord.changeFolder)")
    for problem in change.problems where problem.code != .expired {
      verdict.refuse("the change bundle in it: \(problem.message)", hint: problem.hint)
    }
    guard verdict.problems.isEmpty, let manifest = change.manifest else { return nil }
    guard let start = text.events.first(where: { $0.type == .started }) else {
      verdict.refuse("its journal tells of no run that was begun")
      return nil
    }
    if start.sums != Digest.hex(change.sums) || start.bundle != manifest.id {
      verdict.refuse(
        "its journal is of another run: of the bundle \(start.bundle ?? "?"), not of \(manifest.id)",
        hint: "ask for the evidence again, from the folder of this very run")
    }
    if manifest.ticket != evidence.manifest?.ticket || manifest.client != evidence.manifest?.client
    {
      verdict.refuse("its ticket or client is not the change bundle's")
    }
    return change
  }

  // MARK: The journal

  private func check(
    journalIn folder: String, _ plan: Plan, _ bundle: VerifiedBundle, _ verdict: inout Verdict
  ) async throws {
    let verifier = try settings.verifier(allowedSigners: allowedSigners).at(time)
    verdict.journal = try await JournalVerifier(verifier).verify(
      RunFolder(folder, bundle: EvidenceRecord.changeFolder), plan: plan, comparesOutputs: false)
    for problem in verdict.journal.problems {
      verdict.refuse("journal.jsonl: \(problem.description)")
    }
    if verdict.journal.sealedLines == 0 {
      verdict.refuse("nothing of the journal is sealed by a checkpoint")
    } else if verdict.journal.sealedLines < verdict.journal.lines {
      verdict.remarks.append(
        "no checkpoint covers the journal's lines \(verdict.journal.sealedLines + 1) to \(verdict.journal.lines)"
      )
    }
    let sealers = Set(verdict.journal.signers.map(\.principal))
    for signer in bundle.signers where !sealers.isEmpty && !sealers.contains(signer.principal) {
      verdict.refuse(
        "\(PrintableText.name(signer.principal)) signed it, and has executed nothing of the run",
        hint: "evidence is signed by the executor: handoff evidence DIR --sign KEY")
    }
  }

  // MARK: Outputs

  private func checkOutputs(
    _ record: EvidenceRecord, in folder: String, _ verdict: inout Verdict
  ) throws {
    var known: Set<String> = []
    for (path, digest) in record.events.flatMap({ EvidenceRecord.outputs(of: $0) }) {
      known.insert(path)
      if record.outputs[path] == digest.sha256 { continue }
      guard record.outputs[path] != nil else {
        if let reason = record.leftOut[path] {
          verdict.remarks.append("\(path) was left out: \(reason)")
        } else {
          verdict.refuse("\(path) is missing: the journal has it")
        }
        continue
      }
      let bytes = try DurableFile.read("\(folder)/\(path)")
      if Self.holdsSubstitute(bytes) {
        verdict.remarks.append("\(path): more was redacted in it than while it was captured")
      } else {
        verdict.refuse("\(path) is not the output that the journal has")
      }
    }
    for path in record.outputs.keys.sorted() where !known.contains(path) {
      verdict.refuse("\(path) is no output of this journal")
    }
  }

  /// Whether redaction has put anything in: only then an output may differ from what was captured.
  private static func holdsSubstitute(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return ["REDACTED_", "redacted.invalid", "2001:db8:"].contains { text.contains($0) }
      || (240...255).contains { text.contains("\($0).") }
  }

  // MARK: Readings

  private func checkReadings(
    _ record: EvidenceRecord, _ bundle: VerifiedBundle, in folder: String,
    _ verdict: inout Verdict
  ) throws {
    let version = bundle.manifest?.tool?.version
    guard version == HandoffVersion.text else {
      verdict.remarks.append(
        "it was made by handoff \(PrintableText.name(version ?? "of an unknown version")): its readings of the journal were not made again and compared"
      )
      return
    }
    for (path, bytes) in try record.readings() {
      let own = try? DurableFile.read("\(folder)/\(path)")
      if own != bytes {
        verdict.refuse(
          "\(path) is not what its journal tells",
          hint: "it was changed, or written by another build of this version: ask for it again")
      }
    }
  }

  private func checkNames(
    _ record: EvidenceRecord, _ bundle: VerifiedBundle, _ verdict: inout Verdict
  ) {
    let own =
      Self.readings + [
        "journal.jsonl", EvidenceRecord.checkpointFile, Manifest.fileName, "README.txt",
      ]
    let folders = [
      "outputs/", EvidenceRecord.changeFolder + "/", EvidenceRecord.approvalsFolder + "/",
    ]
    for path in bundle.digests.keys.sorted() {
      if own.contains(path) || folders.contains(where: { path.hasPrefix($0) }) { continue }
      verdict.refuse("'\(PrintableText.name(path))' is no part of evidence")
    }
  }

  private func tell(_ record: EvidenceRecord, _ verdict: inout Verdict) {
    verdict.outcome = record.outcome
    verdict.executors = record.executors
    verdict.isOver = record.progress.isOver
    verdict.steps = record.plan.steps.map {
      RunStatus.Step(id: $0.id, state: record.progress.step($0.id).state.rawValue)
    }
  }
}
