import Synchronization

/// Proves a file that is written in chunks: each chunk, and each border between two.
final class ChunkProof: Sendable {
  /// What is kept of a chunk's ends, in bytes: `\u0041` is the longest of the usual escapes.
  static let overlap = 6 * FoundValues.longest

  private let proof: Proof
  private let file: String
  private let defect: ChunkDefect?
  private let ends = Mutex<[Int: (head: [UInt8], tail: [UInt8])]>([:])

  init(proof: Proof, file: String, defect: ChunkDefect? = nil) {
    self.proof = proof
    self.file = file
    self.defect = defect
  }

  /// - Throws: ``JobFault`` when a known value is left; it has no line yet.
  func check(_ index: Int, _ output: UnsafeRawBufferPointer) throws {
    try ChunkDefect.apply(defect, output) { try check(whole: $0, index) }
  }

  private func check(whole output: UnsafeRawBufferPointer, _ index: Int) throws {
    let scanner = proof.scanner()
    try proof.check(part: output, of: file, scanner)
    let head = Array(output.prefix(Self.overlap))
    let tail = Array(output.suffix(Self.overlap))
    let (before, behind) = ends.withLock { ends in
      ends[index] = (head, tail)
      return (ends[index - 1]?.tail, ends[index + 1]?.head)
    }
    if let before { try check(border: before + head, scanner) }
    if let behind { try check(border: tail + behind, scanner) }
    ends.withLock { ends in
      // A chunk whose neighbours are both proven isn't needed any more.
      for known in [index - 1, index, index + 1]
      where ends[known - 1] != nil && ends[known + 1] != nil {
        ends[known]?.tail = []
        ends[known]?.head = []
      }
    }
  }

  private func check(border: [UInt8], _ scanner: KnownValueScanner) throws {
    try border.withUnsafeBytes { try proof.check(part: $0, of: file, scanner) }
  }
}
