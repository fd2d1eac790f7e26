import Synchronization

/// Finds the line of what a ``ChunkProof`` has seen.
///
/// A file that is written in chunks is proven without counting its lines. Where the proof fails, the
/// same text goes through once more, nothing is written, and this looks at what would be.
final class ProofLocator: Sendable {
  private struct State {
    /// By chunk.
    var newlines: [Int: Int] = [:]
    var ends: [Int: (head: [UInt8], tail: [UInt8])] = [:]
    /// The first places: in a chunk, as the newlines before it there.
    var left: (chunk: Int, line: Int, rule: Int)?

    mutating func note(_ chunk: Int, _ line: Int, _ rule: Int) {
      if left.map({ (chunk, line) < ($0.chunk, $0.line) }) ?? true { left = (chunk, line, rule) }
    }
  }

  private let proof: Proof
  private let file: String
  private let state = Mutex(State())

  init(_ proof: Proof, file: String) {
    self.proof = proof
    self.file = file
  }

  func look(_ chunk: Int, _ output: UnsafeRawBufferPointer) {
    let scanner = proof.scanner()
    let left = scanner.first(in: output)
    let count = Proof.newlines(in: output)
    let line = left.map { Proof.newlines(in: output[..<$0.position]) } ?? 0
    let borders = state.withLock { state in
      state.newlines[chunk] = count
      if let left { state.note(chunk, line, left.rule) }
      state.ends[chunk] = (
        Array(output.prefix(ChunkProof.overlap)), Array(output.suffix(ChunkProof.overlap))
      )
      let borders = [chunk - 1, chunk].compactMap { first in
        guard let tail = state.ends[first]?.tail, let head = state.ends[first + 1]?.head else {
          return nil as (Int, [UInt8], [UInt8])?
        }
        return (first, tail, head)
      }
      for known in chunk - 1...chunk + 1
      where state.ends[known - 1] != nil && state.ends[known + 1] != nil {
        state.ends[known] = ([], [])
      }
      return borders
    }
    for (first, tail, head) in borders {
      (tail + head).withUnsafeBytes { border in
        guard let left = scanner.first(in: border) else { return }
        let line = Proof.newlines(in: border[..<left.position]) - Proof.newlines(in: tail)
        state.withLock { state in
          state.note(first, (state.newlines[first] ?? 0) + line, left.rule)
        }
      }
    }
  }

  /// Sends a text through a pipeline and writes nothing.
  ///
  /// - Throws: ``JobFault`` with the line.
  func run(_ pipeline: ChunkPipeline, from source: some ChunkSource, defect: ChunkDefect?) throws {
    var pipeline = pipeline
    pipeline.vault = nil
    _ = try pipeline.run(
      from: source, to: TargetChunkSink(nil),
      ChunkPipeline.Observer(onOutput: { index, output in
        ChunkDefect.apply(defect, output) { self.look(index, $0) }
      }))
    if let fault { throw fault }
  }

  private var fault: JobFault? {
    state.withLock { state in
      guard let left = state.left else { return nil }
      let before = (0..<left.chunk).reduce(0) { $0 + (state.newlines[$1] ?? 0) }
      return proof.fault(left.rule, file, line: before + left.line + 1)
    }
  }
}
