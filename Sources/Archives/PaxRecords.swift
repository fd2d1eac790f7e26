/// The records of a pax extended header that say something about an entry.
struct PaxRecords {
  private(set) var path: [UInt8]?
  private(set) var size: Int64?

  /// Parses `<length> <key>=<value>\n` records.
  ///
  /// - Throws: ``ArchiveError`` with code `format` or `kind`.
  init(_ bytes: [UInt8]) throws(ArchiveError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      guard let blank = rest.firstIndex(of: 0x20),
        let length = Self.decimal(rest[..<blank]), length <= rest.count,
        case let record = rest[(blank + 1)..<max(blank + 1, rest.startIndex + length)],
        record.last == 0x0A, let equals = record.firstIndex(of: UInt8(ascii: "="))
      else {
        throw ArchiveError(code: .format, message: "an unreadable extended header")
      }
      rest = rest.dropFirst(length)
      try read(
        key: String(decoding: record[..<equals], as: UTF8.self),
        value: Array(record[(equals + 1)...].dropLast()))
    }
  }

  private mutating func read(key: String, value: [UInt8]) throws(ArchiveError) {
    switch key {
    case "path": path = value
    case "size":
      guard let size = Self.decimal(value[...]) else {
        throw ArchiveError(code: .format, message: "an unreadable size in an extended header")
      }
      self.size = Int64(size)
    case "linkpath":
      throw ArchiveError(code: .kind, message: "a link; only files and folders may be")
    case "hdrcharset":
      guard value.elementsEqual("ISO-IR 10646 2000 UTF-8".utf8) else {
        throw ArchiveError(code: .format, message: "an extended header that isn't UTF-8")
      }
    default:
      guard !key.hasPrefix("GNU.sparse") else {
        throw ArchiveError(code: .kind, message: "a sparse file; only plain files may be")
      }
    }
  }

  private static func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 15 else { return nil }
    var value = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 0x30)
    }
    return value
  }
}
