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
