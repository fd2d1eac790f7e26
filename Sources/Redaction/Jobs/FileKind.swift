import Archives

/// What a file holds, judged by its first bytes.
enum FileKind: Equatable, Sendable {
  case text
  /// UTF-16 or UTF-32.
  case wide(WideText)
  /// Nothing that can be redacted as text; named for the person.
  case binary(String)
  /// Compressed, or an archive, that is unpacked and packed again.
  case packed(PackedFormat)
  /// What it holds can't be seen from its bytes: packed otherwise, or encrypted.
  case opaque(String)

  /// How much of a file is looked at: bytes.
  static let sample = 64 << 10

  private static let signatures: [([UInt8], String)] = [
    ([0x7F, 0x45, 0x4C, 0x46], "a program or core dump (ELF)"),
    ([0x89, 0x50, 0x4E, 0x47], "a picture (PNG)"),
    ([0xFF, 0xD8, 0xFF], "a picture (JPEG)"),
    ([0x47, 0x49, 0x46, 0x38], "a picture (GIF)"),
    ([0x52, 0x49, 0x46, 0x46], "a picture or sound (RIFF)"),
    ([0x49, 0x49, 0x2A, 0x00], "a picture (TIFF)"),
    ([0x4D, 0x4D, 0x00, 0x2A], "a picture (TIFF)"),
    ([0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20], "a picture (JPEG 2000)"),
    ([0xFF, 0x4F, 0xFF, 0x51], "a picture (JPEG 2000)"),
    ([0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20], "a picture (JPEG XL)"),
    ([0x00, 0x00, 0x01, 0x00], "a picture (ICO)"),
    (Array("8BPS".utf8), "a picture (PSD)"),
    (Array("gimp xcf".utf8), "a picture (XCF)"),
    (Array("%PDF-".utf8), "a PDF document"),
    ([0x1F, 0x8B], "compressed (gzip)"),
    ([0x1F, 0x9D], "compressed (compress)"),
    ([0x04, 0x22, 0x4D, 0x18], "compressed (lz4)"),
    ([0x52, 0x61, 0x72, 0x21, 0x1A, 0x07], "an archive (rar)"),
    (Array("!<arch>\n".utf8), "an archive (ar)"),
    ([0x37, 0x7A, 0xBC, 0xAF], "an archive (7z)"),
    (Array("SQLite format 3".utf8), "a database (SQLite)"),
    (Array("JAVA PROFILE".utf8), "a heap dump"),
    ([0xFE, 0xED, 0xFE, 0xED], "a keystore (JKS)"),
    ([0xCE, 0xCE, 0xCE, 0xCE], "a keystore (JCEKS)"),
    ([0xCA, 0xFE, 0xBA, 0xBE], "a program (class or Mach-O)"),
    (Array("age-encryption.org/".utf8), "encrypted (age)"),
    (Array("PGDMP".utf8), "a database dump (pg_dump)"),
  ]

  private static let opaqueWords = [
    "compressed", "an archive", "encrypted", "a picture", "a PDF", "a keystore", "a database dump",
  ]

  private static let endings = [
    ".p12": "a keystore (PKCS #12)", ".pfx": "a keystore (PKCS #12)", ".jks": "a keystore (JKS)",
    ".keystore": "a keystore", ".kdbx": "a password database", ".hprof": "a heap dump",
  ]

  init(sample: UnsafeRawBufferPointer, path: String) {
    let lower = path.lowercased()
    if let ending = Self.endings.first(where: { lower.hasSuffix($0.key) }) {
      self = .opaque(ending.value)
      return
    }
    if let format = PackedFormat(sample: sample) {
      self = .packed(format)
      return
    }
    if let signature = Self.signatures.first(where: { sample.starts(with: $0.0) }) {
      let isOpaque = Self.opaqueWords.contains { signature.1.hasPrefix($0) }
      self = isOpaque ? .opaque(signature.1) : .binary(signature.1)
      return
    }
    if let picture = Self.picture(sample) {
      self = .opaque(picture)
      return
    }
    if let wide = WideText(sample) {
      self = .wide(wide)
      return
    }
    self = Counts(sample).isText ? .text : .binary("unknown binary data")
  }

  /// Formats whose first bytes alone could be a text's.
  private static func picture(_ sample: UnsafeRawBufferPointer) -> String? {
    guard sample.count >= 18 else { return nil }
    if sample[4..<8].elementsEqual("ftyp".utf8) { return "a picture or film (HEIF, AVIF, MP4)" }
    // Two reserved fields, then the length of one of its headers.
    if sample.starts(with: "BM".utf8), sample[6..<10].allSatisfy({ $0 == 0 }),
      [12, 16, 40, 52, 56, 64, 108, 124].contains(sample[14]),
      sample[15..<18].allSatisfy({ $0 == 0 })
    {
      return "a picture (BMP)"
    }
    return nil
  }

  /// What a picture or PDF is called that bytes begin with; nil for anything else.
  static func picture(_ beginning: [UInt8]) -> String? {
    let name =
      signatures.first { beginning.starts(with: $0.0) }?.1
      ?? beginning.withUnsafeBytes { picture($0) }
    return name.flatMap { isPicture($0) ? $0 : nil }
  }

  /// Whether what is called so is a picture or PDF.
  static func isPicture(_ name: String) -> Bool {
    name.hasPrefix("a picture") || name.hasPrefix("a PDF")
  }

  /// Whether more bytes may show a picture that so few don't show yet.
  static func mayBeginPicture(_ beginning: [UInt8]) -> Bool {
    guard beginning.count < 18 else { return false }
    if signatures.contains(where: { $0.0.count > beginning.count && $0.0.starts(with: beginning) })
    {
      return true
    }
    if beginning.starts(with: "RIFF".utf8) { return beginning.count < 12 }
    if beginning.starts(with: "BM".utf8) {
      return beginning.dropFirst(6).prefix(4).allSatisfy { $0 == 0 }
    }
    return beginning.prefix(3).allSatisfy { $0 == 0 }
      && "ftyp".utf8.starts(with: beginning.dropFirst(4).prefix(4))
  }

  /// Bytes that texts have few of.
  private struct Counts {
    private var controls = 0
    private var zeros = 0
    private var high = 0
    private var full = 0
    private let all: Int

    init(_ sample: UnsafeRawBufferPointer) {
      all = sample.count
      var start = 0
      // So few at a time are counted in bytes, which is what vectors hold.
      while start < sample.count {
        let end = min(start + 128, sample.count)
        var some: (controls: UInt8, zeros: UInt8, high: UInt8, full: UInt8) = (0, 0, 0, 0)
        for byte in UnsafeRawBufferPointer(rebasing: sample[start..<end]) {
          let isControl =
            (byte < 0x20 ? 1 : 0) & (byte &- 0x07 > 6 ? 1 : 0) & (byte != 0x1B ? 1 : 0)
          some.controls &+= UInt8(truncatingIfNeeded: isControl)
          some.zeros &+= byte == 0 ? 1 : 0
          some.high &+= byte >> 7
          some.full &+= byte == 0xFF ? 1 : 0
        }
        controls += Int(some.controls)
        zeros += Int(some.zeros)
        high += Int(some.high)
        full += Int(some.full)
        start = end
      }
    }

    /// A log with a hole of zero bytes is still a text; a picture of memory is not, nor is what was
    /// packed, where each byte is as frequent as any other, nor the white of a picture, which is no letter.
    var isText: Bool {
      controls * 10 <= all && !((controls - zeros) * 25 > all && high * 10 > 3 * all)
        && full * 10 <= all
    }
  }

  /// A redacted text as the file has it.
  func encoded(_ text: [UInt8]) -> [UInt8] {
    guard case .wide(let wide) = self else { return text }
    return wide.encode(text)
  }
}
