import Documents
import TestSupport
import Testing

@testable import Redaction

@Suite struct AllowanceTests {
  private let folder = TemporaryFolder()
  private static let now = Timestamp(seconds: 1_790_000_000)

  private func list(_ text: String, now: Timestamp = now) throws -> AllowList {
    AllowList(try AllowEntry.entries(in: "allow:\n\(text)", file: "allow.yaml"), now: now)
  }

  private func rules(_ list: AllowList = AllowList(), honoursComments: Bool = true) throws
    -> CompiledRules
  {
    try CompiledRules(
      .forJobs(), profile: .support,
      allowing: Allowances(list: list, honoursComments: honoursComments))
  }

  private func redact(_ text: String, _ rules: CompiledRules, path: String = "") throws -> (
    text: String, allowed: [AllowedCount]
  ) {
    let redactor = try Redactor(rules: rules, key: RedactionFixture.key)
    let bytes = try redactor.redact(Array(text.utf8), path: path).bytes
    let outcome = ChunkPipeline.Outcome(redactor.finder, bytesRead: text.utf8.count)
    return (String(decoding: bytes, as: UTF8.self), outcome.allowed.counts(rules, file: ""))
  }

  // MARK: Comments

  @Test(arguments: [
    ("DB_PASSWORD=hunter2hunter2 # handoff:allow", true),
    ("# handoff:allow DB_PASSWORD=hunter2hunter2", true),
    ("DB_PASSWORD=hunter2hunter2 // handoff:allow: it is the demo's", true),
    ("DB_PASSWORD=hunter2hunter2 <!-- handoff:allow -->", true),
    ("DB_PASSWORD=hunter2hunter2 <!--handoff:allow=generic-password-->", true),
    ("DB_PASSWORD=hunter2hunter2 # handoff:allow=jwt,generic-password", true),
    ("DB_PASSWORD=hunter2hunter2 # handoff:allow=jwt", false),
    ("DB_PASSWORD=hunter2hunter2 # handoff:allow=", false),
    ("DB_PASSWORD=hunter2hunter2 # handoff:allow=no-such-rule", false),
    ("DB_PASSWORD=hunter2hunter2 # handoff:allowed", false),
    ("DB_PASSWORD=hunter2hunter2 # handoff:allow-list", false),
    ("DB_PASSWORD=hunter2hunter2 # xhandoff:allow", false),
    ("DB_PASSWORD=hunter2hunter2 # HANDOFF:ALLOW", false),
    ("# handoff:allow\nDB_PASSWORD=hunter2hunter2", false),
    ("DB_PASSWORD=hunter2hunter2\n# handoff:allow", false),
  ])
  func `a comment lets the findings of its line stay`(line: String, stays: Bool) throws {
    let text = "first\n\(line)\nlast\n"
    let (redacted, allowed) = try redact(text, rules())
    #expect((redacted == text) == stays, "\(redacted)")
    #expect(allowed.map(\.count) == (stays ? [1] : []))
    let ignoring = try redact(text, rules(honoursComments: false))
    #expect(ignoring.text != text && ignoring.allowed.isEmpty)
  }

  @Test func `a comment reaches sixteen kilobytes on a line without end`() throws {
    let far = String(repeating: "x ", count: 20_000)
    let line = "DB_PASSWORD=hunter2hunter2 handoff:allow \(far) API_PASSWORD=hunter3hunter3"
    let redacted = try redact(line, rules()).text
    #expect(redacted.contains("hunter2hunter2") && !redacted.contains("hunter3hunter3"))
  }

  @Test func `a long value that stays doesn't keep what other rules find in it`() throws {
    var seed: UInt64 = 7
    let letters = Array("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
    func filler() -> String {
      String(
        (0..<700).map { _ in
          seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          return letters[Int(seed >> 40) % letters.count]
        })
    }
    let head = filler()
    let value = "\(head)/db_password\\\":\\\"hunter2hunter2/\(filler())"
    let rules = "generic-client-secret,oauth-token-parameter"
    let text = "client_secret=\"\(value)\" # handoff:allow=\(rules)\n"
    let (redacted, allowed) = try redact(text, self.rules())
    #expect(redacted.contains(head) && allowed.map(\.count) == [1])
    #expect(!redacted.contains("hunter2"), "\(redacted)")
  }

  @Test func `a comment on a key's first line doesn't keep its lines`() throws {
    let body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n"
    let text = "-----BEGIN " + "PRIVATE KEY----- handoff:allow\n\(body)-----END PRIVATE KEY-----\n"
    #expect(try !redact(text, rules()).text.contains("MIIEv"))
  }

  @Test func `a stream counts what the whole text counts`() throws {
    let rules = try rules()
    let text = (0..<300).map {
      "at \($0) DB_PASSWORD=hunter\($0)hunter # handoff:allow\nother_password=hunter\($0)x9\n"
    }.joined()
    let whole = try redact(text, rules)
    for size in [1, 7, 100, 5000] {
      let stream = try StreamRedactor(rules: rules, key: RedactionFixture.key)
      var output: [UInt8] = []
      var rest = Array(text.utf8)[...]
      while !rest.isEmpty {
        output += try stream.feed(rest.prefix(size))
        rest = rest.dropFirst(size)
      }
      output += try stream.finish()
      #expect(String(decoding: output, as: UTF8.self) == whole.text)
      #expect(stream.allowed.counts(rules, file: "") == whole.allowed)
    }
    #expect(whole.allowed.map(\.count) == [300])
  }

  @Test func `a large file counts each place once, whatever the number of workers`() throws {
    let line = "2026-01-01 x DB_PASSWORD=hunter2hunter2 and some more text # handoff:allow\n"
    let count = (5 << 20) / line.utf8.count
    try folder.write("big.log", String(repeating: line, count: count))
    for jobs in [1, 3] {
      let job = RedactionJob(rules: try rules(), key: RedactionFixture.key, jobs: jobs)
      let report = try job.run(
        inputs: [folder("big.log")], output: folder("out.log"), replacing: true)
      #expect(report.allowed.map(\.count) == [count] && report.rules.isEmpty)
    }
    #expect(try folder.read("out.log") == folder.read("big.log"))
    let outcome = try SecretCheck(rules: rules(), jobs: 2).run([folder("big.log")]) { _ in
      Issue.record("nothing is to be found")
    }
    #expect(outcome.allowed.map(\.count) == [count])
  }

  // MARK: Across a job

  @Test func `a value that is a secret elsewhere goes from an allowed line, too`() throws {
    let value = "q7RtWn4Zk8Lm2Vx9"
    try folder.write("in/a.env", "DB_PASSWORD=\(value) # handoff:allow\nOTHER=1\n")
    try folder.write("in/b.env", "DB_PASSWORD=\(value)\n")
    let job = RedactionJob(rules: try rules(), key: RedactionFixture.key)
    let report = try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    #expect(try !folder.read("out/a.env").contains(value))
    #expect(try !folder.read("out/b.env").contains(value))
    #expect(report.allowed.isEmpty && report.overruled == 1)
  }

  @Test func `an allowed value is not looked for elsewhere, and the proof agrees`() throws {
    let value = "q7RtWn4Zk8Lm2Vx9"
    try folder.write("in/a.env", "DB_PASSWORD=\(value) # handoff:allow\n")
    try folder.write("in/b.log", "the bare \(value) stands here\n")
    let job = RedactionJob(rules: try rules(), key: RedactionFixture.key)
    let report = try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    for name in ["a.env", "b.log"] {
      #expect(try folder.read("out/\(name)") == folder.read("in/\(name)"))
    }
    #expect(report.allowed.map(\.file) == ["a.env"] && report.overruled == 0)
  }

  @Test func `a file's name allows nothing`() throws {
    let token = "ghp_" + "x8Kq2LmZ7pW4vT9cR3nB6yD1aE5sG0hJ2kF4"
    try folder.write("in/handoff:allow \(token)", "x\n")
    let job = RedactionJob(rules: try rules(), key: RedactionFixture.key)
    try job.run(inputs: [folder("in")], output: folder("out"), replacing: false)
    let names = try folder.files().filter { $0.hasPrefix("out/") }
    #expect(names.count == 1 && !names[0].contains(token))
  }

  // MARK: Lists

  private static let token = "x8Kq2LmZ7pW4vT9cR3nB6yD1"

  @Test(arguments: [
    ("- {value: \(token), reason: r}", "", true),
    ("- {value: \(token)1, reason: r}", "", false),
    ("- {value: \(token.dropLast()), reason: r}", "", false),
    ("- {regex: 'x8K[A-Za-z0-9]+', reason: r}", "", true),
    ("- {regex: 'x8K', reason: r}", "", false),
    ("- {regex: '8Kq2LmZ7pW4vT9cR3nB6yD1', reason: r}", "", false),
    ("- {regex: 'a|x8K.*', reason: r}", "", true),
    ("- {value: \(token), rule: generic-token, reason: r}", "", true),
    ("- {value: \(token), rule: jwt, reason: r}", "", false),
    ("- {path: fixtures, reason: r}", "src/fixtures/a.log", true),
    ("- {path: 'fixtures/*.log', reason: r}", "./src/fixtures/a.log", true),
    ("- {path: 'fixtures/*.log', reason: r}", "src/fixtures/deep/a.log", false),
    ("- {path: 'fixtures/**/*.log', reason: r}", "src/fixtures/deep/a.log", true),
    ("- {path: 'fixtures/**/*.log', reason: r}", "fixtures/a.log", true),
    ("- {path: 'fixture', reason: r}", "fixtures/a.log", false),
    ("- {path: '/fixtures/*', reason: r}", "x/fixtures/a.log", false),
    ("- {path: '?.log', reason: r}", "fixtures/a.log", true),
    ("- {path: '*.lo', reason: r}", "fixtures/a.log", false),
    ("- {path: 'a.log', value: other, reason: r}", "a.log", false),
    ("- {path: 'a.log', reason: r}", "", false),
    ("- {value: \(token), reason: r, expires: 2026-09-21}", "", true),
    ("- {value: \(token), reason: r, expires: 2026-09-20}", "", false),
  ])
  func `an entry takes what all of it says`(entry: String, path: String, stays: Bool) throws {
    let text = "api_token=\(Self.token)\n"
    let redacted = try redact(text, rules(list("  \(entry)\n")), path: path).text
    #expect((redacted == text) == stays, "\(redacted)")
  }

  @Test func `a value in another notation is the value`() throws {
    let rules = try rules(list("  - {value: 'pa/ss%wo rd7X', reason: r}\n"))
    let text = "https://user:pa%2Fss%25wo%20rd7X@example.com/x\n"
    #expect(try redact(text, rules).text == text)
  }

  @Test func `a text that is encoded keeps what the list names`() throws {
    let inner = "config api_token=\(Self.token) and more words to make it long enough"
    let encoded = String(decoding: Encoding.base64(Array(inner.utf8)), as: UTF8.self)
    let text = "payload \(encoded)\n"
    #expect(try redact(text, rules()).text != text)
    let (redacted, allowed) = try redact(
      text, rules(list("  - {value: \(Self.token), reason: demo}\n")))
    #expect(redacted == text && allowed.map(\.reason) == ["demo"])
  }

  @Test func `what stays protects nothing longer`() throws {
    let rules = try rules(list("  - {value: \(Self.token), reason: r}\n"))
    let text = "Authorization: Bearer \(Self.token)xYz7\napi_token=\(Self.token)\n"
    let redacted = try redact(text, rules).text
    #expect(redacted.hasSuffix("api_token=\(Self.token)\n"))
    #expect(!redacted.contains("\(Self.token)xYz7"))
  }

  @Test func `what one rule may leave protects nothing that another finds inside`() throws {
    let key = "AKIA" + "Z5XQ2LMW7PVB4TCR"
    let rules = try rules(list("  - {path: a.txt, rule: generic-secret, reason: r}\n"))
    let text = "secret=abc/\(key)/def\n"
    let redacted = try redact(text, rules, path: "a.txt").text
    #expect(redacted.hasPrefix("secret=abc/REDACTED_aws") && !redacted.contains(key))
  }

  @Test(arguments: [
    ("  - {value: x}\n", "2:5", "an allow-list's entry has no 'reason'"),
    ("  - {reason: x}\n", "2:5", "neither 'value' nor 'regex' nor 'path'"),
    ("  - {value: hunter2, regex: b, reason: x}\n", "2:29", "not both"),
    ("  - {regex: '(hunter2', reason: x}\n", "2:13", "the regex doesn't compile"),
    ("  - {regex: 'hunter2)|(x', reason: x}\n", "2:13", "the regex doesn't compile"),
    ("  - {value: '', reason: x}\n", "2:13", "an empty value allows nothing"),
    ("  - {valeu: hunter2, reason: x}\n", "2:6", "unknown key in an allow-list's entry"),
    ("  - {hunter2: x, reason: x}\n", "2:6", "unknown key in an allow-list's entry"),
    ("  - hunter2\n", "2:5", "expected an allow-list's entry (a mapping), found a scalar"),
    ("  - {value: x, reason: x, expires: hunter2}\n", "2:36", "expected a time"),
    ("  - {value: x, reason: x}\nhunter2: x\n", "3:1", "unknown key in an allow-list"),
  ])
  func `a fault in a list has its place and tells nothing of it`(
    text: String, place: String, message: String
  ) throws {
    let fault = #expect(throws: Diagnostic.self) { try list(text) }
    let shown = "\(fault?.description ?? "") \(fault?.hint ?? "")"
    #expect(shown.hasPrefix("allow.yaml:\(place): ") && shown.contains(message), "\(shown)")
    #expect(!shown.contains("hunter2"))
  }

  @Test func `an entry for a rule that isn't there is refused`() throws {
    let list = try list("  - {value: x, rule: jwd, reason: r}\n")
    let fault = #expect(throws: Diagnostic.self) { try rules(list) }
    #expect(fault?.file == "allow.yaml:2:5" && fault?.hint == "did you mean 'jwt'?")
  }

  @Test func `a reason that holds a secret is redacted in the report`() throws {
    let secret = "q7RtWn4Zk8Lm2Vx9"
    try folder.write("a.env", "API_TOKEN=\(Self.token)\nDB_PASSWORD=\(secret)\n")
    let list = try list("  - {value: \(Self.token), reason: 'as \(secret) is'}\n")
    let job = RedactionJob(rules: try rules(list), key: RedactionFixture.key)
    let report = try job.run(
      inputs: [folder("a.env")], output: folder("out.env"), replacing: false)
    #expect(report.allowed.count == 1 && report.allowed[0].reason.hasPrefix("as REDACTED_"))
  }
}
