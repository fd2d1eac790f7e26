internal import Archives
internal import Crypto
internal import DurableFiles
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Cuts a finished bundle into parts that `cat` joins.
struct PartSplit {
  /// Where the bundle would stand as a whole.
  let target: String
  /// Bytes of a part; the last one has what is left.
  let partSize: Int64

  /// Writes the parts and their list, named beside ``target``; all of them or none.
  ///
  /// - Parameter file: the bundle, in `folder`, which is beside ``target``.
  func write(_ file: String, in folder: PrivateFolder, replacing: Bool) throws -> PartList {
    let size = try RegularFile.size(of: folder.path + "/" + file)
    let count = Int((size + partSize - 1) / partSize)
    guard count <= PartList.maximumParts else {
      throw BundleError(
        .usage, "\(target): \(size) bytes make \(count) parts, more than \(PartList.maximumParts)",
        hint: "take a larger --split")
    }
    let name = FilePath(target).lastComponent?.string ?? target
    let names = (0..<count).map { PartList.name(of: $0, of: count, in: name) }
    var cutter = Cutter(folder: folder.path, names: names, partSize: partSize)
    try FolderTree.read(folder.path + "/" + file) { try cutter.add($0) }
    let list = try cutter.finish(whole: name)
    _ = try folder.write(list.text(partSize: partSize, size: size), as: list.name)
    try place(names + [list.name], from: folder, replacing: replacing)
    return list
  }

  private func place(_ names: [String], from folder: PrivateFolder, replacing: Bool) throws {
    let parent = FilePath(target).removingLastComponent()
    func path(_ name: String) -> String { parent.appending(name).string }
    var placed: [String] = []
    // Some of the parts are none: an interrupt takes them away, too.
    defer { for path in placed { TemporaryPaths.forget(path) } }
    do {
      for name in names {
        try folder.moveFile(name, to: path(name), replacing: replacing)
        placed.append(path(name))
        TemporaryPaths.register(path(name))
      }
    } catch {
      for path in placed { unlink(path) }
      throw error
    }
  }

  /// Which of the names that a bundle may get are taken.
  static func taken(_ target: String) -> [String] {
    (known(target) + [target + PartList.suffix, target + ".001"]).filter(RegularFile.exists)
  }

  /// What stands of a bundle: the one file, or the list and the parts that it names.
  static func known(_ target: String) -> [String] {
    let parent = FilePath(target).removingLastComponent()
    let list = target + PartList.suffix
    guard let bytes = try? DurableFile.read(list, limit: 16 << 20),
      let known = try? PartList(parsing: bytes, path: list)
    else { return [target].filter(RegularFile.exists) }
    return ([target, list] + known.parts.map { parent.appending($0.name).string })
      .filter(RegularFile.exists)
  }

  /// The pieces of one file on their way into others.
  private struct Cutter {
    let folder: String
    let names: [String]
    let partSize: Int64
    private var parts: [PartList.Part] = []
    private var whole = SHA256()
    private var hash = SHA256()
    private var file: FileDescriptor?
    private var room: Int64 = 0

    init(folder: String, names: [String], partSize: Int64) {
      self.folder = folder
      self.names = names
      self.partSize = partSize
    }

    mutating func add(_ bytes: RawSpan) throws {
      try bytes.withUnsafeBytes { buffer in
        whole.update(bufferPointer: buffer)
        var rest = buffer
        while !rest.isEmpty {
          if room == 0 { try begin() }
          let piece = UnsafeRawBufferPointer(rebasing: rest[..<Int(min(room, Int64(rest.count)))])
          hash.update(bufferPointer: piece)
          try file?.writeAll(piece)
          room -= Int64(piece.count)
          rest = UnsafeRawBufferPointer(rebasing: rest[piece.count...])
        }
      }
    }

    private mutating func begin() throws {
      try end()
      file = try FileDescriptor.open(
        FilePath(folder + "/" + names[parts.count]), .writeOnly,
        options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite])
      hash = SHA256()
      room = partSize
    }

    private mutating func end() throws {
      guard let file else { return }
      self.file = nil
      try file.close()
      parts.append(PartList.Part(name: names[parts.count], sha256: Digest.hex(hash)))
    }

    mutating func finish(whole name: String) throws -> PartList {
      try end()
      return PartList(
        parts: parts, whole: PartList.Part(name: name, sha256: Digest.hex(whole)))
    }
  }
}
