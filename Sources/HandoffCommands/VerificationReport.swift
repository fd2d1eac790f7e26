internal import Bundles
internal import Documents
internal import Execution
internal import Plans

/// `verify --json`.
struct VerificationReport: Encodable {
  let bundle: VerifiedBundle
  let evidence: EvidenceVerifier.Verdict?

  init(_ bundle: VerifiedBundle, evidence: EvidenceVerifier.Verdict? = nil) {
    self.bundle = bundle
    self.evidence = evidence
  }

  private enum Key: String, CodingKey {
    case ok, kind, id, client, ticket, expires, signers, approvals, problems, evidence
  }

  private struct ApprovalLine: Encodable {
    let role: String
    let principal: String
    let fingerprint: String
    let decision: Approval.Decision
    let created: Timestamp
    let expires: Timestamp?
    let maxRuns: Int
  }

  /// Of evidence: what its journal tells.
  private struct EvidencePart: Encodable {
    let run: String?
    let outcome: String
    let isOver: Bool
    let plan: String?
    let serial: Int?
    let sums: String
    let executors: [String]
    let steps: [RunStatus.Step]
    let lines: Int
    let sealedLines: Int
    let remarks: [String]

    init(_ verdict: EvidenceVerifier.Verdict) {
      run = verdict.journal.run
      outcome = verdict.outcome
      isOver = verdict.isOver
      plan = verdict.plan?.metadata.id
      serial = verdict.plan?.metadata.serial
      sums = verdict.sums
      executors = verdict.executors
      steps = verdict.steps
      lines = verdict.journal.lines
      sealedLines = verdict.journal.sealedLines
      remarks = verdict.remarks
    }
  }

  /// Every key is always there, null where nothing is known; `evidence` only where it is some.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(bundle.isVerified, forKey: .ok)
    try container.encode(bundle.manifest?.kind, forKey: .kind)
    try container.encode(bundle.manifest?.id, forKey: .id)
    try container.encode(bundle.manifest?.client, forKey: .client)
    try container.encode(bundle.manifest?.ticket, forKey: .ticket)
    try container.encode(bundle.manifest?.expires, forKey: .expires)
    try container.encode(bundle.signers, forKey: .signers)
    let approvals = bundle.approvals.map {
      ApprovalLine(
        role: $0.approval.role, principal: $0.signer.principal,
        fingerprint: $0.signer.fingerprint, decision: $0.approval.decision,
        created: $0.approval.created, expires: $0.approval.expires, maxRuns: $0.approval.maxRuns)
    }
    try container.encode(approvals, forKey: .approvals)
    try container.encode(bundle.problems.map(\.message), forKey: .problems)
    try container.encodeIfPresent(evidence.map(EvidencePart.init), forKey: .evidence)
  }
}
