import DurableFiles
import Foundation
import TestSupport
import Testing

@testable import Redaction

/// Files that somebody writes while a job reads them.
@Suite struct ChangingInputTests {
  private let folder = TemporaryFolder()

  private static let line = "INFO served k7Gf3Qx9Zp2LmW8t to jane@example.com\n"

  /// - Parameter lines: more than fits in memory are read in pieces.
  private func begin(_ lines: Int) throws {
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    try folder.write("in/b.log", String(repeating: Self.line, count: lines))
  }

  /// Redacts, and runs `change` once the first pass has come to the second file.
  private func run(_ change: @escaping @Sendable () -> Void) throws {
    var job = RedactionJob(rules: try RedactionFixture.rules(), key: RedactionFixture.key)
    // The first file's draft is made last where the second is large, first where both are small.
    job.plantedDefect = { path, _ in if path.hasSuffix("a.env") { change() } }
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
  }

  private func expectFailure(_ message: String, _ change: @escaping @Sendable () -> Void) {
    let error = #expect(throws: FileError.self) { try run(change) }
    #expect(error?.message == message)
    #expect(error?.path.hasSuffix("/in/b.log") == true)
    #expect(error?.hint != nil)
    let left = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    #expect(left == ["in"], "\(left)")
  }

  @Test(arguments: [3, 100_000])
  func `what is added to a file isn't read, and what was there is proven`(lines: Int) throws {
    try begin(lines)
    let path = folder("in/b.log")
    try run {
      guard let handle = FileHandle(forWritingAtPath: path) else { return }
      handle.seekToEndOfFile()
      handle.write(Data("password=hunter2-later-than-the-rest\n".utf8))
      try? handle.close()
    }
    let output = try folder.read("out/b.log")
    #expect(output.split(separator: "\n").count == lines)
    #expect(!output.contains("k7Gf") && !output.contains("hunter2"))
  }

  @Test(arguments: [3, 100_000])
  func `a file that becomes shorter ends the job, and nothing is written`(lines: Int) throws {
    try begin(lines)
    let path = folder("in/b.log")
    expectFailure("became shorter while it was read") { truncate(path, 20) }
  }

  @Test(arguments: [3, 100_000])
  func `a file that is replaced ends the job, and nothing is written`(lines: Int) throws {
    try begin(lines)
    let path = folder("in/b.log")
    let other = folder("in/.b.new")
    expectFailure("was replaced while it was read") {
      _ = FileManager.default.createFile(atPath: other, contents: Data(Self.line.utf8))
      rename(other, path)
    }
  }

  @Test(arguments: [3, 100_000])
  func `a file that is written over ends the job, and nothing is written`(lines: Int) throws {
    try begin(lines)
    let path = folder("in/b.log")
    expectFailure("was changed while it was read") {
      guard let handle = FileHandle(forWritingAtPath: path) else { return }
      handle.write(Data("password=hunter2".utf8))
      try? handle.close()
    }
  }

  @Test func `a pipe in a file's place is not waited for`() throws {
    try begin(3)
    let path = folder("in/b.log")
    expectFailure("was replaced while it was read") {
      unlink(path)
      mkfifo(path, 0o600)
    }
  }

  @Test func `a hole is redacted, however long it is`() throws {
    let path = try folder.write("sparse", "password=hunter2hunter2\n")
    truncate(path, 300 << 20)
    let job = RedactionJob(rules: try RedactionFixture.rules(), key: RedactionFixture.key, jobs: 2)
    let report = try job.run(inputs: [path], output: folder("out"), replacing: false)
    #expect(report.total == 1)
    let check = SecretCheck(rules: try RedactionFixture.rules(), jobs: 2)
    let places = Places()
    _ = try check.run([path, folder("out")]) { finding in
      places.add(
        Redactor.Place(
          rule: finding.rule, category: .credential, line: finding.line, column: finding.column,
          length: 0, context: ""))
    }
    #expect(places.all.map(\.column) == [10])
  }
}
