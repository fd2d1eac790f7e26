import DurableFiles
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
  /// The folder beside the output that takes its name at the end.
  private let stage: String
  /// The folder beside it where files stand that have no name yet.
  private let drafts: String

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
    drafts = stage + ".drafts"
    TemporaryPaths.register(drafts)
    guard mkdir(drafts, 0o700) == 0 else {
      throw FileError(Errno(rawValue: errno), path: output, doing: "make a folder beside it")
    }
    guard !isFile else { return }
    TemporaryPaths.register(stage)
    guard mkdir(stage, 0o755) == 0 else {
      throw FileError(Errno(rawValue: errno), path: output, doing: "make the folder")
    }
  }

  deinit {
    TemporaryPaths.removeTree(drafts)
    TemporaryPaths.forget(drafts)
    if !isFile {
      TemporaryPaths.removeTree(stage)
      TemporaryPaths.forget(stage)
    }
  }

  // MARK: Drafts

  func draft(_ number: Int) -> String { "\(drafts)/\(number)" }

  /// Opens an empty draft for writing; its owner closes it.
  func makeDraft(_ number: Int) throws(FileError) -> FileDescriptor {
    do {
      return try FileDescriptor.open(
        FilePath(draft(number)), .readWrite,
        options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: output, doing: "write a file beside it")
    }
  }

  func dropDraft(_ number: Int) { unlink(draft(number)) }

  /// Makes a draft durable and gives it its place in the output.
  func place(_ number: Int, as relative: String) throws(FileError) {
    try PendingFile(
      isFile ? output : "\(stage)/\(relative)", adopting: draft(number),
      replacing: isFile && replacing
    ).commit()
  }

  // MARK: The output

  func makeFolder(_ relative: String) throws(FileError) {
    try DurableFile.makeFolders("\(stage)/\(relative)")
  }

  /// - Parameter relative: the file's place below the output; not looked at for a single file.
  func file(_ relative: String) throws(FileError) -> PendingFile {
    if isFile { return try PendingFile(output, replacing: replacing) }
    return try PendingFile("\(stage)/\(relative)", replacing: false)
  }

  /// Gives the folder its name, durably.
  func commit() throws(FileError) {
    guard !isFile else { return }
    try DurableFile.syncFolder(of: stage + "/x")
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
