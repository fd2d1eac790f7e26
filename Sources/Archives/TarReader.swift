internal import CArchive

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// libarchive's tar reader, fed by a ``TarStream``; the one place that asks it about entries.
struct TarReader: ~Copyable {
  /// What libarchive says about an entry.
  struct Header {
    /// As it stands in the archive.
    let path: [UInt8]
    /// `S_IFMT` and permissions.
    let mode: UInt32
    let size: Int64
    let isLink: Bool
    let isSparse: Bool
    /// Access lists, extended attributes, flags, or a Mac's metadata.
    let hasAttributes: Bool
    /// Of 1988, without the magic that tells the two later ones.
    let isAncient: Bool
  }

  enum Step {
    case entry(Header)
    case end
    /// Also for a mere warning, and then with the name.
    case refused(String, path: [UInt8]?)
  }

  private let handle: OpaquePointer
  /// libarchive holds it by an unretained pointer.
  private let stream: TarStream
  /// Opening reads the first header already.
  private var isReadable = false

  private init(handle: OpaquePointer, stream: TarStream) {
    self.handle = handle
    self.stream = stream
  }

  static func open(_ stream: TarStream) throws(ArchiveError) -> TarReader {
    guard let handle = archive_read_new() else {
      throw ArchiveError(code: .library, message: "no memory to read an archive")
    }
    var reader = TarReader(handle: handle, stream: stream)
    var status = archive_read_support_format_tar(handle)
    // A '._' file is a file, also on a Mac.
    status = min(status, archive_read_set_format_option(handle, "tar", "mac-ext", nil))
    guard status == ARCHIVE_OK else {
      throw ArchiveError(code: .library, message: "libarchive can't read a tar")
    }
    let opened = archive_read_open(
      handle, Unmanaged.passUnretained(stream).toOpaque(), nil,
      { _, data, block in
        guard let data, let block else { return -1 }
        let stream = Unmanaged<TarStream>.fromOpaque(data).takeUnretainedValue()
        let next = stream.next()
        errno = 0
        guard let chunk = next else { return -1 }
        block.pointee = chunk.baseAddress
        return chunk.count
      }, nil)
    reader.isReadable = opened == ARCHIVE_OK
    return reader
  }

  deinit {
    archive_read_free(handle)
  }

  /// How much of the stream is used up: after a header, where its content begins.
  var position: Int64 { archive_filter_bytes(handle, 0) }

  /// Reads the headers of the next entry.
  mutating func next() -> Step {
    guard isReadable else { return .refused(reason, path: nil) }
    let handle = handle
    var entry: OpaquePointer?
    // archive_read_next_header(3). Where a name can't be converted, it takes an ENOMEM that some
    // earlier call left in errno for its own, and ends the program.
    let status = UTF8Locale.run {
      errno = 0
      return archive_read_next_header(handle, &entry)
    }
    guard status != ARCHIVE_EOF else { return .end }
    errno = 0
    let path = entry.flatMap { archive_entry_pathname($0) }.map(Self.bytes)
    guard status == ARCHIVE_OK, let entry, let path else {
      return .refused(reason, path: status == ARCHIVE_WARN ? path : nil)
    }
    var flags: UInt = 0
    var cleared: UInt = 0
    archive_entry_fflags(entry, &flags, &cleared)
    var metadata = 0
    let hasMetadata = archive_entry_mac_metadata(entry, &metadata) != nil && metadata > 0
    return .entry(
      Header(
        path: path, mode: UInt32(archive_entry_mode(entry)),
        size: archive_entry_size(entry),
        isLink: archive_entry_hardlink(entry) != nil || archive_entry_symlink(entry) != nil,
        isSparse: archive_entry_sparse_count(entry) > 0,
        hasAttributes: archive_entry_acl_types(entry) != 0 || archive_entry_xattr_count(entry) > 0
          || flags | cleared != 0 || hasMetadata,
        isAncient: archive_format(handle) == ARCHIVE_FORMAT_TAR))
  }

  /// The next piece of the current entry's content, valid until the next call, and its offset.
  ///
  /// - Returns: nil at the content's end.
  mutating func block() throws(ArchiveError) -> (bytes: UnsafeRawBufferPointer, offset: Int64)? {
    var start: UnsafeRawPointer?
    var count = 0
    var offset: Int64 = 0
    // archive_read_data_block(3)
    switch archive_read_data_block(handle, &start, &count, &offset) {
    case ARCHIVE_OK: return (UnsafeRawBufferPointer(start: start, count: count), offset)
    case ARCHIVE_EOF: return nil
    default: throw ArchiveError(code: .format, message: reason)
    }
  }

  /// Of a text that ends with a zero.
  private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
    var end = text
    while end.pointee != 0 { end += 1 }
    return UnsafeRawBufferPointer(start: text, count: end - text).map(\.self)
  }

  private var reason: String {
    guard let text = archive_error_string(handle) else { return "not readable as a tar" }
    return "not readable as a tar: \(String(cString: text))"
  }
}
