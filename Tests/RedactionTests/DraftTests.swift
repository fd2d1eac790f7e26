import Synchronization
import TestSupport
import Testing

@testable import Redaction

/// The first pass writes drafts; what becomes of them must not show.
@Suite struct DraftTests {
  @Test func `ranges come back as they were kept`() {
    var ranges = FindingRanges()
    let all = [(3..<9, 0), (9..<10, 300), (1 << 20..<(1 << 20) + 70_000, 7)]
    for (range, rule) in all { ranges.append(range, rule: rule) }
    let decoded = ranges.decoded(movedBy: -3)
    #expect(decoded.map { ($0.range.lowerBound + 3)..<($0.range.upperBound + 3) } == all.map(\.0))
    #expect(decoded.map(\.rule) == all.map(\.1))
  }

  @Test(arguments: [
    // found at, kept at, covers
    (10..<20, 10..<20, true), (10..<20, 9..<20, true), (10..<20, 10..<21, true),
    (10..<20, 11..<20, false), (10..<20, 10..<19, false), (10..<20, 20..<30, false),
    (10..<20, 0..<10, false),
  ])
  func `only a finding that holds the whole value covers it`(
    hit: Range<Int>, kept: Range<Int>, covers: Bool
  ) {
    #expect(FindingRanges.cover([Finding(range: hit, rule: 1)], [(kept, 1)]) == covers)
  }

  @Test func `the same span under another rule's name is redacted again`() {
    let hit = Finding(range: 10..<20, rule: 2)
    #expect(!FindingRanges.cover([hit], [(10..<20, 1)]))
    #expect(FindingRanges.cover([hit], [(9..<20, 1)]))
    var token = Finding(range: 10..<20, rule: 1)
    token.isToken = true
    #expect(!FindingRanges.cover([token], [(10..<20, 1)]))
  }

  /// Pieces that hold, overlap or encode one another.
  private static let pieces = [
    "DB_PASSWORD=k7Gf3Qx9Zp2LmW8t\n", "plain k7Gf3Qx9Zp2LmW8t here\n",
    "API_KEY=xxk7Gf3Qx9Zp2LmW8tyyQ4\n", "bare xxk7Gf3Qx9Zp2LmW8tyyQ4\n",
    "token: Zp2LmW8tRr5Vn1Kc\n", "k7Gf3Qx9Zp2LmW8tRr5Vn1Kc\n",
    "b64 azdHZjNReDlacDJMbVc4dA==\n", "hex 6b3747663351783 9\n",
    "secret=azdHZjNReDlacDJMbVc4dA==\n", "{\"password\":\"k7Gf3Qx9Zp2LmW8t\"}\n",
    "url https://u:k7Gf3Qx9Zp2LmW8t@db.example.com/x\n", "nothing on this line\n",
    "Authorization: Basic dXNlcjprN0dmM1F4OVpwMkxtVzh0\n",
  ]

  @Test(arguments: 0..<12)
  func `a draft that stands is what a second search would have written`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let folder = TemporaryFolder()
    for file in 0..<6 {
      var text = ""
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        text += Self.pieces.randomElement(using: &random) ?? ""
      }
      // One file is long enough for several chunks.
      if file == 0, seed % 3 == 0 {
        text += String(repeating: "an ordinary line of a log\n", count: 200_000) + text
      }
      try folder.write("in/\(file).txt", text)
    }
    for (name, room) in [("kept", 8 << 20), ("again", 0)] {
      var job = RedactionJob(
        rules: try RedactionFixture.rules(), key: RedactionFixture.key, jobs: 2)
      job.draftRoomBytes = room
      try job.run(inputs: [folder("in")], output: folder(name), replacing: false)
    }
    for file in 0..<6 {
      #expect(try folder.read("kept/\(file).txt") == folder.read("again/\(file).txt"))
    }
    #expect(try folder.files().allSatisfy { !$0.contains(".part") })
  }

  /// What is left of it is far from the finding that its beginning is.
  @Test(arguments: [0, 200_000])
  func `a long value that a finding holds the beginning of goes whole`(filler: Int) throws {
    let folder = TemporaryFolder()
    let rest = (0..<60).map { "x\($0)Kq\(97 &* $0 % 89)" }.joined(separator: " ")
    try folder.write("in/1.json", "{\"password\": \"k7Gf3Qx9Zp2LmW8t \(rest)\"}\n")
    let lines = String(repeating: "an ordinary line of a log\n", count: filler)
    try folder.write("in/2.log", "\(lines)API_KEY=k7Gf3Qx9Zp2LmW8t \(rest)\n")
    try folder.write("in/3.log", "\(lines)API_KEY=Zp2LmW8tRr5Vn1Kc \(rest)\n")
    let job = RedactionJob(rules: try RedactionFixture.rules(), key: RedactionFixture.key)
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    let output = try folder.read("out/2.log")
    #expect(output.hasPrefix(lines) && !output.contains("x30Kq"))
    // Something else stands before the rest.
    #expect(try folder.read("out/3.log").hasSuffix(" \(rest)\n"))
  }

  /// Each worker tells a value once, but once for each rule that finds it.
  @Test(arguments: [1, 2])
  func `a value bears the name of its strongest rule, wherever that finds it`(jobs: Int) throws {
    let folder = TemporaryFolder()
    let lines = ["DB_PASSWORD=k7Gf3Qx9Zp2LmW8t\n", "anthropicApiKey=k7Gf3Qx9Zp2LmW8t\n"]
    let filler = String(repeating: "an ordinary line of a log\n", count: 200_000)
    try folder.write("in/1", lines.joined() + filler)
    try folder.write("in/2", lines.reversed().joined() + filler)
    for number in 1...2 {
      try folder.write("in/bare", "told k7Gf3Qx9Zp2LmW8t to everybody\n")
      let job = RedactionJob(
        rules: try RedactionFixture.rules(), key: RedactionFixture.key, jobs: jobs)
      _ = try job.run(
        placing: [(folder("in/\(number)"), "large"), (folder("in/bare"), "bare")],
        output: folder("out\(number)"))
      #expect(try folder.read("out\(number)/bare").hasPrefix("told REDACTED_anthropic-api-key_"))
    }
  }

  /// A killed job can't take anything away, so what isn't proven yet may have no name.
  @Test func `no file that has a name holds what was not proven`() throws {
    let secret = "k7Gf3Qx9Zp2LmW8t"
    let folder = TemporaryFolder()
    try folder.write("in/1.log", "connected with \(secret) at once\n")
    let line = "connected with \(secret), an ordinary line of a log\n"
    try folder.write("in/2.log", String(repeating: line, count: 100_000))
    try folder.write("in/3.env", "DB_PASSWORD=\(secret)\n")
    try folder.write("in/4.log", "nothing here\n")
    let seen = Mutex<[String]>([])
    var job = RedactionJob(rules: try RedactionFixture.rules(), key: RedactionFixture.key)
    // Called before each file is written: those before it are on disk.
    job.plantedDefect = { _, _ in
      let named = (try? folder.files()) ?? []
      seen.withLock { seen in
        for path in named where !path.hasPrefix("in/") {
          if let text = try? folder.read(path), text.contains(secret) { seen.append(path) }
        }
      }
    }
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    #expect(seen.withLock { $0 } == [])
    for name in ["1.log", "2.log", "3.env"] {
      #expect(try !folder.read("out/\(name)").contains(secret))
    }
    #expect(try folder.files().filter { !$0.hasPrefix("in/") }.count == 4)
  }

  @Test(arguments: ["", "DB_PASSWORD=k7Gf3Qx9Zp2LmW8t\n"])
  func `a large draft becomes the output as it is`(first: String) throws {
    let folder = TemporaryFolder()
    let rest = String(repeating: "an ordinary line of a log\n", count: 200_000)
    for number in 1...3 { try folder.write("in/\(number)", first + rest) }
    let job = RedactionJob(rules: try RedactionFixture.rules(), key: RedactionFixture.key)
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    try job.run(inputs: [folder("in/1")], output: folder("one"), replacing: false)
    try job.run(inputs: [folder("in/2")], output: folder("one"), replacing: true)
    for path in ["out/1", "out/2", "out/3", "one"] {
      let text = try folder.read(path)
      #expect(
        text.hasSuffix(rest) && text.hasPrefix(first.isEmpty ? "an" : "DB_PASSWORD=REDACTED_"))
    }
    #expect(try folder.files().count == 7)
  }
}
