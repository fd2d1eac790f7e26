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
    try checkLength(bytes.count)
    return bytes
  }

  /// Writes the whole file into a buffer, in the place of what it holds.
  func read(into buffer: inout OutputBuffer) throws(FileError) {
    buffer.removeAll()
    var filled = 0
    try buffer.append(count: size) { (memory) throws(FileError) in
      while filled < size {
        let count = try piece(
          at: filled, into: UnsafeMutableRawBufferPointer(rebasing: memory[filled...]))
        if count == 0 { break }
        filled += count
      }
    }
    buffer.removeAll(from: filled)
    try checkLength(filled)
  }

  private func checkLength(_ count: Int) throws(FileError) {
    // The kernel's own files are shorter than they say.
    guard count < size, try sizeNow() < size else { return }
    throw FileError(
      code: .system, path: path, message: "became shorter while it was read", hint: Self.hint)
  }

  private func piece(at offset: Int, upTo limit: Int) throws(FileError) -> [UInt8] {
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      do throws(FileError) {
        count = try piece(at: offset, into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// - Returns: how much was read; 0 at the end.
  private func piece(
    at offset: Int, into buffer: UnsafeMutableRawBufferPointer
  ) throws(FileError) -> Int {
    while true {
      let count = pread(descriptor.rawValue, buffer.baseAddress, buffer.count, off_t(offset))
      if count >= 0 { return count }
      guard errno == EINTR else {
        throw FileError(Errno(rawValue: errno), path: path, doing: "read it")
      }
    }
  }
}
