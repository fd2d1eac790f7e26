import Archives
import DurableFiles
import SystemPackage
import TestSupport

/// Tars made by hand, so that they can be as evil as wanted.
struct TarBuilder {
  var bytes: [UInt8] = []

  /// Any header; the checksum is right unless one is given.
  mutating func header(
    _ name: String, flag: Character = "0", size: Int = 0, mode: Int = 0o644, link: String = "",
    prefix: String = "", magic: String = "ustar\u{0}00", checksum: Int? = nil,
    sizeField: [UInt8]? = nil, rawName: [UInt8]? = nil
  ) {
    var block = [UInt8](repeating: 0, count: 512)
    func put(_ text: some Collection<UInt8>, at offset: Int) {
      block.replaceSubrange(offset..<(offset + text.count), with: text)
    }
    func octal(_ value: Int, _ width: Int) -> [UInt8] {
      let digits = String(value, radix: 8)
      return Array((String(repeating: "0", count: width - 1 - digits.count) + digits).utf8)
    }
    put(rawName ?? Array(name.utf8.prefix(100)), at: 0)
    put(octal(mode, 8), at: 100)
    put(octal(0, 8), at: 108)
    put(octal(0, 8), at: 116)
    put(sizeField ?? octal(size, 12), at: 124)
    put(octal(0, 12), at: 136)
    put(Array("        ".utf8), at: 148)
    block[156] = flag.asciiValue ?? 0
    put(Array(link.utf8.prefix(100)), at: 157)
    put(Array(magic.utf8), at: 257)
    put(Array(prefix.utf8), at: 345)
    let sum = checksum ?? block.reduce(0) { $0 + Int($1) }
    put(octal(sum, 7) + [0, 0x20], at: 148)
    bytes += block
  }

  mutating func content(_ content: some Collection<UInt8>) {
    bytes += content
    bytes += [UInt8](repeating: 0, count: (512 - content.count % 512) % 512)
  }

  mutating func file(_ name: String, _ text: String = "x", mode: Int = 0o644) {
    header(name, size: text.utf8.count, mode: mode)
    content(Array(text.utf8))
  }

  mutating func pax(_ records: [(String, String)], flag: Character = "x") {
    var text: [UInt8] = []
    for (key, value) in records {
      let body = " \(key)=\(value)\n".utf8.count
      var length = body + 1
      while String(length).utf8.count + body != length { length = String(length).utf8.count + body }
      text += Array("\(length) \(key)=\(value)\n".utf8)
    }
    header("pax", flag: flag, size: text.count)
    content(text)
  }

  mutating func end() {
    bytes += [UInt8](repeating: 0, count: 1024)
  }

  /// As zstd with nothing compressed: a frame of raw blocks (RFC 8878).
  var stored: [UInt8] {
    var frame: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0x58]
    var rest = bytes[...]
    repeat {
      let block = rest.prefix(1 << 17)
      rest = rest.dropFirst(block.count)
      let header = block.count << 3 | (rest.isEmpty ? 1 : 0)
      frame += [0, 8, 16].map { UInt8(truncatingIfNeeded: header >> $0) } + block
    } while !rest.isEmpty
    return frame
  }

  /// Compressed by a stock tool.
  func write(_ path: String, with tool: String = "gzip") async throws {
    try DurableFile.write(bytes, to: path + ".tar", replacing: true)
    let result = try await Command.run(
      "/bin/sh", ["-c", "\(tool) -c '\(path).tar' > '\(path)'"])
    guard result.status == 0 else { throw TarBuilderFailure(text: result.errors) }
  }
}

struct TarBuilderFailure: Error {
  let text: String
}

/// Everything an archive holds.
func readAll(_ path: String, quota: ArchiveQuota = .stranger) throws -> [(ArchiveEntry, [UInt8])] {
  var reader = try ArchiveReader(path: path, quota: quota)
  var all: [(ArchiveEntry, [UInt8])] = []
  while let entry = try reader.next() {
    var bytes: [UInt8] = []
    try reader.readData { span in span.withUnsafeBytes { bytes += $0 } }
    all.append((entry, bytes))
  }
  return all
}
