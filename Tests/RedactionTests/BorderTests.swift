import DurableFiles
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Redaction

/// Secrets at every position around the borders between chunks, and between reads.
@Suite struct BorderTests {
  private let folder = TemporaryFolder()

  /// One of each main kind; all of it, or what is between the marks, must go.
  private static let secrets = [
    "ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2",
    "DB_PASSWORD=hunter2hunter2",
    #"{"user": "x", "apiKey": "k7Gf3Qx9\"Zp2LmW8t"}"#,
    "postgres://svc:p%40ss-w0rd-9x@db.example.com:5432/app?sslmode=require",
    "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqXjIpIuzCxWMws4f04ed3N6nB8W38qUR\n-----END PRIVATE KEY-----",
    "k = \"-----BEGIN PRIVATE KEY-----\\n\" +\n  \"MIIEvQIBADANBgkqXjIpIuzCxWMws4f0\\n\" +\n  \"aGVsbG8=\\n\";",
    "1 | -----BEGIN PRIVATE KEY-----\n2 | MIIEvQIBADANBgkqXjIpIuzCxWMws4f0\n3 | -----END PRIVATE KEY-----",
    "jane.doe@example.com", "10.20.30.40", "4111 1111 1111 1111",
    "payload Z2hwX2ExQjJhMUIyYTFCMmExQjJhMUIyYTFCMmExQjJhMUIyYTFCMg==",
  ]

  private static let coreSize = 2048

  /// A text in which the secret begins 0, 1, 2, … bytes before the next border, and ends on each.
  private static func text(_ secret: String) -> [UInt8] {
    let secret = Array(secret.utf8)
    var text: [UInt8] = []
    for (index, offset) in (-2...secret.count + 2).enumerated() {
      let start = (index + 1) * coreSize - offset
      while text.count < start - 1 {
        text += "INFO request served in 12 ms by the orders service\n".utf8
      }
      text.removeLast(text.count - (start - 1))
      text += [0x0A] + secret + [0x0A]
    }
    return text + Array("and more\n".utf8)
  }

  private func whole(_ text: [UInt8]) throws -> [UInt8] {
    try Redactor(rules: RedactionFixture.rules(.strict), key: RedactionFixture.key).redact(text)
      .bytes
  }

  private func output() throws -> FileDescriptor {
    try FileDescriptor.open(
      FilePath(folder("out")), .readWrite, options: [.create, .truncate],
      permissions: .ownerReadWrite)
  }

  private func pipeline(_ jobs: Int) throws -> ChunkPipeline {
    ChunkPipeline(
      rules: try RedactionFixture.rules(.strict), key: RedactionFixture.key, known: nil,
      hint: .unknown, jobs: jobs)
  }

  @Test(arguments: BorderTests.secrets, [1, 2, 7])
  func `a secret on any border between chunks of a file or a pipe goes`(
    secret: String, jobs: Int
  ) throws {
    let text = Self.text(secret)
    let expected = try whole(text)
    #expect(expected.withUnsafeBytes { Search.first(Array(secret.utf8), in: $0, from: 0) } == nil)
    let path = try folder.write("in", text)
    for isPipe in [false, true] {
      let input = try OpenedFile(path, size: text.count)
      let output = try output()
      defer { try? output.close() }
      let sink = FileChunkSink(output, name: "out", offset: 0)
      if isPipe {
        _ = try pipeline(jobs).run(
          from: PipeChunkSource(
            input.descriptor, name: "in", carried: StreamRedactor.Carried(), patience: -1,
            coreSize: Self.coreSize), to: sink)
      } else {
        _ = try pipeline(jobs).run(
          from: FileChunkSource(
            input.descriptor, name: "in", range: 0..<input.size, coreSize: Self.coreSize), to: sink)
      }
      let result = Array(try Data(contentsOf: URL(filePath: folder("out"))))
      #expect(
        result == expected,
        "pipe: \(isPipe), \(InvariantTests.firstDifference(expected, result))")
    }
  }

  @Test(arguments: BorderTests.secrets)
  func `a stream that is read up to any byte of a secret gives what the whole gives`(
    secret: String
  ) throws {
    let rules = try RedactionFixture.rules(.strict)
    let text = Array("INFO a line before\n\(secret)\nand one behind\n".utf8)
    let expected = try whole(text)
    for cut in 0...text.count {
      for isJudgedAtOnce in [false, true] {
        let stream = try StreamRedactor(rules: rules, key: RedactionFixture.key)
        var output = try stream.feed(text[..<cut])
        if isJudgedAtOnce { output += try stream.judgeNow() }
        output += try stream.feed(text[cut...])
        output += try stream.finish()
        #expect(output == expected, "cut at \(cut)")
      }
    }
    let stream = try StreamRedactor(rules: rules, key: RedactionFixture.key)
    var output: [UInt8] = []
    for byte in text { output += try stream.feed([byte]) }
    output += try stream.finish()
    #expect(output == expected, "byte by byte")
  }

  @Test(arguments: BorderTests.secrets, [1, 3])
  func `a check names the places that one look at the whole names`(
    secret: String, jobs: Int
  ) throws {
    let text = Self.text(secret)
    let rules = try RedactionFixture.rules(.strict)
    let expected = try Redactor(rules: rules, key: RedactionFixture.key).find(text)
    let input = try OpenedFile(folder.write("in", text), size: text.count)
    let places = Places()
    let sink = FindingSink(rules: rules) { places.add($0) }
    _ = try pipeline(jobs).run(
      from: FileChunkSource(
        input.descriptor, name: "in", range: 0..<input.size, coreSize: Self.coreSize), to: sink,
      ChunkPipeline.Observer(onFindings: { try sink.take($0, $1, $2) }))
    #expect(places.all == expected)
  }
}
