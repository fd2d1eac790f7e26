public import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Whole-file reads and writes.
public enum DurableFile {
  /// Writes a file beside its place, fsyncs it, renames it and fsyncs the folder.
  public static func write(
    _ bytes: some Sequence<UInt8>, to path: String,
    mode: FilePermissions = [.ownerReadWrite, .groupRead, .otherRead], replacing: Bool = false
  ) throws(FileError) {
    let file = try PendingFile(path, mode: mode, replacing: replacing)
    let array = Array(bytes)
    var failure: FileError?
    array.withUnsafeBytes { buffer in
      do throws(FileError) { try file.write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
    try file.commit()
  }

  /// Reads a whole regular file.
  ///
  /// - Parameter limit: bytes; a larger file is refused.
  public static func read(_ path: String, limit: Int = 1 << 30) throws(FileError) -> [UInt8] {
    do {
      let descriptor = try FileDescriptor.open(
        FilePath(path), .readOnly, options: [.closeOnExec])
      defer { try? descriptor.close() }
      var status = stat()
      guard fstat(descriptor.rawValue, &status) == 0 else { throw Errno(rawValue: errno) }
      guard status.st_mode & S_IFMT != S_IFDIR else {
        throw FileError(code: .notRegular, path: path, message: "is a folder, not a file")
      }
      var bytes: [UInt8] = []
      bytes.reserveCapacity(Int(status.st_size) + 1)
      var chunk = [UInt8](repeating: 0, count: 1 << 16)
      while true {
        let count = try chunk.withUnsafeMutableBytes { try descriptor.read(into: $0) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
        if bytes.count > limit {
          throw FileError(
            code: .system, path: path, message: "is larger than \(limit) bytes")
        }
      }
    } catch let error as FileError {
      throw error
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "read it")
    }
  }

  /// Whether anything stands at a path, links followed.
  package static func exists(_ path: String) -> Bool {
    access(path, F_OK) == 0
  }

  /// Makes a new name in the folder of `path` durable.
  package static func syncFolder(of path: String) throws(FileError) {
    let parent = FilePath(path).removingLastComponent()
    let folder = parent.isEmpty ? "." : parent.string
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError(Errno(rawValue: errno), path: folder, doing: "open it")
    }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else {
      throw FileError(Errno(rawValue: errno), path: folder, doing: "make it durable")
    }
  }

  /// Makes a folder and its missing parents.
  package static func makeFolders(
    _ path: String,
    mode: FilePermissions = [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute]
  )
    throws(FileError)
  {
    if mkdir(path, mode_t(mode.rawValue)) == 0 || errno == EEXIST { return }
    let parent = FilePath(path).removingLastComponent()
    guard errno == ENOENT, !parent.isEmpty else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "make the folder")
    }
    try makeFolders(parent.string, mode: mode)
    if mkdir(path, mode_t(mode.rawValue)) != 0, errno != EEXIST {
      throw FileError(Errno(rawValue: errno), path: path, doing: "make the folder")
    }
  }
}
