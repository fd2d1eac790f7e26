/// How bytes are packed, as far as they can be unpacked and packed again.
package enum PackedFormat: Sendable, Hashable {
  /// One text, compressed.
  case compressed(Filter)
  /// Files and folders.
  case archive(Container)

  package enum Filter: Sendable, Hashable, CaseIterable {
    case gzip, zstd, xz, bzip2
  }

  package enum Container: Sendable, Hashable {
    case tar, zip
  }

  /// How much of the bytes has to be seen: bytes.
  package static let sample = 512

  /// - Returns: nil where the first bytes are of nothing that is known here.
  package init?(sample: some Collection<UInt8>) {
    let bytes = Array(sample.prefix(Self.sample))
    if let filter = Filter(sample: bytes) {
      self = .compressed(filter)
    } else if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
      || bytes.starts(with: [0x50, 0x4B, 0x05, 0x06])
    {
      self = .archive(.zip)
    } else if bytes.count >= 262, bytes[257..<262].elementsEqual("ustar".utf8),
      bytes.contains(0)
    {
      self = .archive(.tar)
    } else {
      return nil
    }
  }

  /// Whether more bytes may show a format that so few don't show yet.
  package static func mayBegin(with bytes: [UInt8]) -> Bool {
    let magics = Filter.allCases.map {
      $0.magic + ($0 == .bzip2 ? Array(repeating: 0, count: 7) : [])
    }
    return magics.contains { magic in
      bytes.count < magic.count && zip(bytes, magic).allSatisfy { $0 == $1 || $1 == 0 }
    } || bytes.count < 4 && [0x50, 0x4B, 0x03, 0x04].starts(with: bytes)
  }

  /// For messages.
  package var name: String {
    switch self {
    case .compressed(let filter): "compressed (\(filter))"
    case .archive(let container): "an archive (\(container))"
    }
  }
}

extension PackedFormat.Filter {
  /// What a compressed text begins with: wholly, so that a text that begins so by chance isn't one.
  package var magic: [UInt8] {
    switch self {
    case .gzip: [0x1F, 0x8B, 0x08]
    case .zstd: [0x28, 0xB5, 0x2F, 0xFD]
    case .xz: [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]
    case .bzip2: Array("BZh".utf8)
    }
  }

  package init?(sample: some Collection<UInt8>) {
    guard let filter = Self.allCases.first(where: { sample.starts(with: $0.magic) }) else {
      return nil
    }
    if filter == .bzip2 {
      // A level, and then a block's mark or the end's.
      let rest = Array(sample.dropFirst(3).prefix(7))
      guard let level = rest.first, (0x31...0x39).contains(level),
        rest.dropFirst().elementsEqual([0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
          || rest.dropFirst().elementsEqual([0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
      else { return nil }
    }
    self = filter
  }

  /// What names of such files end in.
  private var suffixes: [String] {
    switch self {
    case .gzip: [".gz", ".gzip"]
    case .zstd: [".zst", ".zstd"]
    case .xz: [".xz"]
    case .bzip2: [".bz2", ".bz"]
    }
  }

  /// The name of what is inside: `app.json.gz` → `app.json`, `logs.tgz` → `logs.tar`.
  package func innerName(_ name: String) -> String {
    let lower = name.lowercased()
    for suffix in suffixes where lower.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count))
    }
    for suffix in [".tgz", ".tzst", ".txz", ".tbz2", ".tbz"] where lower.hasSuffix(suffix) {
      return String(name.dropLast(suffix.count)) + ".tar"
    }
    return name
  }
}
