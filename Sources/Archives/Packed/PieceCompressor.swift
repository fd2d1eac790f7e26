internal import CArchive

/// Compresses texts piece by piece, by libarchive's filters.
///
/// Each piece is whole by itself (a gzip member, a frame, a stream); all four formats take several
/// of them for one text. So pieces can be made side by side, and hold neither a name nor a time.
package struct PieceCompressor: Sendable {
  /// What a piece is made of, in bytes.
  package static let size = 2 << 20

  package let filter: PackedFormat.Filter

  package init(_ filter: PackedFormat.Filter) {
    self.filter = filter
  }

  /// - Throws: ``ArchiveError`` with code `library`.
  package func compress(_ bytes: UnsafeRawBufferPointer) throws -> [UInt8] {
    guard let handle = archive_write_new(), let entry = archive_entry_new() else {
      throw ArchiveError(code: .library, message: "no memory to compress it")
    }
    defer {
      archive_entry_free(entry)
      archive_write_free(handle)
    }
    let output = Output()
    output.bytes.reserveCapacity(bytes.count / 8)
    var status = archive_write_set_format_raw(handle)
    status = min(status, add(to: handle))
    status = min(status, archive_write_set_bytes_in_last_block(handle, 1))
    status = min(status, output.open(handle))
    archive_entry_set_filetype(entry, 0o100000)
    guard status == ARCHIVE_OK, archive_write_header(handle, entry) == ARCHIVE_OK else {
      throw failed()
    }
    var rest = bytes
    while !rest.isEmpty {
      let count = archive_write_data(handle, rest.baseAddress, rest.count)
      guard count > 0 else { throw failed() }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
    guard archive_write_close(handle) == ARCHIVE_OK else { throw failed() }
    return output.bytes
  }

  private func failed() -> ArchiveError {
    ArchiveError(code: .library, message: "libarchive could not compress it")
  }

  private func add(to handle: OpaquePointer) -> Int32 {
    switch filter {
    case .gzip:
      min(
        archive_write_add_filter_gzip(handle),
        archive_write_set_filter_option(handle, "gzip", "timestamp", nil))
    case .zstd: archive_write_add_filter_zstd(handle)
    case .xz:
      // Its window is as long as a piece; a higher level takes more memory and gains nothing.
      min(
        archive_write_add_filter_xz(handle),
        archive_write_set_filter_option(handle, "xz", "compression-level", "2"))
    case .bzip2: archive_write_add_filter_bzip2(handle)
    }
  }

  private final class Output {
    var bytes: [UInt8] = []

    /// The handle must not outlive it.
    func open(_ handle: OpaquePointer) -> Int32 {
      archive_write_open(
        handle, Unmanaged.passUnretained(self).toOpaque(), nil,
        { _, data, block, count in
          guard let data else { return -1 }
          let output = Unmanaged<Output>.fromOpaque(data).takeUnretainedValue()
          output.bytes += UnsafeRawBufferPointer(start: block, count: count)
          return count
        }, nil)
    }
  }
}
