import Dispatch
import Synchronization

/// Looks at every chunk of a text with several workers.
struct ChunkSearch {
  let jobs: Int

  /// - Parameters:
  ///   - makeScanner: what one worker keeps from chunk to chunk.
  ///   - body: called by all workers at once; false ends the search.
  /// - Returns: whether `body` said so of every chunk.
  /// - Throws: the first failure.
  func allSatisfy<Scanner>(
    _ source: some ChunkSource, makeScanner: @Sendable () throws -> Scanner,
    body: @Sendable (Chunk, UnsafeRawBufferPointer, Scanner) throws -> Bool
  ) throws -> Bool {
    let end = Mutex<(isOver: Bool, failure: (any Error)?)>((false, nil))
    DispatchQueue.concurrentPerform(iterations: max(1, jobs)) { _ in
      let buffer = UnsafeMutableRawBufferPointer.allocate(
        byteCount: Chunk.bufferSize, alignment: 64)
      defer { buffer.deallocate() }
      do {
        let scanner = try makeScanner()
        while !end.withLock({ $0.isOver }), let chunk = try source.next(into: buffer) {
          let block = UnsafeRawBufferPointer(rebasing: buffer[..<chunk.filled])
          if try !body(chunk, block, scanner) { end.withLock { $0.isOver = true } }
        }
      } catch {
        end.withLock { end in
          end.isOver = true
          if end.failure == nil { end.failure = error }
        }
      }
    }
    let (isOver, failure) = end.withLock { $0 }
    if let failure { throw failure }
    return !isOver
  }
}
