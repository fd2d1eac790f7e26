internal import Archives
internal import Documents
internal import DurableFiles
public import ExternalTools
internal import Redaction
internal import SystemPackage

/// A ticket's key, and its vault, on their way to another machine: a tar that only ever stands
/// inside an `age` file.
///
/// It holds `key.json`, `placeholder.key` and, where there is a vault, `placeholder.vault`, sealed
/// under the key as it always is.
public struct KeyEnvelope: Sendable {
  /// `key.json`.
  struct Head: Codable, Sendable {
    var apiVersion = "handoff/v1"
    var kind = "key"
    /// The ticket, or `default`.
    var name: String
    var fingerprint: String
    var created: Timestamp
  }

  static let headName = "key.json"
  static let keyName = "placeholder.key"
  static let vaultName = "placeholder.vault"

  private let encryption: Encryption

  /// - Throws: ``ToolError`` with how to install it when `age` is missing.
  public init(locator: ToolLocator) throws {
    encryption = try Encryption(locator: locator)
  }

  // MARK: Out

  /// What was sealed.
  public struct Sealed: Sendable {
    public let fingerprint: String
    /// Nil: there is no vault.
    public let entries: Int?
  }

  /// - Parameters:
  ///   - name: what the key is called on the other side.
  ///   - output: the encrypted file.
  public func seal(
    _ keyPath: String, named name: String, to output: String, recipients: [String],
    replacing: Bool
  ) async throws -> Sealed {
    let key = try PlaceholderKey.load(keyPath, creating: false)
    let bytes = try DurableFile.read(keyPath, limit: 64)
    let vault = Vault(keyPath: keyPath, key: key)
    let entries = DurableFile.exists(vault.path) ? try vault.count() : nil
    let head = try JSONText.encode(
      Head(
        name: name, fingerprint: key.fingerprint,
        created: Timestamp.sourceDateEpoch ?? Timestamp.now), pretty: true)
    let pending = try PendingFile(output, mode: .ownerReadWrite, replacing: replacing)
    try await encryption.encrypt(to: pending.descriptor, recipients: recipients) { pipe in
      var writer = try ArchiveWriter.open(
        descriptor: pipe, path: output, compression: .zstd, modified: 0, threads: 1)
      for (name, content) in [(Self.headName, head), (Self.keyName, bytes)] {
        try writer.begin(ArchiveEntry(path: name, size: Int64(content.count)))
        try writer.write(content.span.bytes)
      }
      if entries != nil {
        try vault.copy {
          try writer.begin(ArchiveEntry(path: Self.vaultName, size: Int64($0)))
        } _: {
          try writer.write($0)
        }
      }
      try writer.close()
    }
    try pending.commit()
    return Sealed(fingerprint: key.fingerprint, entries: entries)
  }

  // MARK: In

  /// Decrypts an envelope; its vault goes into a private folder beside the keys.
  ///
  /// - Parameter folder: of the keys; made where it is missing.
  public func open(
    _ path: String, identities: [String], in folder: String
  ) async throws -> OpenedEnvelope {
    guard Encryption.isEncrypted(path) else {
      _ = try DurableFile.readHead(of: path, count: 1)
      throw BundleError(
        .usage, "\(path): is not encrypted by age, so it holds no key",
        hint: "give the file that 'handoff keys export' made")
    }
    for identity in identities {
      guard RegularFile.exists(identity) else {
        throw FileError(code: .missing, path: identity, message: "no such file")
      }
    }
    let plain = try NamelessFile.open()
    defer { try? plain.close() }
    try await encryption.decrypt(path, to: plain, identities: identities)
    try DurableFile.makeFolders(folder, mode: .ownerReadWriteExecute)
    do {
      return try OpenedEnvelope(plain, folder: folder)
    } catch let error as ArchiveError {
      throw BundleError(
        .usage, "\(path): holds no key: \(error)",
        hint: "give the file that 'handoff keys export' made")
    }
  }
}
