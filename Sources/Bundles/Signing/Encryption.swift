internal import Dispatch
internal import DurableFiles
public import ExternalTools
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

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
    let outcome = try await tool.run(
      ["--encrypt", "-o", target] + Self.options(recipients) + [source])
    try Self.checkEncrypted(outcome)
  }

  private static func options(_ recipients: [String]) -> [String] {
    recipients.flatMap { recipient in
      [recipient.hasPrefix("age1") || recipient.hasPrefix("ssh-") ? "-r" : "-R", recipient]
    }
  }

  private static func checkEncrypted(_ outcome: Tool.Outcome) throws(BundleError) {
    guard outcome.status != 0 else { return }
    throw BundleError(
      .usage, "age could not encrypt: \(reason(outcome))",
      hint: "a recipient is an age or SSH public key, or a file of them")
  }

  /// Encrypts what `body` writes into a pipe: nothing of it touches a disk.
  func encrypt(
    to target: FileDescriptor, recipients: [String],
    _ body: @escaping @Sendable (FileDescriptor) throws -> Void
  ) async throws {
    let (reader, writer) = try FileDescriptor.pipe()
    for end in [reader, writer] { _ = fcntl(end.rawValue, F_SETFD, FD_CLOEXEC) }
    async let written: Void = withCheckedThrowingContinuation { continuation in
      DispatchQueue.global().async {
        let result = Result { try body(writer) }
        try? writer.close()
        continuation.resume(with: result)
      }
    }
    let outcome = try await tool.run(
      ["--encrypt"] + Self.options(recipients), from: reader, to: target, inheriting: ["HOME"])
    // Who stops reading is heard first: the writer only knows that nobody listens.
    try Self.checkEncrypted(outcome)
    try await written
  }

  /// Decrypts into an open file; without identities `age` asks for a passphrase at its terminal.
  func decrypt(_ source: String, to target: FileDescriptor, identities: [String]) async throws {
    let none = try FileDescriptor.open("/dev/null", .readOnly, options: [.closeOnExec])
    let outcome = try await tool.run(
      ["--decrypt"] + identities.flatMap { ["-i", $0] } + [source], from: none, to: target,
      inheriting: ["HOME", "TERM"])
    guard outcome.status == 0 else {
      throw BundleError(
        .usage, "\(source): age could not decrypt it: \(Self.reason(outcome))",
        hint: "it is damaged, or encrypted to somebody else: name the right --identity FILE")
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
