import DurableFiles
import Foundation
import TestSupport
import Testing

@testable import Redaction

@Suite struct LineDiffTests {
  private static func diff(_ old: DiffText, _ new: DiffText, _ style: DiffStyle = .plain) throws
    -> String
  {
    var output: [UInt8] = []
    let printer = DiffPrinter(style) { output += $0 }
    var lines = LineDiff(old, new, printer)
    try lines.write()
    try printer.finish()
    return String(decoding: output, as: UTF8.self)
  }

  private static func file(_ text: String) throws -> DiffText {
    let file = try DiffStage.file()
    try Array(text.utf8).withUnsafeBytes { try file.write($0, at: 0) }
    return .file(file, count: text.utf8.count)
  }

  /// What the usual tool says of two texts, without its head.
  private static func usual(_ old: String, _ new: String, in folder: TemporaryFolder) async throws
    -> String
  {
    try folder.write("old", old)
    try folder.write("new", new)
    let result = try await Command.run("diff", ["-U3", "old", "new"], in: folder.path)
    #expect(result.status < 2)
    return result.output.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(2)
      .joined(separator: "\n")
      // It leaves out a count of one.
      .replacing(/@@ -(\d+) \+(\d+) @@/) { "@@ -\($0.1),1 +\($0.2),1 @@" }
  }

  @Test(arguments: [UInt64](1...40)) func `hunks are those of the usual tool`(seed: UInt64)
    async throws
  {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    func random(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
    let rate = 1 + random(20)
    let ending = random(2) == 0 ? "\n" : ""
    var old: [String] = []
    var new: [String] = []
    for number in 0..<1 + random(120) {
      let isChanged = random(rate) == 0
      old.append(isChanged ? "line \(number) █████" : "line \(number)")
      new.append(isChanged ? "line \(number) REDACTED" : "line \(number)")
    }
    let texts = (
      old.joined(separator: "\n") + ending, new.joined(separator: "\n") + ending
    )
    let folder = TemporaryFolder()
    let expected = try await Self.usual(texts.0, texts.1, in: folder)
    #expect(try Self.diff(.bytes(Array(texts.0.utf8)), .bytes(Array(texts.1.utf8))) == expected)
    #expect(try Self.diff(Self.file(texts.0), Self.file(texts.1)) == expected)
  }

  @Test func `lines longer than what is held at a time, and very many changes`() async throws {
    let long = String(repeating: "0123456789abcdef", count: 200_000)
    let old = "a\n\(long)x\nb\n\(long)\(long)\nc\n"
    let new = "a\n\(long)y\nb\n\(long)\(long)\nc\n"
    let folder = TemporaryFolder()
    let expected = try await Self.usual(old, new, in: folder)
    #expect(try Self.diff(Self.file(old), Self.file(new)) == expected)

    let many = (0..<5000).map { "\($0)\n" }
    let changed = many.enumerated().map { $0.offset % 2 == 0 ? "new \($0.element)" : $0.element }
    let (text, other) = (many.joined(), changed.joined())
    let shown = try Self.diff(.bytes(Array(text.utf8)), .bytes(Array(other.utf8)))
    // Hunks that touch: the usual tool must be able to apply them.
    try folder.write("old", text)
    try folder.write("patch", "--- old\n+++ old\n\(shown)")
    let applied = try await Command.run(
      "git", ["apply", "--unidiff-zero", "-p0", "patch"], in: folder.path)
    #expect(applied.status == 0, "\(applied.errors)")
    #expect(try folder.read("old") == other)
    #expect(shown.split(separator: "\n").count { $0.hasPrefix("@@") } > 1)
  }

  @Test func `a terminal is neither moved nor deceived`() throws {
    let old = DiffText.bytes(Array("\u{1B}[2Jx\t█████\r\nb\u{202E}\n".utf8))
    let new = DiffText.bytes(Array("\u{1B}[2Jx\tREDACTED\r\nb\u{202E}\n".utf8))
    let shown = try Self.diff(old, new, .terminal(hasColors: false))
    #expect(
      shown
        == "@@ -1,2 +1,2 @@\n-\\u{1b}[2Jx\t█████\n+\\u{1b}[2Jx\tREDACTED\n b\\u{202e}\n")
    let colored = try Self.diff(old, new, .terminal(hasColors: true))
    #expect(colored.contains("\u{1B}[31m-\\u{1b}[2Jx\t█████\u{1B}[m\n"))
    #expect(colored.contains("\u{1B}[32m+\\u{1b}[2Jx\tREDACTED\u{1B}[m\n"))
  }
}
