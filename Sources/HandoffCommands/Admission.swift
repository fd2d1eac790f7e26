internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

/// A change bundle whose signature, checksums and approvals hold.
struct AdmittedBundle {
  let admission: Admission
  let settings: ClientSettings
  let verifier: SignatureVerifier
  let manifest: Manifest
  let signers: [Signer]
  let approvals: [VerifiedApproval]
  let sumsBytes: [UInt8]
  let planBytes: [UInt8]
  let plan: Plan
  /// The bundle's top folder.
  let source: String
  /// Hold the extracted files.
  let extraction: [PrivateFolder?]

  var sums: String { Digest.hex(sumsBytes) }
}

/// How a bundle and its detached approvals are verified: at the start, and again before steps.
struct Admission {
  let bundle: String
  /// Files of detached approvals.
  let detached: [String]
  let settings: ClientSettings
  let allowedSigners: String?
  let identities: [String]

  /// - Throws: `ExitCode` 3 after every problem was told.
  func verify(console: Console) async throws -> AdmittedBundle {
    let scratch = try PrivateFolder()
    let verified = try await BundleVerifier(
      settings: settings, allowedSigners: allowedSigners, identities: identities
    ).verify(bundle, extractingFor: scratch.path + "/bundle")
    try verified.requireVerified()
    guard let manifest = verified.manifest, manifest.kind == .change, let bytes = verified.plan
    else {
      throw RunRefusal(.gate, "\(bundle): is no change bundle", hint: "only those hold a plan")
    }
    let verifier = try settings.verifier(allowedSigners: allowedSigners)
    return AdmittedBundle(
      admission: self, settings: settings, verifier: verifier, manifest: manifest,
      signers: verified.signers,
      approvals: try await verified.approvals
        + detachedApprovals(manifest, sums: verified.sums, verifier: verifier),
      sumsBytes: verified.sums, planBytes: bytes, plan: try RunPlan.parse(bytes),
      source: verified.folder?.path ?? bundle, extraction: [scratch, verified.folder])
  }

  func detachedApprovals(
    _ manifest: Manifest, sums: [UInt8], verifier: SignatureVerifier
  ) async throws -> [VerifiedApproval] {
    var all: [VerifiedApproval] = []
    for path in detached {
      all.append(
        try await VerifiedApproval.detached(
          path, bundleId: manifest.id, sums: sums, verifier: verifier, settings: settings))
    }
    return all
  }

  /// The approvals as they are now: one may have been withdrawn since.
  func currentApprovals(of admitted: AdmittedBundle) async throws -> [VerifiedApproval] {
    var all = try await detachedApprovals(
      admitted.manifest, sums: admitted.sumsBytes, verifier: admitted.verifier)
    guard DurableFile.exists(bundle) else { return all + admitted.approvals }
    let verified = try await BundleVerifier(
      settings: settings, allowedSigners: allowedSigners, identities: identities
    ).verify(bundle)
    guard Digest.hex(verified.sums) == admitted.sums else { return all + admitted.approvals }
    let known = Set(verified.approvals.map(\.digest))
    all += verified.approvals
    return all + admitted.approvals.filter { !known.contains($0.digest) }
  }
}
