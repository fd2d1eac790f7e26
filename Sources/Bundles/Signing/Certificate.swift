/// An OpenSSH certificate, taken apart. It proves nothing: `ssh-keygen` judges it.
///
/// Source: OpenSSH, PROTOCOL.certkeys.
struct Certificate {
  /// The key that it is about; who has two certificates of one key is still one signer.
  let keyBlob: [UInt8]
  let principals: [String]
  /// The authority's key.
  let authorityBlob: [UInt8]

  private static let suffix = "-cert-v01@openssh.com"
  /// How many strings a key of a type has behind the type.
  static let fields = [
    "ssh-ed25519": 1, "ssh-rsa": 2, "ecdsa-sha2-nistp256": 2, "ecdsa-sha2-nistp384": 2,
    "ecdsa-sha2-nistp521": 2, "sk-ssh-ed25519": 2, "sk-ecdsa-sha2-nistp256": 3,
  ]

  /// - Returns: nil for a key that is no certificate.
  init?(_ blob: [UInt8]) {
    var reader = WireReader(blob)
    guard let type = reader.string().flatMap({ String(validating: $0, as: UTF8.self) }),
      type.hasSuffix(Self.suffix)
    else { return nil }
    let plain = String(type.dropLast(Self.suffix.utf8.count))
    guard let count = Self.fields[plain], reader.string() != nil else { return nil }
    var key = Self.wire(Array((plain.hasPrefix("sk-") ? plain + "@openssh.com" : plain).utf8))
    for _ in 0..<count {
      guard let field = reader.string() else { return nil }
      key += Self.wire(field)
    }
    // Serial number in two halves, kind, the certificate's id.
    guard reader.number() != nil, reader.number() != nil, reader.number() != nil,
      reader.string() != nil, let list = reader.string()
    else { return nil }
    // From and until, each in two halves; options, extensions, a reserved field.
    for _ in 0..<4 where reader.number() == nil { return nil }
    for _ in 0..<3 where reader.string() == nil { return nil }
    guard let authority = reader.string() else { return nil }
    var names = WireReader(list)
    var principals: [String] = []
    while let name = names.string() {
      guard let text = String(validating: name, as: UTF8.self) else { return nil }
      principals.append(text)
    }
    keyBlob = key
    self.principals = principals
    authorityBlob = authority
  }

  private static func wire(_ bytes: [UInt8]) -> [UInt8] {
    let count = UInt32(bytes.count)
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: count >> $0) } + bytes
  }
}
