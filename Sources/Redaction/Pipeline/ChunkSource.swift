import DurableFiles
import Synchronization
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where chunks come from; shared by the workers.
protocol ChunkSource: Sendable {
  /// Fills `buffer` with the next chunk, or gives nil at the end.
  func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Chunk?
}

/// A regular file, as long as it was when it was opened: read by position, so workers don't wait
/// for one another.
final class FileChunkSource: ChunkSource {
  private let descriptor: FileDescriptor
  private let name: String
  /// In the file, in bytes.
  private let range: Range<Int>
  private let counter = Counter()
  private let coreSize: Int

  /// - Parameter range: what is read; what is added to the file later isn't.
  init(
    _ descriptor: FileDescriptor, name: String, range: Range<Int>, coreSize: Int = Chunk.coreSize
  ) {
    self.descriptor = descriptor
    self.name = name
    self.range = range
    self.coreSize = coreSize
  }

  func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Chunk? {
    let index = counter.next()
    let start = range.lowerBound + index * coreSize
    guard start < range.upperBound else { return nil }
    let end = min(start + coreSize, range.upperBound)
    let from = max(range.lowerBound, start - Chunk.margin)
    let to = min(range.upperBound, end + Chunk.margin)
    var filled = 0
    while filled < to - from {
      let count = pread(
        descriptor.rawValue, buffer.baseAddress.map { $0 + filled }, to - from - filled,
        off_t(from + filled))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw FileError(Errno(rawValue: errno), path: name, doing: "read it")
      }
      if count == 0 {
        throw FileError(
          code: .system, path: name, message: "became shorter while it was read",
          hint: OpenedFile.hint)
      }
      filled += count
    }
    return Chunk(index: index, core: (start - from)..<(end - from), filled: filled)
  }
}

/// A pipe: read by one worker at a time, each piece with the margins around it.
// Unchecked: everything mutable is behind the turnstile's mutex.
final class PipeChunkSource: ChunkSource, @unchecked Sendable {
  private let descriptor: FileDescriptor
  private let name: String
  private let lock = Turnstile()
  private let counter = Counter()
  /// What was read already: the margin before the next core, then the core's beginning.
  private var carried: StreamRedactor.Carried
  private var isAtEnd = false
  private var isStalled = false
  private let patience: Int32
  private let coreSize: Int

  /// - Parameter patience: how long nothing may come before the source ends, in milliseconds;
  ///   -1 is for ever.
  init(
    _ descriptor: FileDescriptor, name: String, carried: StreamRedactor.Carried, patience: Int32,
    coreSize: Int = Chunk.coreSize
  ) {
    self.descriptor = descriptor
    self.name = name
    self.carried = carried
    self.patience = patience
    self.coreSize = coreSize
  }

  /// What is left of a pipe that has stalled; nil at its end. To be asked when no worker reads.
  var rest: StreamRedactor.Carried? { isStalled ? carried : nil }

  func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Chunk? {
    let index = counter.next()
    return try lock.pass(index) { () throws -> Chunk? in try read(index, into: buffer) } ?? nil
  }

  private func read(_ index: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Chunk? {
    guard !isStalled else { return nil }
    buffer.copyBytes(from: carried.bytes)
    let start = carried.pendingFrom
    var filled = carried.bytes.count
    let wanted = start + coreSize + Chunk.margin
    while filled < wanted, !isAtEnd {
      guard Self.hasMore(descriptor, within: patience) else {
        isStalled = true
        carried.bytes = Array(buffer[..<filled])
        return nil
      }
      do {
        let count = try descriptor.read(
          into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled..<wanted]))
        if count == 0 { isAtEnd = true }
        filled += count
      } catch {
        throw FileError(error as? Errno ?? .ioError, path: name, doing: "read it")
      }
    }
    let end = min(filled, start + coreSize)
    guard end > start else { return nil }
    let keepFrom = max(0, end - Chunk.margin)
    carried = StreamRedactor.Carried(
      bytes: Array(buffer[keepFrom..<filled]), pendingFrom: end - keepFrom)
    return Chunk(index: index, core: start..<end, filled: filled)
  }

  /// Whether something (or the end) can be read within so many milliseconds.
  static func hasMore(_ descriptor: FileDescriptor, within milliseconds: Int32) -> Bool {
    var poll = pollfd(fd: descriptor.rawValue, events: Int16(POLLIN), revents: 0)
    return pollOne(&poll, milliseconds) > 0
  }

  private static func pollOne(_ descriptor: inout pollfd, _ milliseconds: Int32) -> Int32 {
    var result: Int32
    repeat { result = poll(&descriptor, 1, milliseconds) } while result < 0 && errno == EINTR
    return result
  }
}

/// Numbers chunks.
final class Counter: Sendable {
  private let value = Atomic<Int>(0)

  func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}
