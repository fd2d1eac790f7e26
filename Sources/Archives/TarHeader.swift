/// One 512-byte header block of a tar: POSIX ustar, and GNU's for its long names.
struct TarHeader {
  enum Kind { case file, folder, longName, extended, global }

  /// Raw bytes of the name, prefix and all.
  let name: [UInt8]
  let kind: Kind
  let mode: Int64
  let size: Int64

  /// - Throws: ``ArchiveError`` with code `format`, `kind` or `mode`.
  init(block: [UInt8]) throws(ArchiveError) {
    let magic = block[257..<265]
    let isUstar = magic.elementsEqual("ustar\u{0}00".utf8)
    let isGNU = magic.elementsEqual("ustar  \u{0}".utf8)
    let text = Self.text(block[0..<100])
    let prefix = isUstar ? Self.text(block[345..<500]) : []
    name = prefix.isEmpty ? text : prefix + [UInt8(ascii: "/")] + text
    let shown = String(decoding: name, as: UTF8.self)
    guard isUstar || isGNU else {
      throw ArchiveError(code: .format, entry: shown, message: "not a ustar header")
    }
    guard Self.number(block[148..<156]) == Self.checksum(block) else {
      throw ArchiveError(code: .format, entry: shown, message: "the header's checksum is wrong")
    }
    guard let mode = Self.number(block[100..<108]), let size = Self.number(block[124..<136]),
      size >= 0
    else { throw ArchiveError(code: .format, entry: shown, message: "an unreadable number") }
    self.mode = mode
    self.size = size
    kind = try Self.kind(block[156], entry: shown)
    guard mode & 0o7000 == 0 else {
      throw ArchiveError(code: .mode, entry: shown, message: "setuid, setgid or sticky")
    }
  }

  private static func kind(_ flag: UInt8, entry: String) throws(ArchiveError) -> Kind {
    switch flag {
    case UInt8(ascii: "0"), 0: return .file
    case UInt8(ascii: "5"): return .folder
    case UInt8(ascii: "L"): return .longName
    case UInt8(ascii: "x"): return .extended
    case UInt8(ascii: "g"): return .global
    default:
      let names: [UInt8: String] = [
        UInt8(ascii: "1"): "a hard link", UInt8(ascii: "2"): "a symbolic link",
        UInt8(ascii: "3"): "a character device", UInt8(ascii: "4"): "a block device",
        UInt8(ascii: "6"): "a FIFO", UInt8(ascii: "S"): "a sparse file",
        UInt8(ascii: "K"): "a link with a long name",
      ]
      throw ArchiveError(
        code: .kind, entry: entry,
        message: "\(names[flag] ?? "an entry of an unknown kind"); only files and folders may be")
    }
  }

  /// Up to the first NUL.
  private static func text(_ field: ArraySlice<UInt8>) -> [UInt8] {
    Array(field.prefix { $0 != 0 })
  }

  /// Octal digits between blanks and NULs, or GNU's base 256.
  private static func number(_ field: ArraySlice<UInt8>) -> Int64? {
    if let first = field.first, first & 0x80 != 0 {
      guard first == 0x80 else { return nil }
      var value: Int64 = 0
      for byte in field.dropFirst() {
        guard value < 1 << 54 else { return nil }
        value = value << 8 | Int64(byte)
      }
      return value
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard
      field.drop(while: { $0 == 0x20 }).dropFirst(digits.count)
        .allSatisfy({ $0 == 0x20 || $0 == 0 })
    else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x37).contains(digit) else { return nil }
      value = value << 3 | Int64(digit - 0x30)
    }
    return value
  }

  private static func checksum(_ block: [UInt8]) -> Int64 {
    var sum: Int64 = 8 * 0x20
    for (index, byte) in block.enumerated() where !(148..<156).contains(index) {
      sum += Int64(byte)
    }
    return sum
  }
}
