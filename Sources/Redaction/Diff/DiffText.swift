import DurableFiles

/// One of the two texts of a diff: in memory, or in a file without a name.
enum DiffText {
  case bytes([UInt8])
  case file(DraftFile, count: Int)

  var count: Int {
    switch self {
    case .bytes(let bytes): bytes.count
    case .file(_, let count): count
    }
  }

  func read(_ range: Range<Int>) throws -> [UInt8] {
    switch self {
    case .bytes(let bytes): return Array(bytes[range])
    case .file(let file, _):
      var bytes: [UInt8] = []
      bytes.reserveCapacity(range.count)
      try file.read(range) { bytes += $0 }
      return bytes
    }
  }

  /// Calls `body` with what stands in a range, piece by piece.
  func forEachPiece(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch self {
    case .bytes(let bytes):
      try bytes.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    case .file(let file, _): try file.read(range, body)
    }
  }
}
