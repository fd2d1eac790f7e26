/// An SSH signature file, taken apart. It proves nothing: `ssh-keygen` does.
///
/// Source: OpenSSH, PROTOCOL.sshsig.
public struct SignatureArmour: Sendable {
  private static let head = "-----BEGIN SSH SIGNATURE-----\n"
  private static let foot = "-----END SSH SIGNATURE-----\n"

  /// The signer's public key or certificate, in SSH's encoding.
  public let keyBlob: [UInt8]
  public let namespace: String
  /// What a FIDO key says of its user; nil: another kind of key signed.
  let securityKey: SecurityKeyFlags?

  /// - Throws: ``BundleError`` with code `signature` for anything but the canonical armour of a
  ///   canonical blob.
  public init(_ bytes: [UInt8]) throws(BundleError) {
    func refuse(_ message: String) -> BundleError {
      BundleError(.signature, "the signature \(message)")
    }
    guard bytes.count < 1 << 16, bytes.starts(with: Self.head.utf8),
      bytes.suffix(Self.foot.utf8.count).elementsEqual(Self.foot.utf8),
      bytes.count > Self.head.utf8.count + Self.foot.utf8.count
    else { throw refuse("is not an armoured SSH signature") }
    let body = bytes[Self.head.utf8.count..<(bytes.count - Self.foot.utf8.count)]
    guard let blob = Base64.decode(body.filter { $0 != 0x0A }), Self.armour(blob) == bytes else {
      throw refuse("is not the canonical armour of its content")
    }
    var reader = WireReader(blob)
    guard reader.skip("SSHSIG"), reader.number() == 1, let key = reader.string(),
      let namespace = reader.string().flatMap({ String(validating: $0, as: UTF8.self) }),
      reader.string() == [], let hash = reader.string(),
      hash.elementsEqual("sha512".utf8) || hash.elementsEqual("sha256".utf8),
      let signature = reader.string(), reader.isAtEnd
    else { throw refuse("has an unknown content") }
    keyBlob = key
    self.namespace = namespace
    securityKey = SecurityKeyFlags(signature)
  }

  /// As `ssh-keygen` writes it: 70 columns.
  static func armour(_ blob: [UInt8]) -> [UInt8] {
    var text = Array(head.utf8)
    var rest = Base64.encode(blob)[...]
    while !rest.isEmpty {
      text += rest.prefix(70) + [0x0A]
      rest = rest.dropFirst(70)
    }
    return text + Array(foot.utf8)
  }
}

/// The flags that a FIDO key signs with the message.
///
/// Source: OpenSSH, PROTOCOL.u2f; W3C Web Authentication, authenticator data.
struct SecurityKeyFlags: Equatable, Sendable {
  /// Somebody was there.
  let isTouched: Bool
  /// By PIN or finger it was the key's owner.
  let isUserVerified: Bool

  /// - Parameter signature: in SSH's encoding.
  init?(_ signature: [UInt8]) {
    var reader = WireReader(signature)
    guard let type = reader.string(), reader.string() != nil,
      Self.types.contains(String(decoding: type, as: UTF8.self)), let flags = reader.byte()
    else { return nil }
    isTouched = flags & 0x01 != 0
    isUserVerified = flags & 0x04 != 0
  }

  private static let types: Set<String> = [
    "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    "webauthn-sk-ecdsa-sha2-nistp256@openssh.com",
  ]
}
