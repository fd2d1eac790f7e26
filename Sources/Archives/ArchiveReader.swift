/// Streams the files and folders of a tar in gzip or zstd from a stranger.
///
/// Only what every tar reads alike is accepted: regular files and folders with harmless, distinct
/// names, closed by the two end blocks, nothing after them.
package struct ArchiveReader: ~Copyable {
  private var source: CompressedReader
  private let quota: ArchiveQuota
  private var names: EntryNames
  private var entry: ArchiveEntry?
  /// Of the current entry.
  private var remaining: Int64 = 0
  private var padding = 0

  /// - Throws: ``FileError`` when the file can't be opened, else ``ArchiveError``.
  package init(path: String, quota: ArchiveQuota = .stranger) throws {
    source = try CompressedReader.open(path: path)
    self.quota = quota
    names = EntryNames(quota: quota)
  }

  /// Skips what is left of the current entry and reads the next header.
  ///
  /// - Returns: nil when the archive has properly ended.
  package mutating func next() throws -> ArchiveEntry? {
    try readData { _ in }
    try skipPadding()
    var path: [UInt8]?
    var records: PaxRecords?
    while true {
      guard let block = try headerBlock() else {
        guard path == nil, records == nil else {
          throw ArchiveError(code: .format, message: "a header without its entry")
        }
        entry = nil
        return nil
      }
      let header = try TarHeader(block: block)
      switch header.kind {
      case .longName:
        guard path == nil else { throw refuse("two names for one entry") }
        let text = try extra(header, limit: 4096)
        path = text.last == 0 ? text.dropLast() : text
      case .extended:
        guard records == nil else { throw refuse("two extended headers for one entry") }
        records = try PaxRecords(try extra(header, limit: 1 << 16))
      case .global:
        let global = try PaxRecords(try extra(header, limit: 1 << 16))
        guard global.path == nil, global.size == nil else {
          throw refuse("a global header that names an entry")
        }
      case .file, .folder:
        return try begin(header, path: records?.path ?? path ?? header.name, size: records?.size)
      }
    }
  }

  private mutating func begin(
    _ header: TarHeader, path bytes: [UInt8], size: Int64?
  ) throws -> ArchiveEntry {
    let shown = String(decoding: bytes, as: UTF8.self)
    guard var path = String(validating: bytes, as: UTF8.self) else {
      throw ArchiveError(code: .name, entry: shown, message: "a name that isn't UTF-8")
    }
    let isFolder = header.kind == .folder
    if isFolder, path.hasSuffix("/") { path.removeLast() }
    try names.add(path, isFolder: isFolder)
    let size = size ?? header.size
    guard !isFolder || size == 0 else {
      throw ArchiveError(code: .format, entry: path, message: "a folder with content")
    }
    let entry = ArchiveEntry(
      path: path, isFolder: isFolder, size: size,
      isExecutable: !isFolder && header.mode & 0o100 != 0)
    self.entry = entry
    remaining = size
    padding = Int((512 - size % 512) % 512)
    guard size <= quota.bytes - source.position else {
      throw ArchiveError(
        code: .size, entry: path, message: "more than \(quota.bytes) bytes decompressed")
    }
    return entry
  }

  /// Hands the current entry's content over, piece by piece.
  package mutating func readData(_ body: (RawSpan) throws -> Void) throws {
    while remaining > 0 {
      let count = try source.read(upTo: Int(min(remaining, 1 << 20))) {
        try body($0.bytes)
      }
      guard count > 0 else { throw ended() }
      remaining -= Int64(count)
      try checkRatio()
    }
  }

  private mutating func skipPadding() throws {
    while padding > 0 {
      let count = try source.read(upTo: padding) { (_: UnsafeRawBufferPointer) in }
      guard count > 0 else { throw ended() }
      padding -= count
    }
  }

  /// - Returns: nil at the two zero blocks, after which only zeros may follow.
  private mutating func headerBlock() throws -> [UInt8]? {
    let block = try self.block()
    guard block.allSatisfy({ $0 == 0 }) else { return block }
    guard try self.block().allSatisfy({ $0 == 0 }) else {
      throw ArchiveError(code: .format, message: "a zero block among the entries")
    }
    var isZero = true
    while try source.read(upTo: 1 << 16, { isZero = isZero && $0.allSatisfy { $0 == 0 } }) > 0 {
      try checkRatio()
      guard isZero else { break }
    }
    guard isZero, source.consumed == source.compressedSize else {
      throw ArchiveError(code: .trailing, message: "something follows the archive's end")
    }
    return nil
  }

  private mutating func block() throws -> [UInt8] {
    var block: [UInt8] = []
    block.reserveCapacity(512)
    while block.count < 512 {
      let count = try source.read(upTo: 512 - block.count) { block += $0 }
      guard count > 0 else { throw ended() }
    }
    try checkRatio()
    return block
  }

  /// The content of a header that describes the next entry.
  private mutating func extra(_ header: TarHeader, limit: Int64) throws -> [UInt8] {
    guard header.size <= limit else { throw refuse("a header of more than \(limit) bytes") }
    var bytes: [UInt8] = []
    remaining = header.size
    padding = Int((512 - header.size % 512) % 512)
    try readData { span in span.withUnsafeBytes { bytes += $0 } }
    try skipPadding()
    return bytes
  }

  private func checkRatio() throws(ArchiveError) {
    guard source.position > quota.free else { return }
    guard source.position / quota.ratio <= source.consumed else {
      throw ArchiveError(
        code: .ratio, entry: entry?.path,
        message: "the archive grows by more than \(quota.ratio) times when decompressed")
    }
    guard source.position <= quota.bytes else {
      throw ArchiveError(
        code: .size, entry: entry?.path, message: "more than \(quota.bytes) bytes decompressed")
    }
  }

  private func refuse(_ message: String) -> ArchiveError {
    ArchiveError(code: .format, entry: entry?.path, message: message)
  }

  private func ended() -> ArchiveError {
    ArchiveError(
      code: .truncated, entry: entry?.path, message: "the archive ends before its end blocks")
  }
}
