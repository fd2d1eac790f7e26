import Archives
import DurableFiles
import SystemPackage
import TestSupport
import Testing

@Suite struct ArchiveInteropTests {
  private static let files: [(String, [UInt8])] = [
    ("top/a.txt", Array("hello\n".utf8)),
    ("top/empty", []),
    ("top/ünïcödé/名前.txt", Array("utf-8\n".utf8)),
    ("top/decomposed/u\u{308}.txt", Array("not normalised\n".utf8)),
    ("top/what?", Array("asked\n".utf8)), ("top/wh\u{E4}t?", Array("asked\n".utf8)),
    ("top/" + String(repeating: "long/", count: 30) + "name", Array("deep\n".utf8)),
    ("top/block", [UInt8](repeating: 7, count: 512)),
    ("top/large", (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }),
  ]

  private func write(_ path: String, _ compression: Compression, threads: Int = 2) throws {
    let file = try PendingFile(path, replacing: true)
    var writer = try ArchiveWriter.open(
      descriptor: file.descriptor, path: path, compression: compression, modified: 0,
      threads: threads)
    for (name, bytes) in Self.files {
      try writer.begin(
        ArchiveEntry(path: name, size: Int64(bytes.count), isExecutable: name == "top/a.txt"))
      try writer.write(bytes.span.bytes)
    }
    try writer.close()
    try file.commit()
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func `what is written is read back, and by the stock tools`(compression: Compression) async throws
  {
    let folder = TemporaryFolder()
    let path = folder.file(compression == .gzip ? "a.tar.gz" : "a.tar.zst")
    try write(path, compression)
    let read = try readAll(path)
    #expect(read.map { Array($0.0.path.utf8) } == Self.files.map { Array($0.0.utf8) })
    #expect(read.map(\.1) == Self.files.map(\.1))
    #expect(read.first?.0.isExecutable == true)
    for tool in ["tar", "bsdtar"] {
      let out = folder.file(tool)
      let result = try await Command.run(
        "/bin/sh",
        ["-c", "command -v \(tool) || exit 77; mkdir \(out) && \(tool) -xf \(path) -C \(out)"],
        environment: ["LC_ALL": "C.UTF-8"])
      if result.status == 77 { continue }
      #expect(result.status == 0, "\(tool): \(result.errors)")
      for (name, bytes) in Self.files {
        // Here bsdtar composes what it reads from an extended header.
        if tool == "bsdtar", name.contains("decomposed") { continue }
        #expect(try DurableFile.read(out + "/" + name) == bytes, "\(tool): \(name)")
      }
    }
  }

  @Test(arguments: [Compression.gzip, .zstd])
  func `the same input gives the same bytes, whatever the number of threads`(
    compression: Compression
  ) throws {
    let folder = TemporaryFolder()
    try write(folder.file("1"), compression, threads: 1)
    let first = try DurableFile.read(folder.file("1"))
    for threads in [1, 2, 5] {
      try write(folder.file("2"), compression, threads: threads)
      #expect(try DurableFile.read(folder.file("2")) == first)
    }
  }

  /// Each entry has three header blocks, so that they lie across the pieces of any size.
  @Test(arguments: ["gzip", "zstd -q", "split -b 1000 --filter='zstd -q'"])
  func `headers across the pieces of the stream are read`(tool: String) async throws {
    let folder = TemporaryFolder()
    var tar = TarBuilder()
    let names = (0..<2000).map { "top/ü\($0)?" }
    for name in names {
      tar.pax([("comment", "x"), ("path", name)])
      tar.header("top/plain")
    }
    tar.end()
    try DurableFile.write(tar.bytes, to: folder.file("tar"))
    let made = try await Command.run(
      "/bin/sh", ["-c", "\(tool) < tar > out || exit 77"], in: folder.path)
    if made.status == 77 { return }
    #expect(try readAll(folder.file("out")).map(\.0.path) == names)
  }

  @Test(arguments: [
    "tar --format=gnu -czf out top", "tar --format=pax -czf out top",
    "tar --format=ustar -czf out top/a top/b", "tar -cf - top | zstd -q > out",
    "bsdtar -czf out top", "bsdtar --format=ustar -czf out top/a",
    "python3 -c \"import tarfile; t = tarfile.open('out', 'w:gz'); t.add('top'); t.close()\"",
    "tar -cf - top | gzip -c -9 | split -b 100 && cat x* > out",
  ])
  func `archives of the stock tools are read`(command: String) async throws {
    let folder = TemporaryFolder()
    let made = try await Command.run(
      "/bin/sh",
      [
        "-c",
        """
        command -v \(command.prefix { $0 != " " }) > /dev/null || exit 77
        mkdir -p top/b && echo a > top/a && mkdir -p top/b/$(printf '%060d' 0) && echo b > top/b/$(printf '%060d' 0)/$(printf '%060d' 0) && \(command)
        """,
      ], in: folder.path, environment: ["LC_ALL": "C.UTF-8"])
    if made.status == 77 { return }
    #expect(made.status == 0, "\(made.errors)")
    let paths = try readAll(folder.file("out")).filter { !$0.0.isFolder }.map(\.0.path)
    #expect(paths.contains("top/a"))
  }
}
