internal import ArgumentParser
internal import Bundles
internal import Documents
internal import ExternalTools

/// What the commands that write a bundle have in common.
enum BundleOutput {
  /// - Throws: `ValidationError` when the suffix or the recipients don't fit.
  static func name(_ path: String, recipients: [String]) throws -> BundleName {
    guard let name = BundleName(path) else {
      throw ValidationError(
        "'\(path)' does not end with .tar.zst or .tar.gz (and .age on top for an encrypted one)")
    }
    if name.isEncrypted, recipients.isEmpty {
      throw ValidationError("'\(path)' would be encrypted, but to whom? Add --encrypt-to RECIPIENT")
    }
    if !name.isEncrypted, !recipients.isEmpty {
      throw ValidationError("an encrypted bundle's name ends with .age: \(path).age")
    }
    return name
  }

  /// The writer by a command's options and the client's settings.
  ///
  /// - Parameters:
  ///   - expires: nil: 30 days, or never under `SOURCE_DATE_EPOCH`, whose bundles may be
  ///     made again years later; evidence never expires.
  ///   - author: whom a plan names; the key must not be known as somebody else's.
  static func writer(
    kind: Manifest.Kind, ticket: String, client: String, expires: Timestamp?,
    signing: SigningOption, trust: TrustOption, encryption: EncryptionOption,
    settings: ClientSettings, author: String? = nil
  ) async throws -> BundleWriter {
    if !encryption.encryptTo.isEmpty { _ = try Encryption(locator: settings.locator) }
    var key: SigningKey?
    if let path = signing.sign { key = try await SigningKey(path: path, locator: settings.locator) }
    let isTimeless = Timestamp.sourceDateEpoch != nil || kind == .evidence
    return BundleWriter(
      kind: kind, ticket: ticket, client: client,
      expires: expires ?? (isTimeless ? nil : Timestamp.now + 30 * 86400),
      key: key,
      principal: key.flatMap {
        principal(of: $0, author: author, trust: trust, settings: settings)
      },
      recipients: encryption.encryptTo, locator: settings.locator)
  }

  /// What the maker's own list calls the key; else the key's comment.
  private static func principal(
    of key: SigningKey, author: String?, trust: TrustOption, settings: ClientSettings
  ) -> String? {
    let known = principals(of: key.publicKey, trust: trust, settings: settings)
    if let author, known.contains(author) { return author }
    if let name = known.first { return name }
    let comment = key.publicKey.comment
    let isPlain = comment.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || "@._+-".utf8.contains(byte)
    }
    return isPlain && !comment.isEmpty && !comment.hasPrefix("-") ? comment : nil
  }

  /// What the maker's own list calls the key; empty where there is no list, or it isn't in it.
  static func principals(
    of key: PublicKey, trust: TrustOption, settings: ClientSettings
  ) -> [String] {
    let verifier = try? settings.verifier(allowedSigners: trust.allowedSigners)
    return verifier?.signers.principals(of: key, namespace: SignatureNamespace.bundle.rawValue)
      ?? []
  }
}
