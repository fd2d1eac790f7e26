import DurableFiles
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The place where outputs grow until the whole job has succeeded.
final class OutputStage: Sendable {
  private let output: String
  private let isFile: Bool
  private let replacing: Bool
  /// The folder or file beside the output that takes its name at the end.
  private let stage: String
  let drafts: DraftStore
  /// Folders of the output, by their place below it.
  private let folders = Mutex<[String]>([])

  init(output: String, isFile: Bool, replacing: Bool) throws(FileError) {
    var path = output
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    self.output = path
    self.isFile = isFile
    self.replacing = replacing
    let name = FilePath(path)
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    stage =
      name.removingLastComponent().appending(
        ".\(name.lastComponent?.string ?? "out").\(unique).part"
      ).string
    drafts = try DraftStore(output: path)
    TemporaryPaths.register(stage)
    guard isFile || mkdir(stage, 0o755) == 0 else {
      throw FileError(Errno(rawValue: errno), path: output, doing: "make the folder")
    }
  }

  deinit {
    TemporaryPaths.removeTree(stage)
    TemporaryPaths.forget(stage)
  }

  // MARK: Drafts

  /// For what is redacted and has to wait.
  func makeDraftFile() throws(FileError) -> DraftFile { try DraftFile(beside: output) }

  /// Gives a proven draft its place in the output, durably.
  func place(_ draft: DraftPlace, as relative: String) throws {
    let named = "\(stage).named"
    if draft.isWhole, try draft.file.link(to: named) {
      TemporaryPaths.register(named)
      return try PendingFile(path(of: relative), adopting: named, replacing: false).commit()
    }
    let file = try file(relative)
    try draft.file.read(draft.range) { try file.write($0) }
    draft.file.release()
    try file.commit()
  }

  // MARK: The output

  func makeFolder(_ relative: String) throws(FileError) {
    try DurableFile.makeFolders("\(stage)/\(relative)")
    folders.withLock { $0.append(relative) }
  }

  /// Writes a whole file, durably but for its name, which ``commit()`` cares for: nobody sees it
  /// before.
  func write(_ bytes: UnsafeRawBufferPointer, as relative: String) throws(FileError) {
    let path = path(of: relative)
    do {
      let descriptor = try FileDescriptor.open(
        FilePath(path), .writeOnly,
        options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      try descriptor.closeAfter {
        try descriptor.writeAll(bytes)
        guard fsync(descriptor.rawValue) == 0 else { throw Errno(rawValue: errno) }
      }
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "write it")
    }
  }

  /// - Parameter relative: the file's place below the output; not looked at for a single file.
  func file(_ relative: String) throws(FileError) -> PendingFile {
    try PendingFile(path(of: relative), replacing: false)
  }

  /// Where an output stands until the job has succeeded.
  func path(of relative: String) -> String {
    isFile ? stage : "\(stage)/\(relative)"
  }

  /// Gives the file or folder its name, durably.
  func commit() throws(FileError) {
    guard !isFile else {
      return try PendingFile(output, adopting: path(of: ""), replacing: replacing).commit()
    }
    for folder in folders.withLock({ $0 }) + [""] {
      try DurableFile.syncFolder(of: path(of: folder) + "/x")
    }
    var old: String?
    if access(output, F_OK) == 0 {
      guard replacing else {
        throw FileError(
          code: .exists, path: output, message: "exists already", hint: "use --force to replace it")
      }
      let aside = stage + ".old"
      guard rename(output, aside) == 0 else {
        throw FileError(Errno(rawValue: errno), path: output, doing: "replace it")
      }
      old = aside
    }
    guard rename(stage, output) == 0 else {
      let failure = Errno(rawValue: errno)
      if let old { rename(old, output) }
      throw FileError(failure, path: output, doing: "name it")
    }
    TemporaryPaths.forget(stage)
    if let old { TemporaryPaths.removeTree(old) }
    try DurableFile.syncFolder(of: output)
  }
}
