import DurableFiles
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file without a name that holds drafts one behind the other.
///
/// A draft may hold what another file of the job will tell to be secret. So it has no name before
/// it is proven: a job that is killed leaves nothing of it.
final class DraftFile: Sendable {
  let descriptor: FileDescriptor
  /// Whether it can get a name as it is.
  private let isLinkable: Bool
  private let path: String
  /// Drafts that are needed still.
  private let live = Atomic<Int>(0)

  /// - Parameter path: the job's output.
  init(beside path: String) throws(FileError) {
    (descriptor, isLinkable) = try NamelessFile.open(beside: path)
    self.path = path
  }

  deinit {
    try? descriptor.close()
  }

  func retain() { live.wrappingAdd(1, ordering: .relaxed) }

  /// Ends a draft that got no name as it is; the last one gives the file's space back.
  func release() {
    guard live.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
    _ = ftruncate(descriptor.rawValue, 0)
  }

  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws(FileError) {
    do {
      _ = try descriptor.writeAll(toAbsoluteOffset: Int64(offset), bytes)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "write a file beside it")
    }
  }

  /// Calls `body` with what stands in a range, piece by piece.
  func read(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var buffer = [UInt8](repeating: 0, count: min(max(1, range.count), 1 << 20))
    var position = range.lowerBound
    while position < range.upperBound {
      try buffer.withUnsafeMutableBytes { buffer in
        let part = UnsafeMutableRawBufferPointer(
          rebasing: buffer[..<min(buffer.count, range.upperBound - position)])
        try read(position, into: part)
        try body(UnsafeRawBufferPointer(part))
        position += part.count
      }
    }
  }

  /// Fills the buffer with what stands at `start`.
  func read(_ start: Int, into buffer: UnsafeMutableRawBufferPointer) throws(FileError) {
    var filled = 0
    while filled < buffer.count {
      let count: Int
      do {
        count = try descriptor.read(
          fromAbsoluteOffset: Int64(start + filled),
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
      } catch {
        throw FileError(error as? Errno ?? .ioError, path: path, doing: "read a file beside it")
      }
      guard count > 0 else {
        throw FileError(.ioError, path: path, doing: "read a file beside it")
      }
      filled += count
    }
  }

  /// Gives it a name of its own, where that can be done without copying it.
  func link(to path: String) throws(FileError) -> Bool {
    #if canImport(Glibc)
      guard isLinkable else { return false }
      try NamelessFile.link(descriptor, to: path)
      return true
    #else
      return false
    #endif
  }
}
