public import Documents
internal import DurableFiles
public import ExternalTools

/// Verifies signatures by `ssh-keygen -Y verify` against the verifier's own allowed signers.
public struct SignatureVerifier: Sendable {
  public let signers: AllowedSigners
  private let tool: Tool
  /// A key revocation list or a file of revoked public keys.
  private let revoked: String?
  /// The time by which keys are judged; nil: now. What a signature says of its own time is its
  /// signer's claim, so whoever asks for another one must know that the signature existed then.
  private var time: Timestamp?

  /// - Throws: ``FileError`` when the revocation list is missing: without it nobody can be trusted.
  public init(signers: AllowedSigners, locator: ToolLocator, revoked: String? = nil) throws {
    self.signers = signers
    self.revoked = revoked
    if let revoked, !RegularFile.exists(revoked) {
      throw FileError(
        code: .missing, path: revoked, message: "no such list of revoked keys",
        hint: "client.yaml names it as 'revoked'")
    }
    tool = try Tool("ssh-keygen", locator: locator)
  }

  /// The same, by another time. Revoked keys stay revoked.
  public func at(_ time: Timestamp?) -> SignatureVerifier {
    var verifier = self
    verifier.time = time
    return verifier
  }

  /// Who signed a message.
  ///
  /// - Parameters:
  ///   - principal: who must have; nil for anybody who is allowed.
  ///   - claimed: who is asked about first, where a key stands for several.
  /// - Throws: ``BundleError`` with code `signature` or `signer`.
  public func verify(
    _ message: [UInt8], signature: [UInt8], namespace: SignatureNamespace,
    principal expected: String? = nil, claimed: String? = nil
  ) async throws -> Signer {
    let armour = try SignatureArmour(signature)
    guard armour.namespace == namespace.rawValue else {
      throw BundleError(
        .signature,
        "the signature was made for another purpose, not for \(namespace.rawValue)")
    }
    let key = PublicKey(blob: armour.keyBlob)
    let known = signers.principals(of: key, namespace: namespace.rawValue)
    let folder = try PrivateFolder()
    let question = Question(
      message: message, signature: try folder.write(signature, as: "signature"),
      signers: try folder.write(signers.text, as: "allowed_signers"), namespace: namespace)
    var reason: String?
    let first = known.filter { $0 == claimed }
    for principal in expected.map({ [$0] }) ?? first + known.filter({ $0 != claimed }) {
      let outcome = try await ask(question, principal, revoked: revoked)
      if outcome.status == 0 {
        return Signer(principal: principal, fingerprint: key.fingerprint)
      }
      reason = self.reason(outcome, question)
      if reason == nil, let revoked, try await ask(question, principal, revoked: nil).status == 0 {
        reason = "\(revoked) revokes the key, or is no list of revoked keys"
      }
    }
    guard !known.isEmpty else {
      throw BundleError(
        .signer, "signed by an unknown key \(key.fingerprint)",
        hint: signers.faults.first
          ?? "ask the signer to read the fingerprint to you, then: handoff signers add")
    }
    throw BundleError(
      .signature,
      "the signature by \(key.fingerprint) does not hold"
        + (expected.map { " for \($0)" } ?? "") + (reason.map { ": \($0)" } ?? ""),
      hint: reason?.contains("expired") == true
        ? "have it signed by a current key; verify and journal verify take --at TIME for what is known to be older"
        : "the content changed, or the key is expired, revoked or somebody else's")
  }

  private struct Question {
    let message: [UInt8]
    /// Paths.
    let signature: String
    let signers: String
    let namespace: SignatureNamespace
  }

  private func ask(
    _ question: Question, _ principal: String, revoked: String?
  ) async throws -> Tool.Outcome {
    try await tool.run(
      ["-Y", "verify", "-f", question.signers, "-I", principal, "-n", question.namespace.rawValue]
        + ["-s", question.signature] + (revoked.map { ["-r", $0] } ?? [])
        + (time.map { ["-O", "verify-time=\($0.digits)"] } ?? []),
      input: question.message)
  }

  /// What `ssh-keygen` says about a line of the list: `allowed_signers:3: key has expired…`.
  private func reason(_ outcome: Tool.Outcome, _ question: Question) -> String? {
    let lines = outcome.errorText.split(whereSeparator: \.isNewline)
    return lines.lazy.compactMap { line -> String? in
      guard line.hasPrefix(question.signers + ":") else { return nil }
      let rest = line.dropFirst(question.signers.count + 1)
      guard let number = rest.split(separator: ":").first.flatMap({ Int($0) }),
        !signers.unreadable.contains(number)
      else { return nil }
      return PrintableText.line("\(signers.path):\(rest)")
    }.first
  }
}

extension Timestamp {
  /// As `ssh-keygen` reads it: `20261121084400Z`.
  fileprivate var digits: String { String(description.filter { $0.isNumber || $0 == "Z" }) }
}
