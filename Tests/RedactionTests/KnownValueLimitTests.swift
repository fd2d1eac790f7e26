import Foundation
import SystemPackage
import TestSupport
import Testing

@testable import Redaction

@Suite struct KnownValueLimitTests {
  private let folder = TemporaryFolder()

  /// Distinct, and as long as their number says.
  private static func value(_ index: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: UInt64(index))
    return (0..<(16 + index % 32)).map { _ in
      UInt8(ascii: "!") + UInt8.random(in: 0..<94, using: &generator)
    }
  }

  private static func finds(_ scanner: KnownValueScanner, _ spelling: [UInt8]) -> Bool {
    let text = Array("it says ".utf8) + spelling + Array(" here".utf8)
    return text.withUnsafeBytes { scanner.first(in: $0) } != nil
  }

  @Test
  func
    `64,000 values are found in every encoding, in bounded memory; with more not in base64 of base64`()
    throws
  {
    let before = Self.residentBytes()
    var collector = ValueCollector()
    for index in 0..<ValueCollector.exact { collector.add(Self.value(index), rule: 1) }
    #expect(Self.residentBytes() - before < 128 << 20)
    var more = collector
    var scanner = KnownValueScanner(try KnownValues(collector))
    collector = ValueCollector()
    let probes = stride(from: 0, to: ValueCollector.exact, by: 1999)
    for index in probes {
      for (name, spelling) in KnownValueTests.spellings(Self.value(index)) {
        #expect(Self.finds(scanner, spelling), "\(name) of value \(index)")
      }
    }
    #expect(!Self.finds(scanner, Self.value(ValueCollector.exact)))
    more.add(Self.value(ValueCollector.exact), rule: 1)
    scanner = KnownValueScanner(try KnownValues(more))
    for index in Array(probes) + [ValueCollector.exact] {
      for (name, spelling) in KnownValueTests.spellings(Self.value(index)) {
        #expect(
          Self.finds(scanner, spelling) != name.hasPrefix("base64 of base64"),
          "\(name) of value \(index)")
      }
    }
  }

  @Test func `beyond the limit nothing is done`() throws {
    var full = ValueCollector(limit: 100)
    for index in 0..<100 { full.add(Self.value(index), rule: 1) }
    #expect(!full.isOverfull)
    full.add(Self.value(0), rule: 2)
    #expect(!full.isOverfull)
    full.add(Self.value(100), rule: 1)
    let fault = #expect(throws: JobFault.self) { try KnownValues(full) }
    #expect(fault?.code == .values)
  }

  /// In bytes; 0 where the system doesn't tell.
  private static func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
    return (text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 4096
  }

  @Test(arguments: [1, 2, 5])
  func `a known value on any border is found, with any number of workers`(jobs: Int) throws {
    let value = Array("k7G\"3Q/x9Zp2L W8t".utf8)
    let known = try KnownValueTests.known([value])
    let coreSize = 4096
    for (name, spelling) in KnownValueTests.spellings(value) {
      // The text's chunks begin at every place in the spelling.
      for offset in stride(from: 0, through: spelling.count, by: jobs) {
        var text = [UInt8](repeating: UInt8(ascii: "x"), count: coreSize - offset - 1)
        for index in stride(from: 60, to: text.count, by: 61) { text[index] = 0x0A }
        text += [0x20] + spelling + Array(" \nand more\n".utf8)
        let input = try OpenedFile(folder.write("in", text))
        let output = try FileDescriptor.open(
          FilePath(folder("out")), .readWrite, options: [.create, .truncate],
          permissions: .ownerReadWrite)
        defer { try? output.close() }
        let pipeline = ChunkPipeline(
          rules: try RedactionFixture.rules(), key: RedactionFixture.key, known: known,
          hint: .unknown, jobs: jobs)
        _ = try pipeline.run(
          from: FileChunkSource(
            input.descriptor, name: "in", range: 0..<input.size, coreSize: coreSize),
          to: FileChunkSink(output, name: "out", offset: 0))
        let result = Array(try Data(contentsOf: URL(filePath: folder("out"))))
        let whole = try Redactor(
          rules: RedactionFixture.rules(), key: RedactionFixture.key, known: known
        ).redact(text).bytes
        #expect(result == whole, "\(name) at \(offset)")
        let isLeft = result.withUnsafeBytes { KnownValueScanner(known).first(in: $0) }
        #expect(isLeft == nil, "\(name) at \(offset)")
      }
    }
  }

  @Test(arguments: [
    "raw", "unicode", "percent all", "entities", "base64 1", "base64 of base64 2 1",
  ])
  func `the proof catches a defect in any encoding`(name: String) throws {
    let secret = "k7Gf3Qx9Zp2LmW8t"
    try folder.write("in/a.env", "API_KEY=\(secret)\n")
    try folder.write("in/b.txt", "one\ntwo\n")
    let spellings = KnownValueTests.spellings(Array(secret.utf8))
    let spelling = try #require(spellings.first { $0.name == name }?.bytes)
    var job = RedactionJob(rules: try RedactionFixture.rules(), key: RedactionFixture.key)
    job.plantedDefect = { path, output in
      if path.hasSuffix("b.txt") { output += spelling }
    }
    let fault = #expect(throws: JobFault.self) {
      try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    }
    #expect(fault?.code == .proof)
    #expect(fault?.report.contains("b.txt:3: a value of rule 'generic-api-key'") == true)
    #expect(try folder.files() == ["in/a.env", "in/b.txt"])
  }
}
