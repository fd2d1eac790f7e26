import Archives

/// A stream: read by one worker at a time, each piece with the margins around it.
// Unchecked: everything mutable is behind the turnstile's mutex.
final class StreamChunkSource: ChunkSource, @unchecked Sendable {
  private let stream: any ByteStream
  private let turns = Turnstile()
  private let counter = Counter()
  /// The margin before the next core, then the core's beginning.
  private var carried: [UInt8] = []
  /// Where in ``carried`` the next core begins.
  private var start = 0

  init(_ stream: any ByteStream) {
    self.stream = stream
  }

  func next(into buffer: UnsafeMutableRawBufferPointer) throws -> Chunk? {
    let index = counter.next()
    return try turns.pass(index) { () throws -> Chunk? in try read(index, into: buffer) } ?? nil
  }

  private func read(_ index: Int, into buffer: UnsafeMutableRawBufferPointer) throws -> Chunk? {
    buffer.copyBytes(from: carried)
    let wanted = start + Chunk.coreSize + Chunk.margin
    let filled =
      try carried.count
      + stream.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[carried.count..<wanted]))
    let core = start..<min(filled, start + Chunk.coreSize)
    guard !core.isEmpty else { return nil }
    let keepFrom = max(0, core.upperBound - Chunk.margin)
    carried = Array(buffer[keepFrom..<filled])
    start = core.upperBound - keepFrom
    return Chunk(index: index, core: core, filled: filled)
  }
}
