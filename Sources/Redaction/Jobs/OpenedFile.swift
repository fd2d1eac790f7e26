import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A regular file that is open for reading, as long as it was then.
final class OpenedFile: Sendable {
  let descriptor: FileDescriptor
  /// In bytes.
  let size: Int

  init(_ path: String) throws(FileError) {
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: .closeOnExec)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "read it")
    }
    var status = stat()
    guard fstat(descriptor.rawValue, &status) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "read it")
    }
    size = Int(status.st_size)
  }

  deinit {
    try? descriptor.close()
  }
}
