internal import CArchive

/// What is inside one layer of compression, by libarchive's filters; nothing of its formats.
package final class DecompressedStream: ByteStream {
  private let handle: OpaquePointer
  private let feed: StreamFeed
  private let budget: UnpackBudget
  private var hasEnded = false

  /// - Throws: ``ArchiveError``, or what `upstream` threw.
  package init(
    _ upstream: any ByteStream, _ filter: PackedFormat.Filter, _ budget: UnpackBudget
  ) throws {
    guard let handle = archive_read_new() else {
      throw ArchiveError(code: .library, message: "no memory to decompress it")
    }
    self.handle = handle
    feed = StreamFeed(upstream)
    self.budget = budget
    // This one filter: what is compressed twice has two layers.
    var status = archive_read_append_filter(handle, filter.code)
    status = min(status, archive_read_support_format_raw(handle))
    status = min(status, archive_read_support_format_empty(handle))
    guard status == ARCHIVE_OK else {
      throw ArchiveError(code: .library, message: "libarchive can't read \(filter)")
    }
    // Opening reads already: what can't be read at once, it takes for empty.
    guard feed.open(handle) == ARCHIVE_OK, archive_errno(handle) == 0 else { throw damaged() }
    var entry: OpaquePointer?
    // archive_read_next_header(3)
    switch archive_read_next_header(handle, &entry) {
    case ARCHIVE_OK: break
    case ARCHIVE_EOF: try end()
    default: throw damaged()
    }
  }

  deinit {
    archive_read_free(handle)
  }

  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count, !hasEnded {
      // archive_read_data(3)
      let count = archive_read_data(
        handle, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      guard count >= 0 else { throw damaged() }
      if count == 0 { try end() }
      filled += count
      try budget.take(unpacked: count)
    }
    return filled
  }

  private func end() throws {
    hasEnded = true
    if let failure = feed.failure { throw failure }
    guard try feed.isEmpty(behind: archive_filter_bytes(handle, -1)) else {
      throw ArchiveError(
        code: .trailing, message: "the compressed data is damaged, or something follows it")
    }
  }

  private func damaged() -> any Error {
    feed.failure
      ?? ArchiveError(
        code: .truncated, message: "the compressed data is damaged or ends too early")
  }
}

extension PackedFormat.Filter {
  fileprivate var code: Int32 {
    switch self {
    case .gzip: ARCHIVE_FILTER_GZIP
    case .zstd: ARCHIVE_FILTER_ZSTD
    case .xz: ARCHIVE_FILTER_XZ
    case .bzip2: ARCHIVE_FILTER_BZIP2
    }
  }
}
