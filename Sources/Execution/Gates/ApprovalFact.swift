package import Documents

/// An approval whose signature, bundle and role were checked.
package struct ApprovalFact: Hashable, Codable, Sendable {
  package var role: String
  package var principal: String
  /// Of the key that signed.
  package var fingerprint: String
  package var isWithdrawal: Bool
  package var created: Timestamp
  package var expires: Timestamp?
  package var maxRuns: Int
  /// SHA-256 of the approval's file: what a run uses up.
  package var digest: String
  /// Why, in the approver's words.
  package var reason: String?

  package init(
    role: String, principal: String, fingerprint: String, isWithdrawal: Bool, created: Timestamp,
    expires: Timestamp?, maxRuns: Int, digest: String, reason: String? = nil
  ) {
    self.role = role
    self.principal = principal
    self.fingerprint = fingerprint
    self.isWithdrawal = isWithdrawal
    self.created = created
    self.expires = expires
    self.maxRuns = maxRuns
    self.digest = digest
    self.reason = reason
  }
}

/// Somebody who is proven by a signature.
package struct Party: Hashable, Sendable {
  package var principal: String
  package var fingerprint: String

  package init(principal: String, fingerprint: String) {
    self.principal = principal
    self.fingerprint = fingerprint
  }

  func isSame(as approval: ApprovalFact) -> Bool {
    principal == approval.principal || fingerprint == approval.fingerprint
  }
}
