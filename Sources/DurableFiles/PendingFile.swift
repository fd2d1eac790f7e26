public import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A file that appears whole or not at all: written beside its place, fsynced, renamed.
///
/// Dropped without ``commit()``, nothing remains.
public struct PendingFile: ~Copyable {
  /// The open temporary file; written to by the owner.
  public let descriptor: FileDescriptor
  private let temporary: String
  private let path: String
  private let replacing: Bool

  /// - Parameters:
  ///   - path: where the file will stand.
  ///   - mode: its permissions; they hold from the first byte.
  ///   - replacing: whether an existing file may be replaced.
  public init(
    _ path: String, mode: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead],
    replacing: Bool
  )
    throws(FileError)
  {
    try Self.checkPlace(path, replacing: replacing)
    let opened = try Self.openTemporary(beside: path, mode: mode)
    self.path = path
    self.replacing = replacing
    temporary = opened.path
    descriptor = opened.descriptor
  }

  /// Takes a file that is written already, on the same file system.
  ///
  /// - Parameter temporary: its present path, which it loses.
  package init(_ path: String, adopting temporary: String, replacing: Bool) throws(FileError) {
    try Self.checkPlace(path, replacing: replacing)
    do {
      descriptor = try FileDescriptor.open(
        temporary, .readWrite, options: [.noFollow, .closeOnExec])
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "create it")
    }
    self.path = path
    self.replacing = replacing
    self.temporary = temporary
  }

  private static func checkPlace(_ path: String, replacing: Bool) throws(FileError) {
    if !replacing, access(path, F_OK) == 0 {
      throw FileError(
        code: .exists, path: path, message: "exists already", hint: "use --force to replace it")
    }
    var status = stat()
    if lstat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw FileError(
        code: .notRegular, path: path, message: "exists and is not a regular file",
        hint: "name another output")
    }
  }

  private static func openTemporary(
    beside path: String, mode: FilePermissions
  ) throws(FileError) -> (path: String, descriptor: FileDescriptor) {
    let name = FilePath(path)
    guard let last = name.lastComponent else {
      throw FileError(code: .system, path: path, message: "is not the name of a file")
    }
    let visible = last.string.utf8.count < 200 ? last.string : "output"
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = name.removingLastComponent().appending(".\(visible).\(unique).part")
    TemporaryPaths.register(temporary.string)
    do {
      let descriptor = try FileDescriptor.open(
        temporary, .readWrite, options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
        permissions: mode)
      return (temporary.string, descriptor)
    } catch {
      TemporaryPaths.forget(temporary.string)
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "create it")
    }
  }

  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    do { try descriptor.writeAll(bytes) } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "write it")
    }
  }

  /// Makes the file durable and gives it its name.
  public consuming func commit() throws(FileError) {
    guard fsync(descriptor.rawValue) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "make it durable")
    }
    // link(2) fails where a file stands, so a race with another writer can't replace it.
    let status = replacing ? rename(temporary, path) : link(temporary, path)
    guard status == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "name it")
    }
    try DurableFile.syncFolder(of: path)
  }

  deinit {
    try? descriptor.close()
    unlink(temporary)
    TemporaryPaths.forget(temporary)
  }
}
