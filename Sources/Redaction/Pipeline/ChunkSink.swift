import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where chunks go; shared by the workers.
protocol ChunkSink: Sendable {
  /// Writes the chunk's redacted bytes at their place.
  ///
  /// - Returns: false when another worker has failed.
  func write(_ bytes: UnsafeRawBufferPointer, chunk: Int) throws -> Bool
  /// Ends all waiting after a failure.
  func close()
}

/// A regular file: each chunk learns its place in turn, and writes it beside the others.
// Unchecked: the offset is behind the turnstile's mutex.
final class FileChunkSink: ChunkSink, @unchecked Sendable {
  private let descriptor: FileDescriptor
  private let name: String
  private let turns = Turnstile()
  private var offset: Int

  init(_ descriptor: FileDescriptor, name: String, offset: Int) {
    self.descriptor = descriptor
    self.name = name
    self.offset = offset
  }

  /// Behind the last byte.
  var end: Int { offset }

  func write(_ bytes: UnsafeRawBufferPointer, chunk: Int) throws -> Bool {
    let place = turns.pass(chunk) { () -> Int in
      defer { offset += bytes.count }
      return offset
    }
    guard let place else { return false }
    var written = 0
    while written < bytes.count {
      let count = pwrite(
        descriptor.rawValue, bytes.baseAddress.map { $0 + written }, bytes.count - written,
        off_t(place + written))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw FileError(Errno(rawValue: errno), path: name, doing: "write it")
      }
      written += count
    }
    return true
  }

  func close() { turns.close() }
}

/// A pipe: chunks are written one after the other.
final class PipeChunkSink: ChunkSink {
  private let descriptor: FileDescriptor
  private let name: String
  private let turns = Turnstile()

  init(_ descriptor: FileDescriptor, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  func write(_ bytes: UnsafeRawBufferPointer, chunk: Int) throws -> Bool {
    try turns.pass(chunk) { () throws -> Bool in
      do {
        try descriptor.writeAll(bytes)
      } catch {
        throw FileError(error as? Errno ?? .ioError, path: name, doing: "write it")
      }
      return true
    } ?? false
  }

  func close() { turns.close() }
}
