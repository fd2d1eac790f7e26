internal import Documents
internal import DurableFiles

/// An approval whose signature and bundle were checked. Its role, time and number of runs are
/// for the runner to judge.
public struct VerifiedApproval: Hashable, Sendable {
  public let approval: Approval
  public let signer: Signer
  /// SHA-256 of the approval's file, lower hex: what a run consumes.
  public let digest: String
  /// As it was signed.
  package let file: [UInt8]
  package let signature: [UInt8]

  /// Checks one pair.
  ///
  /// - Parameters:
  ///   - name: the file's name when it stands in a bundle; nil for a detached approval.
  ///   - sums: the bytes of the bundle's SHA256SUMS.
  /// - Throws: ``BundleError`` with code `approval`.
  public init(
    file: [UInt8], signature: [UInt8], name: String?, bundleId: String, sums: [UInt8],
    verifier: SignatureVerifier, settings: ClientSettings
  ) async throws {
    let label = name ?? "the approval"
    func refuse(_ message: String) -> BundleError {
      BundleError(.approval, "\(label): \(message)")
    }
    do throws(Diagnostic) {
      approval = try JSONText.decode(Approval.self, from: file, file: "")
    } catch {
      throw refuse(error.message)
    }
    digest = Digest.hex(file)
    self.file = file
    self.signature = signature
    guard approval.apiVersion == "handoff/v1", Approval.isRole(approval.role) else {
      throw refuse("not an approval of handoff/v1")
    }
    guard approval.bundleId == bundleId, approval.sums == Digest.hex(sums) else {
      throw refuse("it approves another bundle, or this one before a change")
    }
    do {
      if let name {
        let key = PublicKey(blob: try SignatureArmour(signature).keyBlob)
        guard name == Approval.fileName(role: approval.role, key: key) else {
          throw refuse("the name is not that of its role and key")
        }
      }
      signer = try await verifier.verify(
        file, signature: signature, namespace: .approval, principal: approval.principal)
      try settings.approvalKeys.check(SignatureArmour(signature), label: label)
    } catch let error as BundleError {
      throw error.code == .approval ? error : refuse(error.message)
    }
    guard settings.allows(signer.principal, role: approval.role) else {
      throw refuse("the client's roles don't let this principal approve as '\(approval.role)'")
    }
  }

  /// Reads a detached approval: the file, and its signature at `<file>.sig`.
  public static func detached(
    _ path: String, bundleId: String, sums: [UInt8], verifier: SignatureVerifier,
    settings: ClientSettings
  ) async throws -> VerifiedApproval {
    let file = try DurableFile.read(path, limit: 1 << 20)
    let signature = try DurableFile.read(path + ".sig", limit: 1 << 16)
    return try await VerifiedApproval(
      file: file, signature: signature, name: nil, bundleId: bundleId, sums: sums,
      verifier: verifier, settings: settings)
  }
}
