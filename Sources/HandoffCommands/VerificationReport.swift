internal import Bundles
internal import Documents

/// `verify --json`.
struct VerificationReport: Encodable {
  let bundle: VerifiedBundle

  init(_ bundle: VerifiedBundle) {
    self.bundle = bundle
  }

  private enum Key: String, CodingKey {
    case ok, kind, id, client, ticket, expires, signers, approvals, problems
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

  /// Every key is always there, null where nothing is known.
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
  }
}
