/// The bytes between the decompression and libarchive's tar reader, handed on in whole blocks and
/// watched for what libarchive doesn't tell: what stands in an entry's headers, and behind the end.
///
/// It knows where blocks begin, and nothing of what they say.
final class TarStream {
  private var source: CompressedReader
  private let quota: ArchiveQuota
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 17, alignment: 16)
  /// What was handed over last.
  private var chunk = UnsafeRawBufferPointer(start: nil, count: 0)
  /// From where on chunks are kept, and the part of them that is no longer in ``chunk``.
  private var mark: Int64?
  private var kept: [UInt8] = []
  /// Why ``next()`` failed.
  private(set) var failure: (any Error)?
  /// Whether more was wanted than there is.
  private(set) var isExhausted = false

  private static let headerLimit = 1 << 17

  init(path: String, quota: ArchiveQuota) throws {
    source = try CompressedReader.open(path: path)
    self.quota = quota
  }

  deinit {
    buffer.deallocate()
  }

  /// Whether the whole file was decompressed, down to its last byte.
  var isConsumed: Bool { source.consumed == source.compressedSize }

  /// Decompressed so far.
  var position: Int64 { source.position }

  /// The next chunk: full, but for the last one; empty at the end. It is valid until the next call.
  ///
  /// - Returns: nil when it fails, see ``failure``.
  func next() -> UnsafeRawBufferPointer? {
    do {
      try keep()
      chunk = UnsafeRawBufferPointer(rebasing: buffer[..<0])
      var filled = 0
      while filled < buffer.count {
        let count = try source.read(upTo: buffer.count - filled) {
          UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]).copyMemory(from: $0)
        }
        if count == 0 { break }
        filled += count
        try checkQuota()
      }
      isExhausted = filled == 0
      chunk = UnsafeRawBufferPointer(rebasing: buffer[..<filled])
      return chunk
    } catch {
      failure = failure ?? error
      return nil
    }
  }

  private func checkQuota() throws(ArchiveError) {
    guard source.position > quota.free else { return }
    guard source.position / quota.ratio <= source.consumed else {
      throw ArchiveError(
        code: .ratio,
        message: "the archive grows by more than \(quota.ratio) times when decompressed")
    }
    guard source.position <= quota.bytes else {
      throw ArchiveError(code: .size, message: "more than \(quota.bytes) bytes decompressed")
    }
  }

  /// Keeps what comes from a position on, which is in the current chunk or at its end.
  func beginHeader(at position: Int64) {
    mark = position
    kept = []
  }

  private func keep() throws(ArchiveError) {
    guard let mark else { return }
    kept += marked(mark)
    guard kept.count <= Self.headerLimit else {
      throw ArchiveError(
        code: .format, message: "headers of more than \(Self.headerLimit) bytes")
    }
  }

  /// The part of the current chunk that isn't kept yet.
  private func marked(_ mark: Int64) -> UnsafeRawBufferPointer {
    let start = mark + Int64(kept.count) - (source.position - Int64(chunk.count))
    return UnsafeRawBufferPointer(rebasing: chunk[Int(max(0, min(start, Int64(chunk.count))))...])
  }

  /// What stands between ``beginHeader(at:)`` and a position.
  func header(to position: Int64) -> [UInt8] {
    guard let mark else { return [] }
    let count = Int(position - mark)
    return Array(kept.prefix(count)) + marked(mark).prefix(max(0, count - kept.count))
  }

  /// Keeps no more.
  func endHeader() {
    mark = nil
  }

  /// Reads to the end.
  ///
  /// - Returns: the position of the first byte that isn't zero from ``beginHeader(at:)`` on.
  func firstNonZero() throws -> Int64? {
    guard let mark else { return nil }
    let seen = kept + marked(mark)
    self.mark = nil
    var first = seen.firstIndex { $0 != 0 }.map { mark + Int64($0) }
    while first == nil {
      guard let chunk = next() else { break }
      if chunk.isEmpty { break }
      first = chunk.firstIndex { $0 != 0 }.map { position - Int64(chunk.count - $0) }
    }
    if let failure { throw failure }
    return first
  }
}
