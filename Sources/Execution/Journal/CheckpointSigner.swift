import Documents
import DurableFiles
package import ExternalTools

#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// Signs and verifies checkpoints by `ssh-keygen -Y`.
package struct CheckpointSigner: Sendable {
  private let tool: Tool

  package init(locator: ToolLocator = ToolLocator()) throws(ToolError) {
    tool = try Tool("ssh-keygen", locator: locator)
  }

  /// - Parameter key: a private key file, or a public one whose private half an agent holds.
  /// - Returns: the SSHSIG blob, base64 in one line.
  package func sign(_ checkpoint: Checkpoint, key: String) async throws -> String {
    let outcome = try await tool.run(
      ["-Y", "sign", "-n", Checkpoint.namespace, "-f", key], input: checkpoint.signedBytes)
    let lines = outcome.outputText.split(separator: "\n")
    guard outcome.status == 0, lines.count > 2, lines.first == "-----BEGIN SSH SIGNATURE-----",
      lines.last == "-----END SSH SIGNATURE-----"
    else {
      throw ToolError(
        code: .failed, tool: "ssh-keygen",
        message: "ssh-keygen could not sign the checkpoint with \(key)",
        hint: "check that the key file is readable and its passphrase is right")
    }
    return lines.dropFirst().dropLast().joined()
  }

  /// - Parameter allowedSigners: nil: only that the signature fits the text is checked.
  /// - Returns: the principals that the signature proves; empty without `allowedSigners`.
  package func verify(
    _ checkpoint: Checkpoint, signature: String, allowedSigners: String?
  ) async throws -> [String]? {
    guard let blob = Data(base64Encoded: signature), blob.base64EncodedString() == signature,
      let folder = PrivateFolder()
    else { return nil }
    let file = folder.path + "/checkpoint.sig"
    try DurableFile.write(Array(Self.armour(signature).utf8), to: file)
    guard let allowedSigners else {
      let outcome = try await tool.run(
        ["-Y", "check-novalidate", "-n", Checkpoint.namespace, "-s", file],
        input: checkpoint.signedBytes)
      return outcome.status == 0 ? [] : nil
    }
    let moment = "verify-time=\(checkpoint.time.description.filter { $0.isNumber })Z"
    let found = try await tool.run(
      ["-Y", "find-principals", "-s", file, "-f", allowedSigners, "-O", moment])
    var proven: [String] = []
    for line in found.outputText.split(separator: "\n") {
      // One line can list several patterns.
      for principal in line.split(separator: ",") where !principal.contains("*") {
        let outcome = try await tool.run(
          [
            "-Y", "verify", "-n", Checkpoint.namespace, "-s", file, "-f", allowedSigners,
            "-I", String(principal), "-O", moment,
          ], input: checkpoint.signedBytes)
        if outcome.status == 0 { proven.append(String(principal)) }
      }
    }
    return proven.isEmpty ? nil : proven
  }

  private static func armour(_ base64: String) -> String {
    var rest = Substring(base64)
    var text = "-----BEGIN SSH SIGNATURE-----\n"
    while !rest.isEmpty {
      text += rest.prefix(70) + "\n"
      rest = rest.dropFirst(70)
    }
    return text + "-----END SSH SIGNATURE-----\n"
  }
}
