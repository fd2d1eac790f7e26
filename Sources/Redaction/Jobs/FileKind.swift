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
    if let wide = WideText(sample) {
      self = .wide(wide)
      return
    }
    let controls = Self.controls(in: sample)
    // A log with a hole of zero bytes is still a text; a picture of memory is not.
    self = controls * 10 > sample.count ? .binary("unknown binary data") : .text
  }

  private static func controls(in sample: UnsafeRawBufferPointer) -> Int {
    var controls = 0
    var start = 0
    // So few at a time are counted in bytes, which is what vectors hold.
    while start < sample.count {
      let end = min(start + 128, sample.count)
      var count: UInt8 = 0
      for byte in UnsafeRawBufferPointer(rebasing: sample[start..<end]) {
        let isControl = (byte < 0x20 ? 1 : 0) & (byte &- 0x07 > 6 ? 1 : 0) & (byte != 0x1B ? 1 : 0)
        count &+= UInt8(truncatingIfNeeded: isControl)
      }
      controls += Int(count)
      start = end
    }
    return controls
  }

  /// A redacted text as the file has it.
  func encoded(_ text: [UInt8]) -> [UInt8] {
    guard case .wide(let wide) = self else { return text }
    return wide.encode(text)
  }
}
