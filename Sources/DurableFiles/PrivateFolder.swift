package import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A folder that only this user can enter, gone with its last reference or on an interrupt; what a
/// process that was killed left of its own goes when the next one makes another beside it.
public final class PrivateFolder: Sendable {
  /// Where it stands.
  public let path: String
  /// Open and locked as long as this process lives.
  private let lock: Int32

  private static let name = "handoff-private."

  /// In the folder for temporary files.
  public convenience init() throws(FileError) {
    StaleFolders.removeOnce(in: Self.temporaryFolder, prefix: Self.name)
    try self.init(template: Self.temporaryFolder + "/\(Self.name)XXXXXX")
  }

  /// Beside `target`, so that a rename can move it there.
  package convenience init(beside target: String) throws(FileError) {
    let name = FilePath(target).lexicallyNormalized()
    guard let last = name.lastComponent, last.string != ".." else {
      throw FileError(code: .system, path: target, message: "is not the name of a folder")
    }
    let prefix = ".\(last.string.utf8.count < 200 ? last.string : "output").\(Self.name)"
    let parent = name.removingLastComponent()
    let folder = parent.isEmpty ? "." : parent.string
    StaleFolders.removeOnce(in: folder, prefix: prefix)
    try self.init(template: folder + "/\(prefix)XXXXXX")
  }

  private init(template: String) throws(FileError) {
    var bytes = template.utf8CString
    let made = bytes.withUnsafeMutableBufferPointer { buffer in
      buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    guard let made else {
      throw FileError(Errno(rawValue: errno), path: template, doing: "make a private folder")
    }
    path = made
    lock = StaleFolders.lock(made)
    TemporaryPaths.register(made)
  }

  deinit {
    TemporaryPaths.removeTree(path)
    TemporaryPaths.forget(path)
    if lock >= 0 { close(lock) }
  }

  /// Gives the folder its final name and permissions; this object stands for nothing then.
  ///
  /// - Parameter replacing: whether a file or folder that stands at `target` may go.
  package func move(to target: String, replacing: Bool) throws(FileError) {
    guard chmod(path, 0o755) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "set its permissions")
    }
    // rename(2) replaces an empty folder and nothing else.
    if rename(path, target) == 0 { return try DurableFile.syncFolder(of: target) }
    guard [ENOTEMPTY, EEXIST, ENOTDIR].contains(errno) else {
      throw FileError(Errno(rawValue: errno), path: target, doing: "name it")
    }
    guard replacing else {
      throw FileError(
        code: .exists, path: target, message: "exists already", hint: "use --force to replace it")
    }
    let old = try PrivateFolder(beside: target)
    guard rename(target, old.path + "/old") == 0, rename(path, target) == 0 else {
      throw FileError(Errno(rawValue: errno), path: target, doing: "replace it")
    }
    try DurableFile.syncFolder(of: target)
  }

  /// Writes a small file that lives as long as the folder.
  ///
  /// - Returns: its path.
  package func write(_ bytes: [UInt8], as name: String) throws(FileError) -> String {
    let path = path + "/" + name
    do {
      let file = try FileDescriptor.open(
        FilePath(path), .writeOnly, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: [.ownerReadWrite])
      defer { try? file.close() }
      try file.writeAll(bytes)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "write it")
    }
    return path
  }

  /// Makes a file of this folder durable and gives it its final name and permissions.
  package func moveFile(
    _ name: String, to target: String,
    mode: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead],
    replacing: Bool
  ) throws(FileError) {
    let source = path + "/" + name
    let file = open(source, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else {
      throw FileError(Errno(rawValue: errno), path: target, doing: "write it")
    }
    defer { close(file) }
    guard fchmod(file, mode_t(mode.rawValue)) == 0, fsync(file) == 0,
      (replacing ? rename(source, target) : link(source, target)) == 0
    else { throw FileError(Errno(rawValue: errno), path: target, doing: "name it") }
    try DurableFile.syncFolder(of: target)
  }

  package static var temporaryFolder: String {
    guard let value = getenv("TMPDIR"), value.pointee == UInt8(ascii: "/") else { return "/tmp" }
    return String(cString: value)
  }
}
