internal import CArchive
internal import DurableFiles
internal import SystemPackage

/// The decompressed bytes of a file: libarchive's gzip and zstd filters, nothing of its formats.
struct CompressedReader: ~Copyable {
  private let handle: OpaquePointer
  private let descriptor: FileDescriptor
  /// Of the file.
  let compressedSize: Int64
  /// Decompressed so far.
  private(set) var position: Int64 = 0
  private var block = UnsafeRawBufferPointer(start: nil, count: 0)
  private var hasEnded = false
  /// Of a gzip stream; zstd's own is compared by libarchive.
  private var checksum: GzipChecksum?

  private init(handle: OpaquePointer, descriptor: FileDescriptor, compressedSize: Int64) {
    self.handle = handle
    self.descriptor = descriptor
    self.compressedSize = compressedSize
    checksum = nil
  }

  /// - Throws: ``FileError`` when the file can't be opened, ``ArchiveError`` with code `format`.
  static func open(path: String) throws -> CompressedReader {
    let descriptor = try openFile(path)
    guard let handle = archive_read_new() else {
      try? descriptor.close()
      throw ArchiveError(code: .library, message: "no memory to read an archive")
    }
    let size = (try? descriptor.seek(offset: 0, from: .end)) ?? 0
    var reader = CompressedReader(handle: handle, descriptor: descriptor, compressedSize: size)
    guard size > 0, try descriptor.seek(offset: 0, from: .start) == 0 else {
      throw ArchiveError(code: .truncated, message: "an empty file")
    }
    archive_read_support_filter_gzip(handle)
    archive_read_support_filter_zstd(handle)
    archive_read_support_format_raw(handle)
    var entry: OpaquePointer?
    guard archive_read_open_fd(handle, descriptor.rawValue, 1 << 17) == ARCHIVE_OK,
      archive_read_next_header(handle, &entry) == ARCHIVE_OK,
      archive_filter_count(handle) == 2,
      [ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_ZSTD].contains(archive_filter_code(handle, 0))
    else {
      throw ArchiveError(
        code: .format, message: "not a bundle: expected a tar in gzip or zstd")
    }
    if archive_filter_code(handle, 0) == ARCHIVE_FILTER_GZIP { reader.checksum = GzipChecksum() }
    return reader
  }

  deinit {
    archive_read_free(handle)
    try? descriptor.close()
  }

  private static func openFile(_ path: String) throws(FileError) -> FileDescriptor {
    guard !RegularFile.isFolder(path) else {
      throw FileError(code: .notRegular, path: path, message: "is a folder, not a file")
    }
    guard RegularFile.exists(path) else {
      throw FileError(code: .missing, path: path, message: "no such file")
    }
    do {
      return try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
    } catch {
      throw FileError(error as? Errno ?? .ioError, path: path, doing: "open it")
    }
  }

  /// The compressed bytes taken from the file so far.
  var consumed: Int64 { archive_filter_bytes(handle, -1) }

  /// Hands over the next bytes, at most `limit` of them; they are valid during the call only.
  ///
  /// - Returns: how many; 0 at the end.
  mutating func read<Failure: Error>(
    upTo limit: Int, _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws -> Int {
    while block.isEmpty, !hasEnded {
      var start: UnsafeRawPointer?
      var count = 0
      var offset: Int64 = 0
      // archive_read_data_block(3)
      switch archive_read_data_block(handle, &start, &count, &offset) {
      case ARCHIVE_OK:
        block = UnsafeRawBufferPointer(start: start, count: count)
        checksum?.add(block)
      case ARCHIVE_EOF:
        hasEnded = true
        try compareChecksum()
      default:
        throw ArchiveError(
          code: .truncated, message: "the compressed data is damaged or ends too early")
      }
    }
    let count = min(limit, block.count)
    guard count > 0 else { return 0 }
    try body(UnsafeRawBufferPointer(rebasing: block[..<count]))
    block = UnsafeRawBufferPointer(rebasing: block[count...])
    position += Int64(count)
    return count
  }

  /// A stream of several pieces, each with a checksum of its own, is refused too: no bundle is one.
  private func compareChecksum() throws {
    guard let checksum else { return }
    var trailer = [UInt8](repeating: 0, count: GzipChecksum.size)
    let count = try trailer.withUnsafeMutableBytes { buffer in
      try descriptor.read(
        fromAbsoluteOffset: max(0, compressedSize - Int64(GzipChecksum.size)), into: buffer)
    }
    guard count == trailer.count, checksum.matches(trailer) else {
      throw ArchiveError(
        code: .truncated, message: "the compressed data is damaged: its checksum doesn't match")
    }
  }
}
