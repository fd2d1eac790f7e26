package import Bundles

extension Checkpoint {
  private static let head = "-----BEGIN SSH SIGNATURE-----"
  private static let foot = "-----END SSH SIGNATURE-----"

  /// - Returns: the signature, base64 in one line: short enough to paste.
  package func sign(by key: SigningKey) async throws -> String {
    let armour = try await key.sign(signedBytes, namespace: .checkpoint)
    return String(decoding: armour, as: UTF8.self).split(separator: "\n").dropFirst().dropLast()
      .joined()
  }

  /// - Parameter signature: as ``sign(by:)`` gives it; any other form of it is refused.
  /// - Throws: `BundleError` when it doesn't hold or its key isn't allowed.
  package func signer(of signature: String, verifier: SignatureVerifier) async throws -> Signer {
    var lines = [Self.head]
    var rest = Substring(signature)
    while !rest.isEmpty {
      lines.append(String(rest.prefix(70)))
      rest = rest.dropFirst(70)
    }
    let armour = (lines + [Self.foot, ""]).joined(separator: "\n")
    return try await verifier.verify(
      signedBytes, signature: Array(armour.utf8), namespace: .checkpoint)
  }
}
