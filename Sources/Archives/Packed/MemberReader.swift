internal import CArchive

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Reads what is in a tar or a zip, in its order, from a stream; itself the current member's content.
///
/// What it gives is written anew, never passed on as it is, so it takes what libarchive takes but
/// for kinds and names that no rewritten archive should hold. A zip is read from its front: a
/// directory at its end would have to be held in memory, and may tell other names than its members.
package final class MemberReader: ByteStream {
  private let handle: OpaquePointer
  private let feed: StreamFeed
  private let container: PackedFormat.Container
  private let budget: UnpackBudget
  private var hasContent = false
  /// Whether the archive itself, or what it comes from, can't be read on.
  package private(set) var failure: (any Error)?

  /// - Throws: ``ArchiveError``, or what `upstream` threw.
  package init(
    _ upstream: any ByteStream, _ container: PackedFormat.Container, _ budget: UnpackBudget
  ) throws {
    guard let handle = archive_read_new() else {
      throw ArchiveError(code: .library, message: "no memory to read an archive")
    }
    self.handle = handle
    self.container = container
    self.budget = budget
    feed = StreamFeed(upstream)
    var status = ARCHIVE_OK
    switch container {
    case .tar:
      status = archive_read_support_format_tar(handle)
      // A '._' file is a file, also on a Mac.
      status = min(status, archive_read_set_format_option(handle, "tar", "mac-ext", nil))
    case .zip: status = archive_read_support_format_zip_streamable(handle)
    }
    guard status == ARCHIVE_OK else {
      throw ArchiveError(code: .library, message: "libarchive can't read a \(container)")
    }
    guard feed.open(handle) == ARCHIVE_OK else { throw damaged() }
  }

  deinit {
    archive_read_free(handle)
  }

  /// Skips what is left of the current member and reads on to the next one.
  ///
  /// - Returns: nil at the end.
  package func next() throws -> PackedMember? {
    hasContent = false
    var entry: OpaquePointer?
    let handle = handle
    // archive_read_next_header(3). Where a name can't be converted, it takes an ENOMEM that some
    // earlier call left in errno for its own, and ends the program.
    let status = UTF8Locale.run {
      errno = 0
      return archive_read_next_header(handle, &entry)
    }
    switch status {
    case ARCHIVE_OK, ARCHIVE_WARN:
      guard let entry else { throw damaged() }
      return try member(entry)
    case ARCHIVE_EOF:
      try end()
      return nil
    default: throw damaged()
    }
  }

  private func member(_ entry: OpaquePointer) throws -> PackedMember {
    let name = UTF8Locale.run { archive_entry_pathname(entry).map(Self.bytes) } ?? []
    do { try budget.take(entryNamed: name) } catch {
      failure = error
      throw error
    }
    var path = String(decoding: name.drop { $0 == 0x2F }, as: UTF8.self)
    while path.hasSuffix("/") { path.removeLast() }
    let isUTF8 = String(validating: name, as: UTF8.self) != nil
    var member = PackedMember(
      path: path, kind: kind(of: entry, at: path),
      permissions: container == .tar ? UInt32(archive_entry_mode(entry)) & 0o777 : 0,
      modified: container == .tar ? max(0, Int64(archive_entry_mtime(entry))) : 0,
      isStored: container == .zip && Self.isStored(handle))
    if !isUTF8 {
      member.kind = .refused("its name isn't UTF-8")
    } else if let fault = PackedMember.fault(in: path) {
      member.kind = .refused(fault)
    }
    hasContent = member.kind == .file
    return member
  }

  private func kind(of entry: OpaquePointer, at path: String) -> PackedMember.Kind {
    if archive_entry_is_encrypted(entry) != 0 { return .refused("encrypted") }
    if let link = UTF8Locale.run({ archive_entry_hardlink(entry).map(Self.bytes) }) {
      guard let target = String(validating: link.drop { $0 == 0x2F }, as: UTF8.self),
        PackedMember.fault(in: target) == nil
      else { return .refused("a link out of the archive") }
      return .hardLink(target: target)
    }
    switch UInt32(archive_entry_mode(entry)) & 0o170000 {
    case 0o100000:
      return archive_entry_sparse_count(entry) > 0 ? .refused("a sparse file") : .file
    case 0o040000: return .folder
    case 0o120000:
      let link = UTF8Locale.run { archive_entry_symlink(entry).map(Self.bytes) } ?? []
      guard let target = String(validating: link, as: UTF8.self),
        PackedMember.staysInside(link: path, target: target)
      else { return .refused("a link out of the archive") }
      return .symbolicLink(target: target)
    default: return .refused("neither a file nor a folder")
    }
  }

  /// libarchive tells a zip's method in words only.
  private static func isStored(_ handle: OpaquePointer) -> Bool {
    archive_format_name(handle).map { String(cString: $0).contains("uncompressed") } ?? false
  }

  /// The current member's content.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    var filled = 0
    while filled < buffer.count, hasContent {
      // archive_read_data(3)
      let count = archive_read_data(
        handle, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      guard count >= 0 else { throw damaged() }
      if count == 0 {
        hasContent = false
        if feed.failure != nil { throw damaged() }
      }
      filled += count
      guard container == .zip else { continue }
      do { try budget.take(unpacked: count) } catch {
        failure = error
        throw error
      }
    }
    return filled
  }

  private func end() throws {
    if feed.failure != nil { throw damaged() }
    // A zip has its directory there, which tells nothing more.
    guard container == .tar else { return }
    do {
      guard try feed.isEmpty(behind: archive_filter_bytes(handle, -1)) else {
        throw ArchiveError(code: .trailing, message: "something follows the archive's end")
      }
    } catch {
      failure = error
      throw error
    }
  }

  private func damaged() -> any Error {
    let error =
      feed.failure
      ?? ArchiveError(code: .format, message: "the archive is damaged or ends too early")
    failure = error
    return error
  }

  /// Of a text that ends with a zero.
  private static func bytes(_ text: UnsafePointer<CChar>) -> [UInt8] {
    var end = text
    while end.pointee != 0 { end += 1 }
    return UnsafeRawBufferPointer(start: text, count: end - text).map(\.self)
  }
}
