internal import Archives
internal import Crypto
internal import Documents
internal import DurableFiles
internal import ExternalTools
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The container of a bundle on its way to disk.
struct BundleArchive: Sendable {
  struct Item: Sendable {
    let file: BundleFile
    let size: Int64
    /// What was measured before; empty where it doesn't matter.
    let digest: String
  }

  private let name: BundleName
  private let recipients: [String]
  private let encryption: Encryption?
  private let replacing: Bool

  /// - Throws: ``BundleError`` when the name and the recipients contradict each other,
  ///   ``ToolError`` when `age` is needed and missing, ``FileError`` when the file stands already.
  init(
    name: BundleName, recipients: [String], locator: ToolLocator, replacing: Bool
  ) throws {
    guard name.isEncrypted != recipients.isEmpty else {
      throw name.isEncrypted
        ? BundleError(
          .usage, "\(name.path): nobody is named to encrypt it to",
          hint: "add --encrypt-to RECIPIENT, or leave out '.age'")
        : BundleError(
          .usage, "\(name.path): an encrypted bundle's name ends with '.age'",
          hint: "write to \(name.path).age")
    }
    guard replacing || !RegularFile.exists(name.path) else {
      throw FileError(
        code: .exists, path: name.path, message: "exists already",
        hint: "use --force to replace it")
    }
    self.name = name
    self.recipients = recipients
    self.replacing = replacing
    encryption = recipients.isEmpty ? nil : try Encryption(locator: locator)
  }

  /// - Parameter top: the bundle's id, the one folder that holds everything.
  func write(_ items: [Item], top: String) async throws {
    let items = items.sorted {
      $0.file.path.utf8.lexicographicallyPrecedes($1.file.path.utf8)
    }
    guard let encryption else {
      let pending = try PendingFile(name.path, replacing: replacing)
      try writeArchive(items, top: top, descriptor: pending.descriptor)
      return try pending.commit()
    }
    let folder = try PrivateFolder(beside: name.path)
    let plain = folder.path + "/plain"
    let descriptor = try FileDescriptor.open(
      FilePath(plain), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
      permissions: [.ownerReadWrite])
    do {
      defer { try? descriptor.close() }
      try writeArchive(items, top: top, descriptor: descriptor)
    }
    try await encryption.encrypt(plain, to: folder.path + "/encrypted", recipients: recipients)
    try folder.moveFile("encrypted", to: name.path, replacing: replacing)
  }

  private func writeArchive(_ items: [Item], top: String, descriptor: FileDescriptor) throws {
    var writer = try ArchiveWriter.open(
      descriptor: descriptor, path: name.path, compression: name.compression,
      modified: Timestamp.sourceDateEpoch?.seconds ?? 0,
      threads: max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    for item in items {
      try writer.begin(
        ArchiveEntry(
          path: top + "/" + item.file.path, size: item.size, isExecutable: item.file.isExecutable))
      var hash = SHA256()
      try item.file.read { span in
        if !item.digest.isEmpty { span.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        try writer.write(span)
      }
      guard item.digest.isEmpty || Digest.hex(hash) == item.digest else {
        throw FileError(
          code: .system, path: item.file.path, message: "it changed while it was packed")
      }
    }
    try writer.close()
  }
}
