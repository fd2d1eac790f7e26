import DurableFiles
import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Redaction

/// Base64 of pictures in texts, however these are read.
@Suite struct EmbeddedPictureTests {
  private let folder = TemporaryFolder()

  /// Begins as a PNG of 800 times 600 pixels, and has so many bytes more.
  private static func picture(_ count: Int) -> [UInt8] {
    var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
    bytes += Array("IHDR".utf8) + [0, 0, 3, 0x20, 0, 0, 2, 0x58, 8, 2, 0, 0, 0]
    var state = UInt64(count) &+ 12345
    for _ in 0..<count {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      bytes.append(UInt8(truncatingIfNeeded: state >> 40))
    }
    return bytes
  }

  private static func wrapped(_ text: String, _ width: Int, _ separator: String) -> String {
    var lines: [String] = []
    var rest = Substring(text)
    while !rest.isEmpty {
      lines.append(String(rest.prefix(width)))
      rest = rest.dropFirst(width)
    }
    return lines.joined(separator: separator)
  }

  enum Form: CaseIterable, Sendable {
    case address, escaped, percent, url, mail, block, string, list, sum, quotation, entities

    func text(_ base64: String) -> String {
      switch self {
      case .address: "<img src=\"data:image/png;base64,\(base64)\">\n"
      case .escaped: "{\"text\":\"\(base64.replacingOccurrences(of: "/", with: "\\/"))\"}\n"
      case .percent:
        "url(data:;base64,"
          + base64.replacingOccurrences(of: "/", with: "%2F").replacingOccurrences(
            of: "+", with: "%2b"
          ).replacingOccurrences(of: "=", with: "%3D") + ")\n"
      case .url:
        "x="
          + base64.replacingOccurrences(of: "/", with: "_").replacingOccurrences(
            of: "+", with: "-"
          ).replacingOccurrences(of: "=", with: "") + "\n"
      case .mail: EmbeddedPictureTests.wrapped(base64, 76, "\r\n") + "\r\n--border--\r\n"
      case .block:
        "data: |\n  " + EmbeddedPictureTests.wrapped(base64, 64, "\n  ") + "\nnext: value\n"
      case .string:
        "\"image/png\": \"" + EmbeddedPictureTests.wrapped(base64, 76, "\\n") + "\\n\",\n"
      case .list: "[\"" + EmbeddedPictureTests.wrapped(base64, 76, "\\n\",\n  \"") + "\\n\"],\n"
      case .sum: "x = \"" + EmbeddedPictureTests.wrapped(base64, 100, "\" +\n  \"") + "\";\n"
      case .quotation: "> " + EmbeddedPictureTests.wrapped(base64, 76, "\n> ") + "\n> the end\n"
      case .entities:
        base64.replacingOccurrences(of: "/", with: "&#x2F;").replacingOccurrences(
          of: "+", with: "&#43;") + "\n"
      }
    }
  }

  private static let before = "2026-01-01 INFO all is well\nlast line before\n"
  private static let behind = "words behind stay: 1\n"

  private func whole(_ text: [UInt8]) throws -> [UInt8] {
    try Redactor(rules: RedactionFixture.rules(.secrets), key: RedactionFixture.key).redact(text)
      .bytes
  }

  private func pipeline(_ text: [UInt8], jobs: Int, coreSize: Int) throws -> [UInt8] {
    let input = try OpenedFile(folder.write("in", text), size: text.count)
    let output = try FileDescriptor.open(
      FilePath(folder("out")), .readWrite, options: [.create, .truncate],
      permissions: .ownerReadWrite)
    defer { try? output.close() }
    let pipeline = ChunkPipeline(
      rules: try RedactionFixture.rules(.secrets), key: RedactionFixture.key, known: nil,
      hint: .unknown, jobs: jobs)
    _ = try pipeline.run(
      from: FileChunkSource(
        input.descriptor, name: "in", range: 0..<input.size, coreSize: coreSize),
      to: FileChunkSink(output, name: "out", offset: 0))
    return Array(try Data(contentsOf: URL(filePath: folder("out"))))
  }

  @Test(arguments: Form.allCases, [60, 5000, 400_000])
  func `a picture goes whole, what stands around it stays, and nobody sees where a text was cut`(
    form: Form, count: Int
  ) throws {
    let base64 = Data(Self.picture(count)).base64EncodedString()
    let text = Array((Self.before + form.text(base64) + Self.behind).utf8)
    let output = try whole(text)
    let shown = String(decoding: output, as: UTF8.self)
    #expect(shown.hasPrefix(Self.before) && shown.hasSuffix(Self.behind))
    #expect(shown.components(separatedBy: "REDACTED_embedded-picture_").count == 2)
    #expect(output.count { $0 == 0x0A } == text.count { $0 == 0x0A })
    #expect(output.count { $0 != 0x0A && $0 != 0x0D } < 200)
    #expect(try whole(output) == output)
    // One of them ends between two signs of a line's end.
    let sizes = count < 400_000 ? [(1, 4096), (2, 70_001)] : [(3, 70_001), (2, 90_056)]
    for (jobs, coreSize) in sizes {
      #expect(try pipeline(text, jobs: jobs, coreSize: coreSize) == output, "\(coreSize)")
    }
    for size in [count < 400_000 ? 100 : 10_000, 65_536, 100_003] {
      let stream = try StreamRedactor(
        rules: RedactionFixture.rules(.secrets), key: RedactionFixture.key)
      var streamed: [UInt8] = []
      var rest = text[...]
      while !rest.isEmpty {
        streamed += try stream.feed(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      streamed += try stream.finish()
      #expect(streamed == output, "\(size)")
    }
  }

  @Test(arguments: [
    "iVBORw0KGgo", "/9j/4AAQSkZJRgABAQAAAQABAAD", "SUkqAAgAAAA", "UklGRiQAAABXQVZFZm10IBAAAAABAAEA",
  ])
  func `what only begins like a picture stays`(start: String) throws {
    for text in ["see \(start) there\n", "path/\(start)/file\n", "a\(start)b"] {
      #expect(try whole(Array(text.utf8)) == Array(text.utf8))
    }
  }

  @Test func `how a picture is spelt again depends on how it was`() throws {
    for form in Form.allCases {
      let bytes = Self.picture(700)
      let text = Array(form.text(Data(bytes).base64EncodedString()).utf8)
      let start = try #require(
        text.withUnsafeBytes { Search.first(Array("iVBORw0KGgo".utf8), in: $0, from: 0) })
      let cut = try #require(IllustratedText(text, starts: [start]).cuts.first)
      let spelling = text.withUnsafeBytes { PictureSpelling($0, cut.range) }
      #expect(spelling.bytes == bytes)
      #expect(spelling.spell(bytes) == Array(text[cut.range]))
      for other in [Self.picture(10), Self.picture(3000)] {
        let again = spelling.spell(other)
        #expect(again.count { $0 == 0x0A } == text[cut.range].count { $0 == 0x0A })
        let joined = Array(text[..<cut.range.lowerBound]) + again + text[cut.range.upperBound...]
        let found = try #require(IllustratedText(joined, starts: [start]).cuts.first)
        #expect(joined.withUnsafeBytes { PictureSpelling($0, found.range).bytes } == other)
      }
    }
  }
}
