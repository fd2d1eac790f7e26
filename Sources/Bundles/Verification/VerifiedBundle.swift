public import DurableFiles

/// What verification found out about a bundle, and what is wrong with it.
public struct VerifiedBundle: Sendable {
  /// Nil when it could not be read.
  public internal(set) var manifest: Manifest?
  /// Who signed the checksums.
  public internal(set) var signers: [Signer] = []
  public internal(set) var approvals: [VerifiedApproval] = []
  /// The bytes of SHA256SUMS, which approvals refer to.
  public internal(set) var sums: [UInt8] = []
  /// Lower hex by path, of what SHA256SUMS lists.
  public internal(set) var digests: [String: String] = [:]
  /// The bytes of plan.yaml, in a change bundle.
  public internal(set) var plan: [UInt8]?
  /// In the order in which they were found.
  public package(set) var problems: [BundleError] = []
  /// What is wrong with the verifier's own list of signers.
  public package(set) var remarks: [String] = []
  /// The bundle's files, where extraction was asked for and nothing is wrong; gone with the last reference.
  public internal(set) var folder: PrivateFolder?

  public var isVerified: Bool { problems.isEmpty }

  /// - Throws: the first problem.
  public func requireVerified() throws(BundleError) {
    if let problem = problems.first { throw problem }
  }
}
