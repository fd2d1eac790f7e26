import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that is open for reading by position.
final class OpenedFile: Sendable {
  /// How to mend that a file changes under the job.
  static let hint = "wait until nobody writes it, or take a copy of it"

  let descriptor: FileDescriptor
  /// How much of it is read, in bytes.
  let size: Int
  private let path: String

  /// Takes the descriptor over.
  init(_ descriptor: FileDescriptor, size: Int, path: String) {
    self.descriptor = descriptor
    self.size = size
    self.path = path
  }

  init(
    _ path: String, size: Int, options: FileDescriptor.OpenOptions = [.closeOnExec]
  ) throws(FileError) {
    do {
      descriptor = try FileDescriptor.open(FilePath(path), .readOnly, options: options)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "read it")
    }
    self.size = size
    self.path = path
  }

  /// As long as it is now.
  convenience init(_ path: String) throws(FileError) {
    let probe = try OpenedFile(path, size: 0)
    try self.init(path, size: probe.sizeNow())
  }

  deinit {
    try? descriptor.close()
  }

  func status() throws(FileError) -> stat {
    var status = stat()
    guard fstat(descriptor.rawValue, &status) == 0 else {
      throw FileError(Errno(rawValue: errno), path: path, doing: "read it")
    }
    return status
  }

  /// How long it says it is now, in bytes.
  func sizeNow() throws(FileError) -> Int { Int(try status().st_size) }

  /// Fills the buffer.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    var filled = 0
    while filled < buffer.count {
      let count = pread(
        descriptor.rawValue, buffer.baseAddress.map { $0 + filled }, buffer.count - filled,
        off_t(offset + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw FileError(Errno(rawValue: errno), path: path, doing: "read it")
      }
      if count == 0 {
        throw FileError(
          code: .system, path: path, message: "became shorter while it was read", hint: Self.hint)
      }
      filled += count
    }
  }

  /// - Returns: its first bytes, `limit` at most, also of files that tell no size (those of the
  ///   kernel).
  func first(_ limit: Int) throws(FileError) -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let part = try piece(at: bytes.count, upTo: limit - bytes.count)
      if part.isEmpty { break }
      bytes += part
    }
    return bytes
  }

  /// The whole file.
  func whole() throws(FileError) -> [UInt8] {
    let bytes = try first(size)
    // The kernel's own files are shorter than they say.
    if bytes.count < size, try sizeNow() < size {
      throw FileError(
        code: .system, path: path, message: "became shorter while it was read", hint: Self.hint)
    }
    return bytes
  }

  private func piece(at offset: Int, upTo limit: Int) throws(FileError) -> [UInt8] {
    var failure: Errno?
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      var result = pread(descriptor.rawValue, buffer.baseAddress, limit, off_t(offset))
      while result < 0, errno == EINTR {
        result = pread(descriptor.rawValue, buffer.baseAddress, limit, off_t(offset))
      }
      if result < 0 { failure = Errno(rawValue: errno) }
      count = max(0, result)
    }
    if let failure { throw FileError(failure, path: path, doing: "read it") }
    return bytes
  }
}
