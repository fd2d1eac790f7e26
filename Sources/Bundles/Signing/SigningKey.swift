internal import DurableFiles
public import ExternalTools

/// A key to sign with, by `ssh-keygen -Y sign`: a file, an agent's, a FIDO key.
public struct SigningKey: Sendable {
  /// A private key file, or a public key whose private half is in an agent.
  public let path: String
  public let publicKey: PublicKey
  private let tool: Tool

  /// - Throws: ``FileError`` when there is no such file, ``BundleError`` when it is no key.
  public init(path: String, locator: ToolLocator) async throws {
    let tool = try Tool("ssh-keygen", locator: locator)
    publicKey = try await PublicKey.ofSigner(path, tool: tool)
    self.path = path
    self.tool = tool
  }

  /// The armoured signature of a message.
  public func sign(_ message: [UInt8], namespace: SignatureNamespace) async throws -> [UInt8] {
    // As a file: without a terminal ssh-keygen would take a PIN or a passphrase from a message on
    // standard input.
    let folder = try PrivateFolder()
    let file = try folder.write(message, as: "message")
    let outcome = try await tool.run(
      ["-Y", "sign", "-f", path, "-n", namespace.rawValue, file],
      inheriting: Tool.variablesOfSession + ["SSH_SK_PROVIDER"])
    guard outcome.status == 0 else {
      let reason = outcome.errorText.split(separator: "\n").last.map(String.init)
      throw BundleError(
        .usage, "\(path): ssh-keygen could not sign: \(reason ?? "it gave no reason")",
        hint: "is the key readable by you alone, or loaded in the agent?")
    }
    let signature = try DurableFile.read(file + ".sig", limit: 1 << 16)
    _ = try SignatureArmour(signature)
    return signature
  }
}
