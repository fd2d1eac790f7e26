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
  /// What was written.
  struct Written {
    /// Of the bundle as a whole.
    let size: Int64
    /// Where it was cut.
    var parts: PartList?
  }

  private let name: BundleName
  private let recipients: [String]
  private let encryption: Encryption?
  private let replacing: Bool
  private let limits: BundleLimits
  private let progress: (@Sendable (Int) -> Void)?

  /// - Throws: ``BundleError`` when the name and the recipients contradict each other,
  ///   ``ToolError`` when `age` is needed and missing, ``FileError`` when the file stands already.
  init(
    name: BundleName, recipients: [String], locator: ToolLocator, replacing: Bool,
    limits: BundleLimits = BundleLimits(), progress: (@Sendable (Int) -> Void)? = nil
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
    if !replacing, let path = PartSplit.taken(name.path).first {
      throw FileError(
        code: .exists, path: path, message: "exists already", hint: "use --force to replace it")
    }
    self.name = name
    self.recipients = recipients
    self.replacing = replacing
    self.limits = limits
    self.progress = progress
    encryption = recipients.isEmpty ? nil : try Encryption(locator: locator)
  }

  /// - Parameter top: the bundle's id, the one folder that holds everything.
  @discardableResult
  func write(_ items: [Item], top: String) async throws -> Written {
    // What an earlier bundle of this name left, in parts or whole.
    let old = replacing ? PartSplit.known(name.path) : []
    guard encryption != nil || limits.partSize != nil else {
      let pending = try PendingFile(name.path, replacing: replacing)
      let size = try writeArchive(items, top: top, descriptor: pending.descriptor)
      try pending.commit()
      return finish(Written(size: size), removing: old)
    }
    let folder = try PrivateFolder(beside: name.path)
    let descriptor = try FileDescriptor.open(
      FilePath(folder.path + "/plain"), .writeOnly,
      options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
      permissions: [.ownerReadWrite])
    var size: Int64 = 0
    do {
      defer { try? descriptor.close() }
      size = try writeArchive(items, top: top, descriptor: descriptor)
    }
    var file = "plain"
    if let encryption {
      file = "encrypted"
      let path = folder.path + "/" + file
      try await encryption.encrypt(folder.path + "/plain", to: path, recipients: recipients)
      unlink(folder.path + "/plain")
      size = try RegularFile.size(of: path)
      try limits.check(size, name.path)
    }
    if let partSize = limits.partSize, size > partSize {
      let split = PartSplit(target: name.path, partSize: partSize)
      let parts = try split.write(file, in: folder, replacing: replacing)
      return finish(Written(size: size, parts: parts), removing: old)
    }
    try folder.moveFile(file, to: name.path, replacing: replacing)
    return finish(Written(size: size), removing: old)
  }

  /// What would be written: nothing of it is kept.
  func measure(_ items: [Item], top: String) throws -> Written {
    let nowhere = try FileDescriptor.open("/dev/null", .writeOnly, options: [.closeOnExec])
    defer { try? nowhere.close() }
    let plain = try writeArchive(items, top: top, descriptor: nowhere)
    // age's format: a header, and 16 bytes for each 64 KiB.
    let size = encryption == nil ? plain : plain + 200 + plain / (64 << 10) * 16
    try limits.check(size, name.path)
    return Written(size: size)
  }

  private func finish(_ written: Written, removing old: [String]) -> Written {
    let folder = FilePath(name.path).removingLastComponent()
    var kept = [name.path]
    if let parts = written.parts {
      kept = (parts.parts.map(\.name) + [parts.name]).map { folder.appending($0).string }
    }
    for path in old where !kept.contains(path) { unlink(path) }
    return written
  }

  /// - Returns: how many bytes it has.
  private func writeArchive(
    _ items: [Item], top: String, descriptor: FileDescriptor
  ) throws -> Int64 {
    let items = items.sorted {
      $0.file.path.utf8.lexicographicallyPrecedes($1.file.path.utf8)
    }
    var writer = try ArchiveWriter.open(
      descriptor: descriptor, path: name.path, compression: name.compression,
      modified: Timestamp.sourceDateEpoch?.seconds ?? 0,
      threads: ProcessorCount.online)
    for item in items {
      try writer.begin(
        ArchiveEntry(
          path: top + "/" + item.file.path, size: item.size, isExecutable: item.file.isExecutable))
      var hash = SHA256()
      try item.file.read { span in
        if !item.digest.isEmpty { span.withUnsafeBytes { hash.update(bufferPointer: $0) } }
        try writer.write(span)
        progress?(span.byteCount)
      }
      guard item.digest.isEmpty || Digest.hex(hash) == item.digest else {
        throw FileError(
          code: .system, path: item.file.path, message: "it changed while it was packed")
      }
      try limits.check(writer.packedBytes, name.path)
    }
    let size = try writer.close()
    try limits.check(size, name.path)
    return size
  }
}
