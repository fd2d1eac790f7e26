package import Bundles
import Documents
package import Plans

/// What evidence is made from. Whoever holds the evidence bundle has all of it, so that everything
/// that is read out of it can be made again and compared.
package struct EvidenceRecord: Sendable {
  /// Where the signed change bundle stands in an evidence bundle.
  package static let changeFolder = "change"
  /// The approvals on which the run rests.
  package static let approvalsFolder = "approved"
  package static let checkpointFile = "checkpoint.txt"

  package let plan: Plan
  /// Of the change bundle.
  package let manifest: Manifest
  package let journal: [UInt8]
  package let text: JournalText
  /// Oldest first.
  package let approvals: [EvidenceApproval]
  /// SHA-256 of each output in the evidence bundle, by path.
  package let outputs: [String: String]
  /// Outputs that redaction left out, and why.
  package let leftOut: [String: String]
  let progress: RunProgress

  package var events: [JournalEvent] { text.events }
  package var run: String { events.first?.run ?? "" }
  package var sums: String { events.first { $0.type == .started }?.sums ?? "" }

  package init(
    plan: Plan, manifest: Manifest, journal: [UInt8], approvals: [EvidenceApproval],
    outputs: [String: String], leftOut: [String: String]
  ) {
    self.plan = plan
    self.manifest = manifest
    self.journal = journal
    text = JournalText(journal)
    self.approvals = approvals.sorted {
      ($0.approval.created, $0.digest) < ($1.approval.created, $1.digest)
    }
    self.outputs = outputs
    self.leftOut = leftOut
    progress = RunProgress(text.events)
  }

  /// The readings of the record, by their path in the evidence bundle.
  package func readings() throws -> [(path: String, bytes: [UInt8])] {
    let summary = EvidenceSummary(self)
    return [
      ("EVIDENCE.html", Array(summary.page.utf8)), ("EVIDENCE.md", Array(summary.markdown.utf8)),
      (RunStatement.fileName, try RunStatement(self).encoded()),
    ] + (newestCheckpoint.map { [(Self.checkpointFile, $0)] } ?? [])
  }

  /// The newest checkpoint as it was told: its line and its signature.
  private var newestCheckpoint: [UInt8]? {
    guard let event = events.last(where: { $0.type == .checkpoint }),
      let checkpoint = Checkpoint(event), let signature = event.checkpoint?.signature
    else { return nil }
    return Array("\(checkpoint.text)\n\(signature)\n".utf8)
  }

  /// Who executed anything of it, in order.
  var executors: [String] {
    events.compactMap(\.actor).reduce(into: []) { names, name in
      if !names.contains(name) { names.append(name) }
    }
  }

  var outcome: String {
    progress.unknownStep == nil ? progress.state.rawValue : RunProgress.State.unknown.rawValue
  }

  /// Of a command's attempt: paths in the evidence bundle, with the digests that the journal has.
  package static func outputs(
    of event: JournalEvent
  ) -> [(path: String, digest: JournalEvent.Digest)] {
    guard event.type == .result, let name = event.step, let phase = event.phase,
      let attempt = event.attempt
    else { return [] }
    let base = RunFolder.fileName(name, phase: phase, attempt: attempt)
    let all = [
      ("outputs/\(base).txt", event.stdout), ("outputs/\(base).stderr.txt", event.stderr),
    ]
    return all.compactMap { path, digest in digest.map { (path, $0) } }
  }

  /// Whether redaction has found more in an output than while it was captured.
  func isRedactedAgain(_ path: String, captured: String) -> Bool {
    outputs[path].map { $0 != captured } ?? false
  }
}
