/// Somebody whose signature was verified.
public struct Signer: Codable, Hashable, Sendable {
  /// As the verifier's own allowed signers call the key.
  public let principal: String
  /// `SHA256:…`.
  public let fingerprint: String

  public init(principal: String, fingerprint: String) {
    self.principal = principal
    self.fingerprint = fingerprint
  }
}
