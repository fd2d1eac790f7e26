internal import CArchive

/// Writes a tar or a zip to whoever takes its bytes: members in the order in which they come, owner
/// 0, and neither attributes nor lists of access.
package final class MemberWriter {
  private let handle: OpaquePointer
  private let entry: OpaquePointer
  private let container: PackedFormat.Container
  private let take: (UnsafeRawBufferPointer) throws -> Void
  private var failure: (any Error)?
  private var isClosed = false

  /// - Parameter take: gets the archive's bytes.
  package init(
    _ container: PackedFormat.Container, take: @escaping (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard let handle = archive_write_new(), let entry = archive_entry_new() else {
      throw ArchiveError(code: .library, message: "no memory to write an archive")
    }
    self.handle = handle
    self.entry = entry
    self.container = container
    self.take = take
    var status = ARCHIVE_OK
    switch container {
    case .tar: status = archive_write_set_format_pax_restricted(handle)
    case .zip:
      status = archive_write_set_format_zip(handle)
      status = min(status, archive_write_set_bytes_in_last_block(handle, 1))
    }
    status = min(status, open())
    guard status == ARCHIVE_OK else { throw failed() }
  }

  deinit {
    archive_entry_free(entry)
    // Else what was left open would be padded and closed as if it were whole.
    if !isClosed { archive_write_fail(handle) }
    archive_write_free(handle)
  }

  private func open() -> Int32 {
    archive_write_open(
      handle, Unmanaged.passUnretained(self).toOpaque(), nil,
      { _, data, block, count in
        guard let data else { return -1 }
        let writer = Unmanaged<MemberWriter>.fromOpaque(data).takeUnretainedValue()
        guard writer.failure == nil else { return -1 }
        do {
          try writer.take(UnsafeRawBufferPointer(start: block, count: count))
          return count
        } catch {
          writer.failure = error
          return -1
        }
      }, nil)
  }

  /// Begins a member; `size` bytes follow by ``write(_:)`` where it is a file.
  ///
  /// - Parameters:
  ///   - path: what it is called now.
  ///   - target: what a link leads to now.
  package func begin(
    _ member: PackedMember, as path: String, target: String? = nil, size: Int
  ) throws {
    archive_entry_clear(entry)
    archive_entry_set_pathname(entry, path)
    archive_entry_set_uid(entry, 0)
    archive_entry_set_gid(entry, 0)
    archive_entry_set_size(entry, Int64(size))
    let isFolder = member.kind == .folder
    archive_entry_set_filetype(entry, isFolder ? 0o040000 : 0o100000)
    switch member.kind {
    case .symbolicLink:
      archive_entry_set_filetype(entry, 0o120000)
      archive_entry_set_symlink(entry, target)
    case .hardLink: archive_entry_set_hardlink(entry, target)
    default: break
    }
    switch container {
    case .tar:
      archive_entry_set_perm(entry, mode_t(member.permissions))
      archive_entry_set_mtime(entry, time_t(member.modified), 0)
    case .zip:
      archive_entry_set_perm(entry, isFolder ? 0o755 : 0o644)
      if member.isStored {
        archive_write_zip_set_compression_store(handle)
      } else {
        archive_write_zip_set_compression_deflate(handle)
      }
    }
    let (handle, entry) = (handle, entry)
    // A warning, too: it means that a name was not taken as it is.
    guard UTF8Locale.run({ archive_write_header(handle, entry) }) == ARCHIVE_OK else {
      throw failed()
    }
  }

  package func write(_ bytes: UnsafeRawBufferPointer) throws {
    var rest = bytes
    while !rest.isEmpty {
      let count = archive_write_data(handle, rest.baseAddress, rest.count)
      guard count > 0 else { throw failed() }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    }
  }

  package func close() throws {
    isClosed = true
    guard archive_write_close(handle) == ARCHIVE_OK else { throw failed() }
  }

  private func failed() -> any Error {
    if let failure { return failure }
    return ArchiveError(code: .library, message: "libarchive could not write the archive")
  }
}
