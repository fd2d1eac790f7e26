internal import Crypto
internal import DurableFiles
public import ExternalTools

/// A public key in SSH's encoding.
public struct PublicKey: Hashable, Sendable {
  public let blob: [UInt8]
  /// What stands behind the key in its file, often a person's address.
  public let comment: String

  public init(blob: [UInt8], comment: String = "") {
    self.blob = blob
    self.comment = comment
  }

  /// Parses `type base64 comment`.
  public init?(line: some StringProtocol) {
    let parts = line.split(maxSplits: 2, whereSeparator: { $0 == " " || $0 == "\t" })
    guard parts.count >= 2, let blob = Base64.decode(Array(parts[1].utf8)) else { return nil }
    var reader = WireReader(blob)
    guard let type = reader.string(), type.elementsEqual(parts[0].utf8) else { return nil }
    if let count = Certificate.fields[String(parts[0]).replacing("@openssh.com", with: "")] {
      // Of a key that was cut off ssh-keygen makes nothing.
      for _ in 0..<count where reader.string()?.isEmpty != false { return nil }
      guard reader.isAtEnd else { return nil }
    }
    self.init(
      blob: blob,
      comment: parts.count > 2 ? String(parts[2].filter { $0 != "\r" && $0 != "\n" }) : "")
  }

  public var type: String {
    var reader = WireReader(blob)
    return String(decoding: reader.string() ?? [], as: UTF8.self)
  }

  /// Whether a FIDO key holds the private half, so that somebody must touch it to sign.
  public var isSecurityKey: Bool { type.hasPrefix("sk-") }

  /// `type base64`.
  public var line: String { "\(type) \(String(decoding: Base64.encode(blob), as: UTF8.self))" }

  /// `SHA256:…`, as `ssh-keygen -l` shows it: of a certificate, that of its key.
  public var fingerprint: String {
    let text = Base64.encode(Digest.bytes(Certificate(blob)?.keyBlob ?? blob)).filter {
      $0 != UInt8(ascii: "=")
    }
    return "SHA256:" + String(decoding: text, as: UTF8.self)
  }

  /// The first 16 hex digits of the key's SHA-256: part of an approval's name.
  public var shortName: String { String(Digest.hex(blob).prefix(16)) }

  /// The public key of what `--sign` names: a public key file, or a private one.
  ///
  /// An OpenSSH private key holds its public half in the clear; for an older format the `.pub`
  /// file beside it, or `ssh-keygen -y`, is asked.
  public static func ofSigner(_ path: String, tool: Tool) async throws -> PublicKey {
    let text = String(decoding: try DurableFile.read(path, limit: 1 << 20), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline)
    if let key = lines.first.flatMap({ PublicKey(line: $0) }) { return key }
    let comment = publicHalf(of: path)?.comment ?? ""
    if lines.first == "-----BEGIN OPENSSH PRIVATE KEY-----",
      let blob = publicBlob(lines.dropFirst().prefix { !$0.hasPrefix("-----") }.joined())
    {
      return PublicKey(blob: blob, comment: comment)
    }
    if let key = publicHalf(of: path) { return key }
    let outcome = try await tool.run(["-y", "-f", path])
    guard outcome.status == 0, let key = PublicKey(line: outcome.outputText) else {
      throw BundleError(
        .usage, "\(path): not a key that ssh-keygen can read",
        hint: "give a private key file, or a public key whose private half is in an agent")
    }
    return key
  }

  private static func publicHalf(of path: String) -> PublicKey? {
    guard let bytes = try? DurableFile.read(path + ".pub", limit: 1 << 20) else { return nil }
    return PublicKey(line: String(decoding: bytes, as: UTF8.self))
  }

  /// Source: OpenSSH, PROTOCOL.key.
  private static func publicBlob(_ base64: String) -> [UInt8]? {
    guard let bytes = Base64.decode(Array(base64.utf8)) else { return nil }
    var reader = WireReader(bytes)
    guard reader.skip("openssh-key-v1\u{0}"), reader.string() != nil, reader.string() != nil,
      reader.string() != nil, reader.number() == 1
    else { return nil }
    return reader.string()
  }
}
