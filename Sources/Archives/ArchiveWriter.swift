internal import DurableFiles
package import SystemPackage

/// Writes a reproducible tar in gzip or zstd: ustar with pax names where they are long or not
/// ASCII, uid and gid 0, modes 0644 and 0755, one fixed time.
package struct ArchiveWriter: ~Copyable {
  private var output: CompressedWriter
  private let path: String
  private let modified: Int64
  private var remaining: Int64 = 0
  private var padding = 0

  /// - Parameters:
  ///   - descriptor: stays the caller's.
  ///   - path: the file's name for messages.
  ///   - modified: seconds since 1970, for all entries.
  ///   - threads: for zstd; any number gives the same bytes.
  package init(
    descriptor: FileDescriptor, path: String, compression: Compression, modified: Int64,
    threads: Int
  ) throws {
    output = try CompressedWriter.open(
      descriptor: descriptor, path: path, compression: compression, threads: threads)
    self.path = path
    self.modified = max(0, modified)
  }

  /// Starts a file; its ``ArchiveEntry/size`` bytes follow by ``write(_:)``.
  package mutating func begin(_ entry: ArchiveEntry) throws {
    try finishEntry()
    var name = Array(entry.path.utf8)
    var records: [UInt8] = []
    if name.count > 100 || name.contains(where: { $0 >= 0x80 }) {
      records += Self.record("path", name)
      name = Array("long-name".utf8)
    }
    var size = entry.size
    if size >= 1 << 33 {
      records += Self.record("size", Array(String(size).utf8))
      size = 0
    }
    if !records.isEmpty {
      try writeBytes(header(name: Array("pax".utf8), size: Int64(records.count), flag: "x"))
      try writeBytes(records + Self.zeros(after: Int64(records.count)))
    }
    try writeBytes(
      header(name: name, size: size, flag: "0", mode: entry.isExecutable ? 0o755 : 0o644))
    remaining = entry.size
    padding = Self.zeros(after: entry.size).count
  }

  /// - Throws: ``FileError``, also when more is written than was announced.
  package mutating func write(_ bytes: RawSpan) throws {
    guard Int64(bytes.byteCount) <= remaining else { throw changed() }
    remaining -= Int64(bytes.byteCount)
    try bytes.withUnsafeBytes { try output.write($0) }
  }

  /// Writes the end blocks and flushes.
  package consuming func close() throws {
    try finishEntry()
    try writeBytes([UInt8](repeating: 0, count: 1024))
    try output.close()
  }

  private mutating func finishEntry() throws {
    guard remaining == 0 else { throw changed() }
    try writeBytes([UInt8](repeating: 0, count: padding))
    padding = 0
  }

  private mutating func writeBytes(_ bytes: [UInt8]) throws(FileError) {
    var failure: FileError?
    bytes.withUnsafeBytes { buffer in
      do throws(FileError) { try output.write(buffer) } catch { failure = error }
    }
    if let failure { throw failure }
  }

  private func changed() -> FileError {
    FileError(code: .system, path: path, message: "an input changed while it was packed")
  }

  private func header(name: [UInt8], size: Int64, flag: Character, mode: Int = 0o644) -> [UInt8] {
    var block = name + [UInt8](repeating: 0, count: 100 - name.count)
    block += Self.octal(Int64(mode), width: 8) + Self.octal(0, width: 8) + Self.octal(0, width: 8)
    block += Self.octal(size, width: 12) + Self.octal(modified, width: 12)
    block += [UInt8](repeating: 0x20, count: 8) + [flag.asciiValue ?? 0]
    block += [UInt8](repeating: 0, count: 100) + Array("ustar\u{0}00".utf8)
    block += [UInt8](repeating: 0, count: 64)
    block += Self.octal(0, width: 8) + Self.octal(0, width: 8)
    block += [UInt8](repeating: 0, count: 512 - block.count)
    let sum = block.reduce(Int64(0)) { $0 + Int64($1) }
    block.replaceSubrange(148..<156, with: Self.octal(sum, width: 7) + [0x20])
    return block
  }

  /// Digits and a NUL.
  private static func octal(_ value: Int64, width: Int) -> [UInt8] {
    let digits = String(value, radix: 8).utf8.suffix(width - 1)
    return [UInt8](repeating: 0x30, count: width - 1 - digits.count) + Array(digits) + [0]
  }

  private static func zeros(after size: Int64) -> [UInt8] {
    [UInt8](repeating: 0, count: Int((512 - size % 512) % 512))
  }

  /// `<length> <key>=<value>\n`, the length counting itself.
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let body = Array(" \(key)=".utf8) + value + [0x0A]
    var length = body.count + 1
    while String(length).utf8.count + body.count != length {
      length = String(length).utf8.count + body.count
    }
    return Array(String(length).utf8) + body
  }
}
