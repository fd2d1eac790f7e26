internal import CArchive
internal import DurableFiles
internal import SystemPackage

/// Compresses what is written to it into a file descriptor, without clock or host in the header.
struct CompressedWriter: ~Copyable {
  private let handle: OpaquePointer
  private let path: String
  /// `AE_IFREG`, which Swift can't import.
  private static let regularFile: UInt32 = 0o100000

  private init(handle: OpaquePointer, path: String) {
    self.handle = handle
    self.path = path
  }

  /// - Parameters:
  ///   - descriptor: stays the caller's; closed after this writer is.
  ///   - path: the file's name for messages.
  static func open(
    descriptor: FileDescriptor, path: String, compression: Compression, threads: Int
  ) throws(FileError) -> CompressedWriter {
    guard let handle = archive_write_new(), let entry = archive_entry_new() else {
      throw FileError(code: .system, path: path, message: "no memory to write an archive")
    }
    defer { archive_entry_free(entry) }
    let writer = CompressedWriter(handle: handle, path: path)
    var status: Int32
    switch compression {
    case .gzip:
      status = archive_write_add_filter_gzip(handle)
      status = min(status, archive_write_set_options(handle, "gzip:!timestamp"))
    case .zstd:
      status = archive_write_add_filter_zstd(handle)
      status = min(
        status, archive_write_set_options(handle, "zstd:compression-level=3"))
      // One worker or eight give the same bytes; none gives others. A libarchive without
      // threads is still a working one.
      _ = archive_write_set_filter_option(handle, "zstd", "threads", String(max(1, threads)))
    }
    status = min(status, archive_write_set_format_raw(handle))
    status = min(status, archive_write_set_bytes_in_last_block(handle, 1))
    status = min(status, archive_write_open_fd(handle, descriptor.rawValue))
    archive_entry_set_filetype(entry, regularFile)
    status = min(status, archive_write_header(handle, entry))
    guard status == ARCHIVE_OK else { throw writer.failure() }
    return writer
  }

  deinit {
    archive_write_free(handle)
  }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = archive_write_data(handle, rest.baseAddress, rest.count)
      guard count > 0 else { throw failure() }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  /// Flushes; libarchive's last error counts.
  consuming func close() throws(FileError) {
    guard archive_write_close(handle) == ARCHIVE_OK else { throw failure() }
  }

  private func failure() -> FileError {
    let reason = archive_errno(handle)
    return reason > 0
      ? FileError(Errno(rawValue: reason), path: path, doing: "write it")
      : FileError(code: .system, path: path, message: "libarchive could not compress it")
  }
}
