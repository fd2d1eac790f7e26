import Archives
import Documents
import DurableFiles
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct HostileArchiveTests {
  @Test(arguments: EvilTar.all)
  func `an evil tar is refused, by name and without a trace`(evil: EvilTar) async throws {
    var tar = TarBuilder()
    evil.build(&tar)
    for tool in ["gzip", "zstd -q"] {
      let folder = TemporaryFolder()
      try await tar.write(folder.file("evil"), with: tool)
      let error = #expect(throws: ArchiveError.self) { try readAll(folder.file("evil")) }
      // A name that is no UTF-8 is sometimes refused by libarchive itself, with the header.
      let isHeader = evil.code == .name && error?.code == .format
      #expect(error?.code == evil.code || isHeader, "\(String(describing: error))")
      let isPrintable = error?.description.unicodeScalars.allSatisfy {
        !PrintableText.isDeceptive($0)
      }
      #expect(isPrintable == true)
    }
  }

  /// What libarchive reads past, because it says nothing about the entry.
  @Test(arguments: [("linkpath", "/etc/passwd"), ("hdrcharset", "BINARY")])
  func `an extended header without meaning changes nothing`(record: (String, String)) async throws {
    var tar = TarBuilder()
    tar.pax([record])
    tar.file("a/x", "text")
    tar.end()
    let folder = TemporaryFolder()
    try await tar.write(folder.file("odd"))
    let all = try readAll(folder.file("odd"))
    #expect(all.map(\.0) == [ArchiveEntry(path: "a/x", size: 4)])
    #expect(all.map(\.1) == [Array("text".utf8)])
  }

  /// libarchive asks errno why a name could not be converted, and would end the program if an
  /// earlier call had left ENOMEM there.
  @Test func `a name that isn't UTF-8 is refused whatever errno was before`() async throws {
    let evils = EvilTar.all.filter { $0.name.contains("of the bytes") }
    #expect(evils.count > 10)
    for evil in evils {
      var tar = TarBuilder()
      evil.build(&tar)
      let folder = TemporaryFolder()
      try await tar.write(folder.file("evil"))
      let error = #expect(throws: ArchiveError.self, "\(evil.name)") {
        errno = ENOMEM
        var reader = try ArchiveReader(path: folder.file("evil"))
        errno = ENOMEM
        _ = try reader.next()
      }
      #expect(error?.code == .name, "\(evil.name): \(String(describing: error))")
    }
  }

  /// Names of random bytes, in each place where a name may stand: libarchive ends the program at
  /// some, where memory seems short.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func `malformed names end in an error, never in a crash`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let folder = TemporaryFolder()
    let bytes: [UInt8] = [
      0x61, 0x2F, 0x2E, 0x00, 0x0A, 0x20, 0x3D, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xE2, 0xED, 0xF4,
      0xFF,
    ]
    var refused = 0
    for _ in 0..<250 {
      let name = (0..<Int.random(in: 1...40, using: &generator)).map { _ in
        bytes.randomElement(using: &generator) ?? 0
      }
      var tar = TarBuilder()
      switch Int.random(in: 0...3, using: &generator) {
      case 0: tar.header("", rawName: name)
      case 1:
        let length = Int.random(in: 0...60, using: &generator)
        tar.header("pax", flag: "x", size: name.count + 12)
        tar.content(Array("\(length) path=a/".utf8.prefix(11)) + name + [0x0A])
        tar.file("a/x")
      case 2:
        let text = Array(" path=a/".utf8) + name + [0x0A]
        tar.header("pax", flag: "x", size: text.count + 2)
        tar.content(Array(String(text.count + 2).utf8) + text)
        tar.file("a/x")
      default:
        tar.header("././@LongLink", flag: "L", size: name.count, magic: "ustar  \u{0}")
        tar.content(name)
        tar.file("a/x")
      }
      tar.end()
      try DurableFile.write(tar.stored, to: folder.file("odd"), replacing: true)
      do {
        for (entry, _) in try readAll(folder.file("odd")) {
          #expect(entry.path.unicodeScalars.allSatisfy { !PrintableText.isDeceptive($0) })
          #expect(!entry.path.split(separator: "/").contains(".."))
        }
      } catch is ArchiveError {
        refused += 1
      }
    }
    #expect(refused > 150)
  }

  /// libarchive passes over it, and only an entry's first and last header blocks are looked at.
  @Test(arguments: ["V", "g"] as [Character])
  func `a header between a name and its entry doesn't rename it`(flag: Character) async throws {
    var tar = TarBuilder()
    tar.pax([("path", "a/x")])
    if flag == "g" { tar.pax([("path", "b/y")], flag: flag) } else { tar.header("b/y", flag: flag) }
    tar.file("a/plain", "text")
    tar.end()
    let folder = TemporaryFolder()
    try await tar.write(folder.file("odd"))
    // A newer libarchive may refuse it.
    guard let all = try? readAll(folder.file("odd")) else { return }
    #expect(all.map(\.0.path) == ["a/x"])
    #expect(all.map(\.1) == [Array("text".utf8)])
  }

  @Test(arguments: [
    "tar --sparse --format=gnu", "tar --sparse --format=pax --sparse-version=0.0",
    "tar --sparse --format=pax --sparse-version=0.1",
    "tar --sparse --format=pax --sparse-version=1.0",
  ])
  func `a sparse file is refused`(tool: String) async throws {
    let folder = TemporaryFolder()
    let made = try await Command.run(
      "/bin/sh",
      [
        "-c",
        """
        mkdir a && truncate -s 1M a/x && printf y >> a/x && truncate -s 2M a/x &&
        { \(tool) -czf out a || exit 77; }
        """,
      ], in: folder.path)
    if made.status == 77 { return }
    #expect(made.status == 0, "\(made.errors)")
    let error = #expect(throws: ArchiveError.self) { try readAll(folder.file("out")) }
    #expect(error?.code == .kind, "\(String(describing: error))")
    #expect(error?.entry == "a/x")
  }

  @Test(arguments: ["gzip -9", "zstd -q -19"])
  func `a bomb is refused long before it is unpacked`(tool: String) async throws {
    let folder = TemporaryFolder()
    let made = try await Command.run(
      "/bin/sh",
      [
        "-c",
        """
        mkdir a && truncate -s 2G a/zeros && tar --format=ustar -cf - a | \(tool) -c > bomb
        """,
      ], in: folder.path)
    #expect(made.status == 0, "\(made.errors)")
    let clock = ContinuousClock()
    let time = clock.measure {
      let error = #expect(throws: ArchiveError.self) { try readAll(folder.file("bomb")) }
      #expect(error?.code == .ratio)
      #expect(error?.entry == "a/zeros")
    }
    #expect(time < .seconds(10))
  }

  @Test func `too many entries are refused`() async throws {
    var tar = TarBuilder()
    for number in 0..<50 { tar.file("a/\(number)") }
    tar.end()
    let folder = TemporaryFolder()
    try await tar.write(folder.file("many"))
    var quota = ArchiveQuota.stranger
    quota.entries = 20
    let error = #expect(throws: ArchiveError.self) {
      try readAll(folder.file("many"), quota: quota)
    }
    #expect(error?.code == .entries)
  }

  @Test(arguments: [
    "cat", "xz -c", "bzip2 -c", "gzip -c | gzip", "zstd -qc | gzip",
  ])
  func `only tar in gzip or zstd is read`(pipeline: String) async throws {
    let folder = TemporaryFolder()
    let made = try await Command.run(
      "/bin/sh",
      ["-c", "mkdir a; echo x > a/x; tar -cf - a | \(pipeline) > out || exit 77"],
      in: folder.path)
    guard made.status == 0 else { return }
    #expect(throws: ArchiveError.self) { try readAll(folder.file("out")) }
  }

  /// A compressed stream says some things in several ways; its checksum it says in one.
  @Test(arguments: [("gzip", 8), ("zstd -q", 4)])
  func `a changed byte is refused or changes nothing`(tool: String, checksum: Int) async throws {
    var tar = TarBuilder()
    tar.file("a/x", "hello")
    tar.end()
    let folder = TemporaryFolder()
    try await tar.write(folder.file("whole"), with: tool)
    let bytes = try DurableFile.read(folder.file("whole"))
    let content = try readAll(folder.file("whole"))
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 0x10
      try DurableFile.write(changed, to: folder.file("changed"), replacing: true)
      do {
        let read = try readAll(folder.file("changed"))
        #expect(read.map(\.0) == content.map(\.0), "byte \(index) of \(bytes.count)")
        #expect(read.map(\.1) == content.map(\.1), "byte \(index) of \(bytes.count)")
        #expect(index < bytes.count - checksum, "byte \(index) of \(bytes.count)")
      } catch is ArchiveError {}
    }
  }

  @Test(arguments: ["gzip", "zstd -q"])
  func `every truncation and trailing byte is refused`(tool: String) async throws {
    var tar = TarBuilder()
    tar.file("a/x", "hello")
    tar.file("a/y", "world")
    tar.end()
    let folder = TemporaryFolder()
    try await tar.write(folder.file("whole"), with: tool)
    let bytes = try DurableFile.read(folder.file("whole"))
    #expect(try readAll(folder.file("whole")).count == 2)
    for length in 0..<bytes.count {
      try DurableFile.write(bytes.prefix(length), to: folder.file("cut"), replacing: true)
      #expect(throws: ArchiveError.self, "cut at \(length)") { try readAll(folder.file("cut")) }
    }
    for tail in [[0], [1], [0x1F, 0x8B], [UInt8](repeating: 0, count: 512)] as [[UInt8]] {
      try DurableFile.write(bytes + tail, to: folder.file("more"), replacing: true)
      #expect(throws: ArchiveError.self, "tail \(tail.prefix(4))") {
        try readAll(folder.file("more"))
      }
    }
  }
}

/// SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
