import Bundles
import Documents
import DurableFiles
import Plans

extension EvidenceVerifier {
  /// The approvals in the evidence: each is of this very bundle, and its signature holds where the
  /// verifier knows its key.
  func approvals(
    in folder: String, _ evidence: VerifiedBundle, _ change: VerifiedBundle, _ text: JournalText,
    _ leftOut: [String: String], _ verdict: inout Verdict
  ) async throws -> [EvidenceApproval] {
    let prefix = EvidenceRecord.approvalsFolder + "/"
    let verifier = try settings.verifier(allowedSigners: allowedSigners).at(time)
    var all: [EvidenceApproval] = []
    for path in evidence.digests.keys.sorted() where path.hasPrefix(prefix) {
      guard path.hasSuffix(".json") else {
        if !path.hasSuffix(".json.sig") || evidence.digests[String(path.dropLast(4))] == nil {
          verdict.refuse("'\(PrintableText.name(path))' is no approval")
        }
        continue
      }
      guard let signature = try? DurableFile.read("\(folder)/\(path).sig", limit: 1 << 16),
        let file = try? DurableFile.read("\(folder)/\(path)", limit: 1 << 20),
        let one = try? EvidenceApproval(file: file, signature: signature),
        path == "\(prefix)\(one.name).json"
      else {
        verdict.refuse("'\(PrintableText.name(path))' is no approval with its signature")
        continue
      }
      guard one.approval.bundleId == change.manifest?.id,
        one.approval.sums == Digest.hex(change.sums)
      else {
        verdict.refuse("\(path) approves another bundle")
        continue
      }
      let key = PublicKey(blob: try SignatureArmour(signature).keyBlob)
      let who = PrintableText.name(one.approval.principal)
      if verifier.signers.principals(of: key, namespace: SignatureNamespace.approval.rawValue)
        .isEmpty
      {
        verdict.remarks.append(
          "the approval of \(who) as \(one.approval.role) was not checked: \(one.fingerprint) is not among the allowed signers"
        )
      } else {
        do {
          _ = try await VerifiedApproval(
            file: file, signature: signature, name: nil, bundleId: one.approval.bundleId,
            sums: change.sums, verifier: verifier, settings: settings)
        } catch let error as BundleError {
          verdict.refuse("\(path): \(error.message)", hint: error.hint)
          continue
        }
      }
      all.append(one)
    }
    checkNotes(text, all, leftOut, &verdict)
    return all
  }

  /// Each approval that a gate has named is there.
  private func checkNotes(
    _ text: JournalText, _ approvals: [EvidenceApproval], _ leftOut: [String: String],
    _ verdict: inout Verdict
  ) {
    var told: Set<String> = []
    for event in text.events where event.type == .gate && event.outcome == "passed" {
      guard let note = event.note, note.hasPrefix("approved as "), told.insert(note).inserted,
        !approvals.contains(where: { $0.isNamed(in: note) })
      else { continue }
      let isLeftOut = leftOut.keys.contains { path in
        path.hasPrefix(EvidenceRecord.approvalsFolder + "/")
          && note.contains(
            "(\(path.dropFirst(EvidenceRecord.approvalsFolder.count + 1).dropLast(5)))")
      }
      if isLeftOut {
        verdict.remarks.append("left out: the approval '\(PrintableText.name(note))'")
      } else {
        verdict.refuse("the approval itself is missing: '\(PrintableText.name(note))'")
      }
    }
  }

  /// The approvals that the plan asks for were there before what waits for them.
  func checkApprovals(
    _ record: EvidenceRecord, _ change: VerifiedBundle, _ verdict: inout Verdict
  ) {
    guard record.leftOut.keys.allSatisfy({ !$0.hasPrefix(EvidenceRecord.approvalsFolder) }),
      let executor = verdict.journal.signers.first
    else { return }
    let notes = record.events.filter { $0.type == .gate && $0.outcome == "passed" }
      .compactMap(\.note)
    let facts = record.approvals.filter { one in
      one.approval.decision == .approved && notes.contains(where: one.isNamed)
    }.map { one in
      // When it counted was the runner's to judge, by its clock.
      ApprovalFact(
        role: one.approval.role, principal: one.approval.principal, fingerprint: one.fingerprint,
        isWithdrawal: false, created: one.approval.created, expires: nil, maxRuns: 1,
        digest: one.digest, reason: one.approval.reason)
    }
    let gate = ApprovalGate(
      plan: record.plan, minimum: 0,
      authors: change.signers.map { Party(principal: $0.principal, fingerprint: $0.fingerprint) },
      executor: Party(principal: executor.principal, fingerprint: executor.fingerprint),
      isEmergency: record.progress.emergency != nil)
    let begun = record.events.filter(\.beginsStep).compactMap(\.step)
    guard !begun.isEmpty else { return }
    do {
      try gate.check(facts, before: nil, at: record.events.last?.ts ?? .now) { _ in 0 }
      for step in record.plan.steps where begun.contains(step.id) {
        guard !gate.roles(before: step.id).isEmpty else { continue }
        try gate.check(facts, before: step.id, at: record.events.last?.ts ?? .now) { _ in 0 }
      }
    } catch let refusal as RunRefusal {
      verdict.refuse("it ran without its approvals: \(refusal.report)")
    } catch {
      verdict.refuse("its approvals can't be judged")
    }
  }
}
