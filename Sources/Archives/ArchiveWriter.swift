internal import CArchive
package import DurableFiles
package import SystemPackage

/// Writes a reproducible tar in gzip or zstd, by libarchive: ustar with pax names where they are
/// long or not ASCII, uid and gid 0, modes 0644 and 0755, one fixed time.
package struct ArchiveWriter: ~Copyable {
  private let handle: OpaquePointer
  private let entry: OpaquePointer
  private let path: String
  private let modified: Int64
  /// Of the current entry.
  private var remaining: Int64 = 0
  /// `AE_IFREG`, which Swift can't import.
  private static let regularFile: UInt32 = 0o100000

  private init(handle: OpaquePointer, entry: OpaquePointer, path: String, modified: Int64) {
    self.handle = handle
    self.entry = entry
    self.path = path
    self.modified = modified
  }

  /// - Parameters:
  ///   - descriptor: stays the caller's; closed after this writer is.
  ///   - path: the file's name for messages.
  ///   - modified: seconds since 1970, for all entries.
  ///   - threads: for zstd; any number gives the same bytes.
  package static func open(
    descriptor: FileDescriptor, path: String, compression: Compression, modified: Int64,
    threads: Int
  ) throws(FileError) -> ArchiveWriter {
    guard let handle = archive_write_new(), let entry = archive_entry_new() else {
      throw FileError(code: .system, path: path, message: "no memory to write an archive")
    }
    let writer = ArchiveWriter(
      handle: handle, entry: entry, path: path, modified: max(0, modified))
    var status = archive_write_set_format_pax_restricted(handle)
    switch compression {
    case .gzip:
      status = min(status, archive_write_add_filter_gzip(handle))
      status = min(status, archive_write_set_filter_option(handle, "gzip", "timestamp", nil))
    case .zstd:
      status = min(status, archive_write_add_filter_zstd(handle))
      status = min(
        status, archive_write_set_filter_option(handle, "zstd", "compression-level", "3"))
      // One worker or eight give the same bytes; none gives others. A libarchive without
      // threads is still a working one.
      _ = archive_write_set_filter_option(handle, "zstd", "threads", String(max(1, threads)))
    }
    status = min(status, archive_write_set_bytes_in_last_block(handle, 1))
    status = min(status, archive_write_open_fd(handle, descriptor.rawValue))
    guard status == ARCHIVE_OK else { throw writer.failure() }
    return writer
  }

  deinit {
    archive_entry_free(entry)
    // Else what was left open would be padded and closed as if it were whole.
    archive_write_fail(handle)
    archive_write_free(handle)
  }

  /// Starts a file; its ``ArchiveEntry/size`` bytes follow by ``write(_:)``.
  package mutating func begin(_ item: ArchiveEntry) throws(FileError) {
    guard remaining == 0 else { throw changed() }
    archive_entry_clear(entry)
    archive_entry_set_pathname(entry, item.path)
    archive_entry_set_filetype(entry, Self.regularFile)
    archive_entry_set_perm(entry, item.isExecutable ? 0o755 : 0o644)
    archive_entry_set_size(entry, item.size)
    archive_entry_set_mtime(entry, time_t(modified), 0)
    archive_entry_set_uid(entry, 0)
    archive_entry_set_gid(entry, 0)
    let (handle, entry) = (handle, entry)
    // A warning, too: it means that a name was not taken as it is.
    let status = UTF8Locale.run { archive_write_header(handle, entry) }
    guard status == ARCHIVE_OK else { throw failure() }
    remaining = item.size
  }

  /// - Throws: ``FileError``, also when more is written than was announced.
  package mutating func write(_ bytes: RawSpan) throws(FileError) {
    guard Int64(bytes.byteCount) <= remaining else { throw changed() }
    remaining -= Int64(bytes.byteCount)
    let handle = handle
    let isWritten = bytes.withUnsafeBytes { buffer in
      var rest = buffer
      while !rest.isEmpty {
        let count = archive_write_data(handle, rest.baseAddress, rest.count)
        guard count > 0 else { return false }
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      }
      return true
    }
    guard isWritten else { throw failure() }
  }

  /// Compressed bytes written so far.
  package var packedBytes: Int64 { archive_filter_bytes(handle, -1) }

  /// Writes the end blocks and flushes; libarchive's last error counts.
  ///
  /// - Returns: how many compressed bytes the archive has.
  @discardableResult
  package consuming func close() throws(FileError) -> Int64 {
    guard remaining == 0 else { throw changed() }
    guard archive_write_close(handle) == ARCHIVE_OK else { throw failure() }
    return packedBytes
  }

  private func changed() -> FileError {
    FileError(code: .system, path: path, message: "an input changed while it was packed")
  }

  private func failure() -> FileError {
    let reason = archive_errno(handle)
    return reason > 0
      ? FileError(Errno(rawValue: reason), path: path, doing: "write it")
      : FileError(code: .system, path: path, message: "libarchive could not write it")
  }
}
