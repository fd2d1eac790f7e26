internal import Archives
internal import Documents
internal import DurableFiles
public import Redaction
internal import SystemPackage

/// What an envelope held: a stranger may have written it.
public struct OpenedEnvelope: Sendable {
  /// The ticket, or `default`.
  public let name: String
  public let key: PlaceholderKey
  /// Of the vault; nil where there is none.
  public let entries: Int?
  private let bytes: [UInt8]
  private let folder: PrivateFolder?

  /// A vault of some ten million entries fits; sealed bytes can't be compressed.
  private static let quota = ArchiveQuota(
    entries: 3, bytes: 4 << 30, ratio: 20, free: 1 << 20, depth: 1, pathLength: 64,
    pathBytes: 256)

  /// - Parameters:
  ///   - file: the archive, decrypted.
  ///   - place: where the vault is put down, sealed as it is.
  init(_ file: FileDescriptor, folder place: String) throws {
    var reader = try ArchiveReader(path: "/dev/fd/\(file.rawValue)", quota: Self.quota)
    var head: [UInt8] = []
    var bytes: [UInt8] = []
    var folder: PrivateFolder?
    while let entry = try reader.next() {
      switch entry.path {
      case KeyEnvelope.headName where entry.size <= 1 << 16:
        try reader.readData { head += $0.withUnsafeBytes(Array.init) }
      case KeyEnvelope.keyName where entry.size == 32:
        try reader.readData { bytes += $0.withUnsafeBytes(Array.init) }
      case KeyEnvelope.vaultName where !entry.isFolder:
        let made = try PrivateFolder(beside: place + "/import")
        folder = made
        let vault = try FileDescriptor.open(
          FilePath(made.path + "/vault"), .writeOnly,
          options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
          permissions: .ownerReadWrite)
        defer { try? vault.close() }
        try reader.readData { span in
          _ = try span.withUnsafeBytes { try vault.writeAll($0) }
        }
      default:
        throw ArchiveError(code: .name, entry: entry.path, message: "is no part of a key")
      }
    }
    guard bytes.count == 32, !head.isEmpty else {
      throw ArchiveError(code: .truncated, message: "its key is missing")
    }
    let said = try Self.head(head)
    let key = try PlaceholderKey(bytes: bytes)
    guard said.fingerprint == key.fingerprint else {
      throw ArchiveError(
        code: .format, entry: KeyEnvelope.headName, message: "names another key's fingerprint")
    }
    entries = try folder.map { try Vault(path: $0.path + "/vault", key: key).countOfImport() }
    self.key = key
    name = said.name
    self.bytes = bytes
    self.folder = folder
  }

  private static func head(_ bytes: [UInt8]) throws -> KeyEnvelope.Head {
    let head: KeyEnvelope.Head
    do {
      head = try JSONText.decode(KeyEnvelope.Head.self, from: bytes, file: KeyEnvelope.headName)
    } catch {
      throw ArchiveError(
        code: .format, entry: KeyEnvelope.headName, message: "can't be read")
    }
    guard head.apiVersion == "handoff/v1", head.kind == "key", TicketID.isValid(head.name) else {
      throw ArchiveError(
        code: .format, entry: KeyEnvelope.headName, message: "is not what this handoff reads")
    }
    return head
  }

  // MARK: Taking it over

  /// What became of it.
  public struct Taken: Sendable {
    /// Whether the key was there before.
    public let isKnown: Bool
    /// Entries that the vault didn't hold.
    public let added: Int
  }

  /// Makes the key and the vault this machine's.
  ///
  /// - Parameter replacing: whether another key at that place may go, and its vault with it.
  public func take(as keyPath: String, replacing: Bool) throws -> Taken {
    let target = Vault(keyPath: keyPath, key: key)
    var isKnown = false
    if DurableFile.exists(keyPath) {
      let present = try? PlaceholderKey.load(keyPath, creating: false)
      isKnown = present?.fingerprint == key.fingerprint
      guard isKnown || replacing else {
        throw FileError(
          code: .exists, path: keyPath, message: "is another key",
          hint: "import it under another ticket with --ticket, or use --force: then what the "
            + "present key's placeholders stand for is lost")
      }
    }
    if !isKnown, DurableFile.exists(target.path) {
      do { _ = try target.count() } catch {
        guard replacing else { throw error }
        try ForgottenKey.remove(target.path)
      }
    }
    if !isKnown {
      try DurableFile.write(bytes, to: keyPath, mode: .ownerReadWrite, replacing: replacing)
    }
    guard let folder, let entries else { return Taken(isKnown: isKnown, added: 0) }
    if !DurableFile.exists(target.path) {
      do throws(FileError) {
        try folder.moveFile("vault", to: target.path, mode: .ownerReadWrite, replacing: false)
        return Taken(isKnown: isKnown, added: entries)
      } catch {
        // Another job was quicker: its vault gets the entries.
        guard error.code == .exists else { throw error }
      }
    }
    let added = try target.add(contentsOf: Vault(path: folder.path + "/vault", key: key))
    return Taken(isKnown: isKnown, added: added)
  }
}

extension Vault {
  /// - Throws: ``ArchiveError`` where it doesn't belong to the key that came with it.
  fileprivate func countOfImport() throws -> Int {
    do { return try count() } catch is VaultFault {
      throw ArchiveError(
        code: .format, entry: KeyEnvelope.vaultName, message: "is damaged, or another key's")
    }
  }
}
