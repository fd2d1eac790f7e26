internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution

/// What `verify` and `open` ask of a bundle of the kind evidence, beyond its signature and checksums.
struct EvidenceCheck {
  let settings: ClientSettings
  let verifier: BundleVerifier
  let allowedSigners: String?
  let time: Timestamp?

  /// - Parameters:
  ///   - folder: the bundle's files, where they were not extracted.
  ///   - plan: the change bundle to compare with.
  /// - Returns: nil for another kind, or one that is refused already. What is wrong is added to the
  ///   bundle's problems.
  func callAsFunction(
    _ bundle: inout VerifiedBundle, folder: String, plan: String? = nil
  ) async throws -> EvidenceVerifier.Verdict? {
    guard bundle.isVerified, bundle.manifest?.kind == .evidence else { return nil }
    let checker = EvidenceVerifier(
      settings: settings, allowedSigners: allowedSigners, at: time)
    var verdict = try await checker.verify(bundle, in: bundle.folder?.path ?? folder)
    if let plan {
      checker.compare(&verdict, with: try await verifier.verify([plan]), at: plan)
    }
    bundle.problems += verdict.problems
    return verdict
  }
}
