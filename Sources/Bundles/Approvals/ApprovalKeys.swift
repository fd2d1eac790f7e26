/// What the client demands of the keys that approve: the second factor at each approval.
public enum ApprovalKeys: String, CaseIterable, Sendable {
  case any
  /// A FIDO key that somebody touched.
  case securityKey = "security-key"
  /// A FIDO key that verified who touched it, by PIN or finger.
  case userVerified = "user-verified"

  /// - Parameter armour: of a signature that holds: what it says of the key is signed with it.
  /// - Throws: ``BundleError`` with code `approval`.
  func check(_ armour: SignatureArmour, label: String) throws {
    guard self != .any else { return }
    func refuse(_ message: String) -> BundleError {
      let option = self == .userVerified ? " -O verify-required" : ""
      return BundleError(
        .approval, "\(label): the client demands a security key\(Self.demand(self)): \(message)",
        hint: "approve with a FIDO key, made by: ssh-keygen -t ed25519-sk\(option)")
    }
    guard let key = armour.securityKey else { throw refuse("an ordinary key signed this") }
    guard key.isTouched else { throw refuse("nobody touched the one that signed this") }
    guard self != .userVerified || key.isUserVerified else {
      throw refuse("it did not verify who touched it")
    }
  }

  private static func demand(_ keys: ApprovalKeys) -> String {
    keys == .userVerified ? " that verifies its user" : ""
  }
}
