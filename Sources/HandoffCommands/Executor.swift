internal import Bundles
internal import Execution

/// Who executes: the key of `--sign` and the principal it stands for.
struct Executor {
  let key: SigningKey
  let party: Party

  /// - Parameter path: the key's file.
  /// - Throws: `BundleError` when the verifier doesn't know the key.
  init(key path: String, settings: ClientSettings, verifier: SignatureVerifier) async throws {
    key = try await SigningKey(path: path, locator: settings.locator)
    let names = verifier.signers.principals(
      of: key.publicKey, namespace: SignatureNamespace.checkpoint.rawValue)
    guard let name = names.first else {
      throw BundleError(
        .signer,
        "the executor's key \(key.publicKey.fingerprint) is not among the allowed signers",
        hint: "pin it first: handoff signers add")
    }
    party = Party(principal: name, fingerprint: key.publicKey.fingerprint)
  }
}
