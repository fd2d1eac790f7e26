internal import DurableFiles
public import ExternalTools

/// Verifies signatures by `ssh-keygen -Y verify` against the verifier's own allowed signers.
public struct SignatureVerifier: Sendable {
  public let signers: AllowedSigners
  private let tool: Tool
  /// A key revocation list or a file of revoked public keys.
  private let revoked: String?

  public init(signers: AllowedSigners, locator: ToolLocator, revoked: String? = nil) throws {
    self.signers = signers
    self.revoked = revoked
    tool = try Tool("ssh-keygen", locator: locator)
  }

  /// Who signed a message.
  ///
  /// - Parameter principal: who must have; nil for anybody who is allowed.
  /// - Throws: ``BundleError`` with code `signature` or `signer`.
  public func verify(
    _ message: [UInt8], signature: [UInt8], namespace: SignatureNamespace,
    principal expected: String? = nil
  ) async throws -> Signer {
    let armour = try SignatureArmour(signature)
    guard armour.namespace == namespace.rawValue else {
      throw BundleError(
        .signature,
        "the signature was made for another purpose, not for \(namespace.rawValue)")
    }
    let key = PublicKey(blob: armour.keyBlob)
    let folder = try PrivateFolder()
    let signatureFile = try folder.write(signature, as: "signature")
    let signersFile = try folder.write(signers.text, as: "allowed_signers")
    var candidates = expected.map { [$0] } ?? []
    if expected == nil {
      candidates = signers.principals(of: key, namespace: namespace.rawValue)
      if candidates.isEmpty, signers.entries.contains(where: \.isAuthority) {
        let outcome = try await tool.run(
          ["-Y", "find-principals", "-s", signatureFile, "-f", signersFile])
        if outcome.status == 0 {
          candidates = outcome.outputText.split(separator: "\n").map(String.init)
        }
      }
    }
    for principal in candidates {
      let outcome = try await tool.run(
        ["-Y", "verify", "-f", signersFile, "-I", principal, "-n", namespace.rawValue]
          + ["-s", signatureFile] + (revoked.map { ["-r", $0] } ?? []),
        input: message)
      if outcome.status == 0 {
        return Signer(principal: principal, fingerprint: key.fingerprint)
      }
    }
    let isKnown = !signers.principals(of: key, namespace: namespace.rawValue).isEmpty
    guard isKnown else {
      throw BundleError(
        .signer, "signed by an unknown key \(key.fingerprint)",
        hint: "ask the signer to read the fingerprint to you, then: handoff signers add")
    }
    throw BundleError(
      .signature,
      "the signature by \(key.fingerprint) does not hold"
        + (expected.map { " for \($0)" } ?? ""),
      hint: "the content changed, or the key is expired, revoked or somebody else's")
  }
}
