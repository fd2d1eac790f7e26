internal import DurableFiles
public import ExternalTools

/// Encryption by `age`, to X25519 and SSH keys.
public struct Encryption: Sendable {
  private let tool: Tool

  /// - Throws: ``ToolError`` with how to install it when `age` is missing.
  public init(locator: ToolLocator) throws {
    tool = try Tool("age", locator: locator)
  }

  /// Whether a file begins as age's files do.
  static func isEncrypted(_ path: String) -> Bool {
    let head = (try? DurableFile.readHead(of: path, count: 40)) ?? []
    return head.starts(with: "age-encryption.org/".utf8)
      || head.starts(with: "-----BEGIN AGE ENCRYPTED FILE-----".utf8)
  }

  /// - Parameter recipients: public keys, or files of them.
  func encrypt(_ source: String, to target: String, recipients: [String]) async throws {
    var arguments = ["--encrypt", "-o", target]
    for recipient in recipients {
      let isKey = recipient.hasPrefix("age1") || recipient.hasPrefix("ssh-")
      arguments += [isKey ? "-r" : "-R", recipient]
    }
    let outcome = try await tool.run(arguments + [source])
    guard outcome.status == 0 else {
      throw BundleError(
        .usage, "age could not encrypt: \(Self.reason(outcome))",
        hint: "a recipient is an age or SSH public key, or a file of them")
    }
  }

  /// - Parameter identities: files of age or SSH private keys.
  func decrypt(_ source: String, to target: String, identities: [String]) async throws {
    guard !identities.isEmpty else {
      throw BundleError(
        .encryption, "the bundle is encrypted", hint: "give your age or SSH key: --identity FILE")
    }
    for identity in identities {
      guard RegularFile.exists(identity) else {
        throw FileError(code: .missing, path: identity, message: "no such file")
      }
    }
    let outcome = try await tool.run(
      ["--decrypt", "-o", target] + identities.flatMap { ["-i", $0] } + [source])
    guard outcome.status == 0 else {
      throw BundleError(
        .encryption, "age could not decrypt the bundle: \(Self.reason(outcome))",
        hint: "it is damaged, cut off, or encrypted to somebody else")
    }
  }

  private static func reason(_ outcome: Tool.Outcome) -> String {
    let line = outcome.errorText.split(separator: "\n").first { $0.hasPrefix("age: error: ") }
    return line.map { String($0.dropFirst(12)) } ?? "it gave no reason"
  }
}
