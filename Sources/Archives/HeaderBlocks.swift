/// The header blocks of one entry, of which libarchive has told the meaning.
///
/// It takes what it doesn't know for a regular file, so the type that each entry begins and ends
/// with is looked at here, and how its name is spelled. Nothing else is.
struct HeaderBlocks {
  private let bytes: [UInt8]
  private static let typeOffset = 156

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// What makes it neither a file nor a folder, as plainly as every tar knows them.
  var surprise: ArchiveError? {
    guard bytes.count >= 512 else { return nil }
    let first = bytes[Self.typeOffset]
    let isExtended = isExtended || bytes.count > 512 && first == UInt8(ascii: "L")
    if first == UInt8(ascii: "g") {
      return ArchiveError(code: .format, message: "a header that is meant for several entries")
    }
    if bytes.count == 512, "xL".utf8.contains(first) { return nil }
    if let name = Self.surprise(isExtended ? type : first) {
      return ArchiveError(code: .kind, message: "\(name); only files and folders may be")
    }
    return isExtended || bytes.count == 512
      ? nil : ArchiveError(code: .format, message: "more headers than an entry has")
  }

  private var isExtended: Bool {
    bytes.count > 512 && bytes[Self.typeOffset] == UInt8(ascii: "x")
  }

  var isFolder: Bool { type == UInt8(ascii: "5") }

  private var type: UInt8 {
    bytes.count >= 512 ? bytes[bytes.count - 512 + Self.typeOffset] : 0
  }

  /// A name as it is spelled in the archive: libarchive normalises those of extended headers, to
  /// one form on a Mac and to another elsewhere.
  ///
  /// - Returns: nil when an extended header has a name that isn't the same text.
  func spelling(of name: String) -> String? {
    let key = Array(" path=".utf8)
    let extended = bytes.dropLast(512)
    let starts = extended.indices.filter { extended[$0...].starts(with: key) }
    guard isExtended, !starts.isEmpty else { return name }
    return starts.lazy.compactMap {
      String(
        validating: extended[$0...].dropFirst(key.count).prefix { $0 != 0x0A }, as: UTF8.self)
    }.first { $0 == name }
  }

  private static func surprise(_ type: UInt8) -> String? {
    switch Character(Unicode.Scalar(type)) {
    case "\0", "0", "5": nil
    case "1": "a hard link"
    case "2": "a symbolic link"
    case "3": "a character device"
    case "4": "a block device"
    case "6": "a FIFO"
    case "K": "a link with a long name"
    case "S": "a sparse file"
    default: "an entry of an unknown kind"
    }
  }
}
