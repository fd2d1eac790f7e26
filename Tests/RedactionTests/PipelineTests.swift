import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Redaction

@Suite struct PipelineTests {
  private let folder = TemporaryFolder()

  /// What one look at the whole gives.
  private func whole(_ text: [UInt8], _ profile: RedactionProfile = .strict) throws -> [UInt8] {
    try Redactor(rules: RedactionFixture.rules(profile), key: RedactionFixture.key).redact(text)
      .bytes
  }

  private func pipeline(_ text: [UInt8], jobs: Int, coreSize: Int) throws -> [UInt8] {
    let input = try OpenedFile(folder.write("in", text), size: text.count)
    let output = try FileDescriptor.open(
      FilePath(folder("out")), .readWrite, options: [.create, .truncate],
      permissions: .ownerReadWrite)
    defer { try? output.close() }
    let pipeline = ChunkPipeline(
      rules: try RedactionFixture.rules(.strict), key: RedactionFixture.key, known: nil,
      hint: .unknown, jobs: jobs)
    _ = try pipeline.run(
      from: FileChunkSource(
        input.descriptor, name: "in", range: 0..<input.size, coreSize: coreSize),
      to: FileChunkSink(output, name: "out", offset: 0))
    return Array(try Data(contentsOf: URL(filePath: folder("out"))))
  }

  @Test(arguments: [1, 2, 5], [64 << 10, 100_003, 1 << 20])
  func `any number of workers and any size of chunks give what the whole gives`(
    jobs: Int, coreSize: Int
  ) throws {
    let text = try InvariantTests.text(seed: UInt64(coreSize), lines: 4000)
    let expected = try whole(text)
    let output = try pipeline(text, jobs: jobs, coreSize: coreSize)
    #expect(output == expected, "\(InvariantTests.firstDifference(expected, output))")
  }

  @Test(arguments: [0, 1, 2])
  func `a pipe gives what a file gives, fast or slow`(pace: Int) async throws {
    let text = try InvariantTests.text(seed: 7, lines: pace == 0 ? 30000 : 300)
    let input = Pipe()
    let output = Pipe()
    let writer = Thread {
      var rest = text[...]
      while !rest.isEmpty {
        let count = pace == 0 ? 1 << 20 : 1 + (rest.count * 7919) % 3000
        try? input.fileHandleForWriting.write(contentsOf: Data(rest.prefix(count)))
        rest = rest.dropFirst(count)
        if pace == 2 { usleep(500) }
      }
      try? input.fileHandleForWriting.close()
    }
    writer.start()
    let filter = StreamFilter(
      rules: try RedactionFixture.rules(.strict), key: RedactionFixture.key, jobs: 2)
    let runner = Thread {
      _ = try? filter.run(
        from: FileDescriptor(rawValue: input.fileHandleForReading.fileDescriptor),
        to: FileDescriptor(rawValue: output.fileHandleForWriting.fileDescriptor))
      try? output.fileHandleForWriting.close()
    }
    runner.start()
    let result = Array(try output.fileHandleForReading.readToEnd() ?? Data())
    let expected = try whole(text)
    #expect(result == expected, "\(InvariantTests.firstDifference(expected, result))")
  }

  @Test func `a private key on a read's border goes whole`() throws {
    let body = (0..<20).map { line in
      String(
        (0..<64).map {
          Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")[
            ($0 * 7 + line * 13) % 64]
        })
    }
    let key =
      "-----BEGIN PRIVATE KEY-----\n\(body.joined(separator: "\n"))\n-----END PRIVATE KEY-----\n"
    for offset in stride(from: 0, to: key.utf8.count, by: 7) {
      let text = Array(
        (String(repeating: String(repeating: "x", count: 63) + "\n", count: 40)
          + String(repeating: "y", count: 10) + "\n" + key + "after\n").utf8)
      let stream = try StreamRedactor(rules: RedactionFixture.rules(), key: RedactionFixture.key)
      // The first piece ends inside the key, and is judged as it is.
      let cut = min(text.count, 40 * 64 + 11 + offset)
      var output = try stream.feed(text[..<cut])
      output += try stream.judgeNow()
      output += try stream.feed(text[cut...])
      output += try stream.finish()
      #expect(try output == whole(text, .support), "offset \(offset)")
    }
  }

  @Test func `one long line stays bounded and is redacted`() throws {
    var text = Array(repeating: UInt8(ascii: "a"), count: 5 << 20)
    let secret = Array(" password=hunter2hunter2 ".utf8)
    for position in stride(from: 1000, to: text.count - 100, by: 777_777) {
      text.replaceSubrange(position..<position + secret.count, with: secret)
    }
    let output = try pipeline(text, jobs: 2, coreSize: Chunk.coreSize)
    #expect(try output == whole(text))
    #expect(output.withUnsafeBytes { Search.first(Array("hunter2".utf8), in: $0, from: 0) } == nil)
  }
}
