/// Streams the files and folders of a tar in gzip or zstd from a stranger.
///
/// libarchive reads it; only what every tar reads alike is accepted: regular files and folders with
/// harmless, distinct names, closed by the two end blocks, nothing after them.
package struct ArchiveReader: ~Copyable {
  private let stream: TarStream
  private var tar: TarReader
  private let quota: ArchiveQuota
  private var names: EntryNames
  private var entry: ArchiveEntry?
  /// Of the current entry's content.
  private var received: Int64 = 0
  private var hasContent = false
  /// Where the next entry has to begin.
  private var boundary: Int64 = 0

  /// - Throws: ``FileError`` when the file can't be opened, else ``ArchiveError``.
  package init(path: String, quota: ArchiveQuota = .stranger) throws {
    let stream = try TarStream(path: path, quota: quota)
    let tar = try TarReader.open(stream)
    self.stream = stream
    self.tar = tar
    self.quota = quota
    names = EntryNames(quota: quota)
  }

  /// Skips what is left of the current entry and reads the next header.
  ///
  /// - Returns: nil when the archive has properly ended.
  package mutating func next() throws -> ArchiveEntry? {
    try readData { _ in }
    guard tar.position == boundary else {
      throw refuse(.format, "its content isn't as long as its header says")
    }
    stream.beginHeader(at: boundary)
    switch tar.next() {
    case .end:
      try finish()
      entry = nil
      return nil
    case .refused(let reason, let path):
      if stream.failure != nil || stream.isExhausted { throw ended() }
      let blocks = HeaderBlocks(stream.header(to: boundary + 512))
      let isNamed = path.map { String(validating: $0, as: UTF8.self) != nil } ?? true
      throw blocks.surprise
        ?? ArchiveError(
          code: isNamed ? .format : .name, entry: path.map { String(decoding: $0, as: UTF8.self) },
          message: isNamed ? reason : "a name that isn't UTF-8")
    case .entry(let header):
      let blocks = HeaderBlocks(stream.header(to: tar.position))
      stream.endHeader()
      return try begin(header, blocks: blocks)
    }
  }

  private mutating func begin(
    _ header: TarReader.Header, blocks: HeaderBlocks
  ) throws -> ArchiveEntry {
    let shown = String(decoding: header.path, as: UTF8.self)
    func refuse(_ code: ArchiveError.Code, _ message: String) -> ArchiveError {
      ArchiveError(code: code, entry: shown, message: message)
    }
    if let surprise = blocks.surprise { throw refuse(surprise.code, surprise.message) }
    guard !header.isLink else { throw refuse(.kind, "a link; only files and folders may be") }
    guard !header.isSparse else {
      throw refuse(.kind, "a sparse file; only plain files may be")
    }
    guard !header.hasAttributes else {
      throw refuse(.kind, "extended attributes, access lists or flags; only plain files may be")
    }
    guard !header.isAncient else { throw refuse(.format, "not a ustar header") }
    let isFolder = header.mode & 0o170000 == 0o040000
    guard isFolder || header.mode & 0o170000 == 0o100000 else {
      throw refuse(.kind, "neither a file nor a folder")
    }
    guard header.mode & 0o7000 == 0 else { throw refuse(.mode, "setuid, setgid or sticky") }
    guard var path = String(validating: header.path, as: UTF8.self).flatMap(blocks.spelling) else {
      throw refuse(.name, "a name that isn't UTF-8")
    }
    if blocks.isFolder, path.hasSuffix("/") { path.removeLast() }
    try names.add(path, isFolder: isFolder)
    guard !isFolder || header.size == 0 else { throw refuse(.format, "a folder with content") }
    guard header.size <= quota.bytes - tar.position else {
      throw refuse(.size, "more than \(quota.bytes) bytes decompressed")
    }
    let entry = ArchiveEntry(
      path: path, isFolder: isFolder, size: header.size,
      isExecutable: !isFolder && header.mode & 0o100 != 0)
    self.entry = entry
    received = 0
    hasContent = true
    boundary = tar.position + (header.size + 511) / 512 * 512
    return entry
  }

  /// Hands the current entry's content over, piece by piece.
  package mutating func readData(_ body: (RawSpan) throws -> Void) throws {
    guard hasContent, let entry else { return }
    while let (bytes, offset) = try block() {
      guard offset == received else {
        throw refuse(.kind, "a sparse file; only plain files may be")
      }
      received += Int64(bytes.count)
      try body(bytes.bytes)
    }
    hasContent = false
    guard received == entry.size else { throw ended() }
  }

  private mutating func block() throws -> (bytes: UnsafeRawBufferPointer, offset: Int64)? {
    do throws(ArchiveError) {
      return try tar.block()
    } catch {
      if stream.failure != nil || stream.isExhausted { throw ended() }
      throw refuse(.format, error.message)
    }
  }

  /// Two zero blocks, after which only zeros may follow.
  private func finish() throws {
    if let surprise = HeaderBlocks(stream.header(to: boundary + 512)).surprise { throw surprise }
    let first = try stream.firstNonZero()
    if let first {
      throw first < boundary + 1024
        ? ArchiveError(code: .format, message: "a zero block among the entries")
        : ArchiveError(code: .trailing, message: "something follows the archive's end")
    }
    guard stream.position >= boundary + 1024 else { throw ended() }
    guard stream.isConsumed else {
      throw ArchiveError(code: .trailing, message: "something follows the archive's end")
    }
  }

  private func refuse(_ code: ArchiveError.Code, _ message: String) -> ArchiveError {
    ArchiveError(code: code, entry: entry?.path, message: message)
  }

  /// Why there is no more: the stream's own reason, or its end.
  private func ended() -> any Error {
    guard let failure = stream.failure else {
      return refuse(.truncated, "the archive ends before its end blocks")
    }
    guard let error = failure as? ArchiveError, error.entry == nil else { return failure }
    return refuse(error.code, error.message)
  }
}
