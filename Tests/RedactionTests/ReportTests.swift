import Foundation
import TestSupport
import Testing

@testable import Redaction

@Suite struct ReportTests {
  private let folder = TemporaryFolder()

  private func run(
    _ reports: [String], _ rules: CompiledRules? = nil, replacing: Bool = false,
    input: String = "in", output: String = "out"
  ) throws -> RedactionReport {
    var job = RedactionJob(
      rules: try rules ?? RedactionFixture.rules(), key: RedactionFixture.key, jobs: 2)
    job.readsOutputs = true
    job.reports = reports.compactMap { ReportFile(path: folder($0)) }
    return try job.run(inputs: [folder(input)], output: folder(output), replacing: replacing)
  }

  private func sightings(_ text: String, _ profile: RedactionProfile = .strict) throws
    -> [SubstituteSearch.Sighting]
  {
    let search = try SubstituteSearch(RedactionFixture.rules(profile))
    return try Array(text.utf8).withUnsafeBytes { try search.find(in: $0) }
  }

  // MARK: What stands in an output

  @Test func `every substitute is seen, in every encoding`() throws {
    let placeholder = "REDACTED_generic-password_084be72dc0658581"
    let bytes = Array("postgres://app:\(placeholder)@db/x".utf8)
    var texts = [
      placeholder, "\"\(placeholder)\"", "x\(placeholder)y", "f8f2\(Hex.string(bytes))",
      Hex.string(bytes).uppercased(), "248.49.160.141", "248.49.160.0/24",
      "2001:db8:dbd8:ae06:c3ee:2f93:ec44:e026", "02:48:4f:20:45:f2", "02-48-4f-20-45-f2",
      "0248.4f20.45f2", "user-60ffa3b9726abdb0@redacted.invalid",
      "host-d6bcffc36fa4c2ba.redacted.invalid",
    ]
    for offset in 0..<3 {
      texts.append(
        String(
          decoding: Encoding.base64([UInt8](repeating: 0x2D, count: offset) + bytes),
          as: UTF8.self))
    }
    for text in texts {
      let found = try sightings("a \(text) b\n\(text)")
      #expect(found.count == 2 && found.allSatisfy { $0.rule != nil }, "\(text)")
    }
    for text in ["REDACTED_x_084be72", "user-60ff@redacted.invalid", "1248.49.160.141", "247.x"] {
      #expect(try sightings(text).isEmpty, "\(text)")
    }
    #expect(try sightings("REDACTED_acme-x_084be72dc0658581").map(\.rule) == [nil])
  }

  @Test func `a line is cut around its substitute, in no character and no other substitute`() throws
  {
    let one = "REDACTED_jwt_084be72dc0658581"
    let text =
      "short\n\(String(repeating: "ä", count: 200))\(one)\tb \(String(repeating: "y", count: 60))"
      + " \(one)\(String(repeating: "z", count: 99))\r\nnext"
    let block = Array(text.utf8)
    try block.withUnsafeBytes { block in
      let found = try SubstituteSearch(RedactionFixture.rules()).find(in: block)
      try #require(found.count == 2)
      let place = RedactionReport.Place(file: "a", line: 2)
      let lines = found.indices.map {
        LineExcerpt(of: found, at: $0, in: block).line(found[$0].number, at: place)
      }
      #expect(lines[0].before == "…" + String(repeating: "ä", count: 40))
      #expect(lines.map(\.substitute) == [one, one])
      #expect(lines[0].after == " b \(String(repeating: "y", count: 60)) …")
      #expect(lines[1].before == "… b \(String(repeating: "y", count: 60)) ")
      #expect(lines[1].after == String(repeating: "z", count: 80) + "…")
    }
  }

  @Test func `what is listed of very many values is the same in any order, and bounded`() {
    var generator = SeededGenerator(seed: 8)
    let numbers = (0..<50_000).map { _ in generator.next() }
    func seen(_ numbers: [UInt64], parts: Int) -> SeenValues {
      var all = SeenValues()
      for part in 0..<parts {
        var values = SeenValues()
        for index in stride(from: part, to: numbers.count, by: parts) {
          let place = RedactionReport.Place(file: "f", line: Int(numbers[index] % 1000) + 1)
          values.add(numbers[index], name: nil, place)
          values.add(numbers[index], name: nil, place)
          #expect(values.byNumber.count <= 2 * SeenValues.limit)
        }
        all.merge(values, ofSameFile: true)
      }
      return all
    }
    let (one, about) = seen(numbers, parts: 1).listed()
    let (other, same) = seen(numbers.reversed(), parts: 7).listed()
    #expect(Set(one.map(\.number)) == Set(numbers.sorted().prefix(SeenValues.limit)))
    #expect(Set(one.map(\.number)) == Set(other.map(\.number)) && about == same)
    #expect(one.allSatisfy { $0.value.count == 2 && $0.value.places.count == 1 })
    #expect(abs((about ?? 0) - 50_000) < 5000)
    let (few, exact) = seen(Array(numbers.prefix(SeenValues.limit)), parts: 3).listed()
    #expect(few.count == SeenValues.limit && exact == nil)
  }

  @Test func `a large file's lines are those of a small one`() throws {
    let line = "2026-11-21 said nothing of use \(String(repeating: "x", count: 60))\n"
    let filler = String(repeating: line, count: 30_000)
    let secret = "k7Gf3Qx9Zp2LmW8t"
    try folder.write("in/big.log", "\(filler)API_KEY=\(secret)\n\(filler)bare \(secret)\n\(filler)")
    try folder.write("in/utf16.txt", utf16("a\nAPI_KEY=\(secret)\n"))
    let report = try run([])
    #expect(report.rotate.map(\.rule) == ["generic-api-key"])
    let value = try #require(report.rotate.first?.values.first)
    #expect(value.count == 3 && value.files == 2)
    #expect(
      value.places.map { "\($0.file):\($0.line)" } == [
        "big.log:30001", "big.log:60002", "utf16.txt:2",
      ])
    #expect(report.context.first?.lines.map(\.before) == ["API_KEY=", "API_KEY="])
  }

  private func utf16(_ text: String) -> [UInt8] {
    [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
  }

  @Test func `a second job still tells what to rotate`() throws {
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    try folder.write("in/k7Gf3Qx9Zp2LmW8t.txt", "x\n")
    let first = try run([])
    let second = try run([], input: "out", output: "again")
    #expect(first.total == 1 && second.total == 0)
    #expect(
      first.rotate.flatMap(\.values).map(\.placeholder)
        == second.rotate.flatMap(\.values).map(\.placeholder))
    #expect(second.rotate.first?.values.first?.places.map(\.line) == [0, 1])
    // Another profile doesn't have the rule that was at work.
    try folder.write(
      "in/host.txt", "open db-1.eu.internal account 10.1.2.3 REDACTED_acme-key_084be72dc0658581\n")
    let third = try run([], output: "third")
    #expect(third.rotate.last?.rule == "" && third.rotate.last?.how != nil)
    #expect(third.rotate.last?.values.map(\.placeholder) == ["REDACTED_acme-key_084be72dc0658581"])
  }

  // MARK: Where it goes

  @Test func `a report among the inputs, or with another's name, is refused`() throws {
    try folder.write("in/a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\n")
    for reports in [["in/r.json"], ["out/a.env.json", "out/a.env.json"], ["in/new/r.html"]] {
      #expect(throws: JobFault.self, "\(reports)") { try run(reports) }
    }
    try folder.write("in2/r.json", "{}\n")
    #expect(throws: JobFault.self) { try run(["out/r.json"], input: "in2") }
    #expect(throws: JobFault.self) { try run(["r.json"], input: "in/a.env", output: "r.json") }
    try folder.write("r.json", "old\n")
    #expect(throws: (any Error).self) { try run(["r.json"]) }
    #expect(try folder.files() == ["in/a.env", "in2/r.json", "r.json"])
    #expect(try folder.read("r.json") == "old\n")

    _ = try run(["r.json", "out/reports/r.html"], replacing: true)
    #expect(
      try folder.files() == [
        "in/a.env", "in2/r.json", "out/a.env", "out/reports/r.html", "r.json",
      ])
    #expect(try folder.read("r.json").contains("RedactionReport"))
  }

  @Test func `a report that would hold a value is not written, nor is anything else`() throws {
    let secret = "k7Gf3Qx9Zp2LmW8t"
    let rule = """
      rules:
        - id: acme-key
          name: Acme key
          pattern: '(acme_[0-9]{4})'
          rotate: {how: "Roll it, as when it was \(secret)"}
          examples: ['acme_1234']
      """
    let rules = try CompiledRules(
      RuleSet(sources: RuleSet.builtinSources + [("a.yaml", rule)]), profile: .support)
    try folder.write("in/a.env", "API_KEY=\(secret)\nacme_1234\n")
    for report in ["r.json", "r.html", "out/r.html"] {
      let fault = #expect(throws: JobFault.self) { try run([report], rules) }
      #expect(fault?.code == .proof && fault?.report.contains(secret) == false)
      #expect(try folder.files() == ["in/a.env"])
    }
    #expect(throws: JobFault.self) { try run(["r.json"], rules, input: "in/a.env", output: "o") }
    #expect(try folder.files() == ["in/a.env"])
  }

  // MARK: The page

  @Test func `nothing in a name or a rule becomes markup or a link to elsewhere`() throws {
    let rule = """
      rules:
        - id: acme-key
          name: <script>alert(1)</script>
          pattern: '(acme_[0-9]{4})'
          rotate: {how: "\\"><img src=x>", docs: "javascript:alert(1)"}
          examples: ['acme_1234']
      """
    let rules = try CompiledRules(
      RuleSet(sources: RuleSet.builtinSources + [("a.yaml", rule)]), profile: .support)
    try folder.write("in/<b>&\"'\u{202E}.txt", "<i>acme_1234</i> \u{202E}\n")
    let report = try run(["r.html"], rules)
    let page = try folder.read("r.html")
    for markup in ["<script", "<img", "<b>", "<i>", "\u{202E}", "href=\"javascript"] {
      #expect(!page.contains(markup), "\(markup)")
    }
    #expect(page.contains("&lt;i&gt;<mark>REDACTED_acme-key_"))
    #expect(report.rotate.first?.docs == "javascript:alert(1)")
  }
}
