import Archives
import Dispatch
import DurableFiles
import Synchronization
import SystemPackage

/// Where redacted bytes go, one after the other; written to by one thread at a time.
protocol ByteTarget: AnyObject {
  func append(_ bytes: UnsafeRawBufferPointer) throws
}

/// A file that its owner has opened.
final class FileTarget: ByteTarget {
  private let descriptor: FileDescriptor
  /// For messages.
  private let path: String

  init(_ descriptor: FileDescriptor, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    do {
      try descriptor.writeAll(bytes)
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "write it")
    }
  }
}

/// An archive's member until its size is known: in memory, and beyond 4 MiB in a file without a
/// name beside the output. It holds nothing that isn't redacted and proven.
final class MemberTarget: ByteTarget {
  private let makeFile: () throws -> DraftFile
  private var bytes: [UInt8] = []
  private var file: DraftFile?
  /// In bytes.
  private(set) var count = 0

  init(makeFile: @escaping () throws -> DraftFile) {
    self.makeFile = makeFile
  }

  func append(_ more: UnsafeRawBufferPointer) throws {
    bytes += more
    count += more.count
    guard bytes.count > RedactionJob.inMemoryLimit else { return }
    let file = try self.file ?? makeFile()
    self.file = file
    try bytes.withUnsafeBytes { try file.write($0, at: count - bytes.count) }
    bytes.removeAll(keepingCapacity: true)
  }

  /// Hands everything over, from the beginning.
  func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try file?.read(0..<count - bytes.count, body)
    try bytes.withUnsafeBytes(body)
  }
}

/// Compresses what it gets, in pieces of one size, side by side.
final class CompressedTarget: ByteTarget {
  let compressor: PieceCompressor
  private let next: any ByteTarget
  private let jobs: Int
  private var pending: [UInt8] = []
  private var isEmpty = true

  init(_ filter: PackedFormat.Filter, jobs: Int, next: any ByteTarget) {
    compressor = PieceCompressor(filter)
    self.jobs = max(1, jobs)
    self.next = next
  }

  func append(_ bytes: UnsafeRawBufferPointer) throws {
    pending += bytes
    if pending.count >= jobs * PieceCompressor.size { try compress(isFinal: false) }
  }

  /// Takes what ``compressor`` has made already.
  func append(piece: [UInt8]) throws {
    isEmpty = false
    try piece.withUnsafeBytes { try next.append($0) }
  }

  /// Compresses the rest; of nothing too, so that it is a file of its format.
  func finish() throws {
    try compress(isFinal: true)
    if isEmpty {
      try append(piece: compressor.compress(UnsafeRawBufferPointer(start: nil, count: 0)))
    }
  }

  private func compress(isFinal: Bool) throws {
    let size = PieceCompressor.size
    let count = isFinal ? (pending.count + size - 1) / size : pending.count / size
    guard count > 0 else { return }
    let (compressor, all) = (compressor, pending)
    let pieces = Mutex<[Int: Result<[UInt8], any Error>]>([:])
    let counter = Counter()
    DispatchQueue.concurrentPerform(iterations: min(count, jobs)) { _ in
      while true {
        let index = counter.next()
        guard index < count else { return }
        let piece = Result {
          try all[(index * size)..<min(all.count, (index + 1) * size)].withUnsafeBytes {
            try compressor.compress($0)
          }
        }
        pieces.withLock { $0[index] = piece }
      }
    }
    let made = pieces.withLock { $0 }
    for index in 0..<count {
      if let piece = try made[index]?.get() { try append(piece: piece) }
    }
    pending.removeFirst(min(pending.count, count * size))
  }
}

/// A pipeline's chunks on their way to a target.
// Unchecked: the target is only used behind the turnstile's mutex, but for the compressor, which is
// immutable.
final class TargetChunkSink: ChunkSink, @unchecked Sendable {
  private let target: (any ByteTarget)?
  private let turns = Turnstile()

  /// - Parameter target: nil where nothing is written.
  init(_ target: (any ByteTarget)?) {
    self.target = target
  }

  func write(_ bytes: UnsafeRawBufferPointer, chunk: Int) throws -> Bool {
    guard let compressed = target as? CompressedTarget else {
      return try turns.pass(chunk) { () throws -> Bool in
        try target?.append(bytes)
        return true
      } ?? false
    }
    let piece = try compressed.compressor.compress(bytes)
    return try turns.pass(chunk) { () throws -> Bool in
      try compressed.append(piece: piece)
      return true
    } ?? false
  }

  func close() { turns.close() }
}
