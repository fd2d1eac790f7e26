import Audit
import Documents
import TestSupport
import Testing

@Suite struct TrailReaderTests {
  private func read(
    _ files: [String: String], zones: [String: Int] = [:]
  ) throws -> (entries: [(TrailEntry, TrailPlace)], reader: TrailReader) {
    let folder = TemporaryFolder()
    for (name, text) in files { try folder.write("trail/\(name)", text) }
    var reader = TrailReader(zones: zones)
    var entries: [(TrailEntry, TrailPlace)] = []
    try reader.read(folder.file("trail")) { entries.append(($0, $1)) }
    return (entries, reader)
  }

  private static func trail(_ number: Int, name: String = "GetUser") -> String {
    """
    {"eventTime":"2026-11-21T09:00:00Z","eventSource":"iam.amazonaws.com","eventName":"\(name)","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/u\(number)"},"eventID":"\(number)","note":"a \\"quoted\\" {[ text"}
    """
  }

  private static func request(_ stage: String, id: String = "a", name: String = "web") -> String {
    """
    {"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"\(id)","stage":"\(stage)","verb":"patch","user":{"username":"erik"},"objectRef":{"resource":"deployments","namespace":"orders","name":"\(name)"},"requestReceivedTimestamp":"2026-11-21T09:00:00.1Z","stageTimestamp":"2026-11-21T09:00:00.2Z"}
    """
  }

  @Test func `records that stand across the borders of pieces are whole, on their lines`() throws {
    let rows = (0..<4000).map { Self.trail($0).replacing(",", with: ",\n  ") }
    let text = "{\n\"Records\": [\n" + rows.joined(separator: ",\n") + "\n]\n}\n"
    let (entries, reader) = try read(["a.json": text])
    #expect(text.utf8.count > 1 << 19)
    #expect(reader.unreadable == 0)
    #expect(entries.map(\.0.event.id) == (0..<4000).map(String.init))
    let height = rows[0].split(separator: "\n").count
    #expect(entries.map(\.1.line) == (0..<4000).map { 3 + $0 * height })
  }

  @Test(arguments: AuditedStory.all)
  func `a list that is cut anywhere is never whole`(story: AuditedStory) throws {
    var random = SeededGenerator(state: 11)
    let placed = story.placed(&random)
    for form in story.forms where form.name == "an array" || form.name.hasPrefix("in '") {
      let text = form.write(placed.enumerated().map { ($1.time, $0, $1.record.text) })
      let end = text.utf8.count - (text.hasSuffix("\n") ? 1 : 0)
      for _ in 0..<100 {
        let cut = Int.random(in: 1..<end, using: &random)
        let (entries, reader) = try read(
          ["a": String(decoding: text.utf8.prefix(cut), as: UTF8.self)])
        #expect(reader.unreadable > 0, "\(story.name), \(form.name), cut at \(cut)")
        #expect(entries.count <= placed.count)
      }
    }
  }

  @Test func `lists and members in odd places hide no record`() throws {
    for text in [
      #"{"Records":[],"Records":[\#(Self.trail(1))]}"#,
      #"{"NextToken":"x","Records":[\#(Self.trail(1))],"more":{"Records":[1]}}"#,
      "{\"Records\":[\n\(Self.trail(1))]}\n{\"Records\":[]}\n", "\u{FEFF}[\(Self.trail(1))]",
      " \n\(Self.trail(1))\n\n",
    ] {
      let (entries, reader) = try read(["a": text])
      #expect(entries.map(\.0.event.id) == ["1"], "\(text)")
      #expect(reader.unreadable == 0, "\(text)")
    }
    // Neither is what can't be told for sure.
    for text in [
      #"{"eventName":"x","Records":[\#(Self.trail(1))]}"#, #"["x",\#(Self.trail(1))]"#,
      #"{"Records":[[\#(Self.trail(1))]]}"#, "\(Self.trail(1))\ngarbage\n\(Self.trail(2))\n",
      "[\(Self.trail(1))]]", String(repeating: "[", count: 200_000),
      #"{"Records":[{"a":\#(String(repeating: "[", count: 400))\#(String(repeating: "]", count: 400))}]}"#,
    ] {
      #expect(try read(["a": text]).reader.unreadable > 0, "\(text.prefix(60))")
    }
    let (entries, reader) = try read(["a": "\(Self.trail(1))\n{\"torn\":\n\(Self.trail(2))\n"])
    #expect(entries.map(\.0.event.id) == ["1", "2"])
    #expect(reader.faults.map(\.place.line) == [2])
  }

  @Test func `the same record in two exports is one; one that only bears its id is another`() throws
  {
    let (entries, _) = try read([
      "a": Self.trail(1), "b": "[\(Self.trail(1)),\(Self.trail(1, name: "DeleteUser"))]",
    ])
    var timeline = AuditTimeline(judge: AuditJudge(runs: [], tolerance: 0))
    for (entry, place) in entries { timeline.add(entry, at: place) }
    timeline.finish()
    #expect(timeline.items.map(\.event.action).sorted() == ["DeleteUser", "GetUser"])
    #expect(timeline.copies == 1)
  }

  @Test func `a request is one event, also where only its beginning was logged`() throws {
    let (entries, _) = try read([
      "a": [
        Self.request("RequestReceived"), Self.request("ResponseComplete"),
        Self.request("RequestReceived", id: "b", name: "other"),
        // The id of an answered request hides no other one.
        Self.request("RequestReceived", name: "third"),
      ].joined(separator: "\n")
    ])
    var timeline = AuditTimeline(judge: AuditJudge(runs: [], tolerance: 0))
    for (entry, place) in entries { timeline.add(entry, at: place) }
    timeline.finish()
    #expect(
      timeline.items.map(\.event.resource).sorted() == [
        "orders/other", "orders/third", "orders/web",
      ])
  }

  @Test func `a prefix without the user takes it from the session's beginning`() throws {
    let head = "2026-11-21 09:00:00.123 UTC"
    let (entries, reader) = try read([
      "log": """
      \(head) [7] LOG:  connection received: host=192.0.2.7 port=5000
      \(head) [7] LOG:  connection authorized: user=deploy database=orders application_name=psql
      \(head) [7] LOG:  statement: SELECT 1,
      \t  2
      \(head) [8] LOG:  statement: SELECT 3
      \(head) [7] LOG:  duration: 0.1 ms  bind <unnamed>: SELECT 4
      \(head) [7] LOG:  AUDIT: SESSION,1,1,DDL,DROP TABLE,TABLE,public.orders,"DROP TABLE ""orders"", x",<none>
      \(head) [7] ERROR:  relation "x" does not exist at character 15
      \(head) [8] LOG:  checkpoint starting: time
      \(head) [7] STATEMENT:  SELECT * FROM x
      \(head) [7] LOG:  disconnection: session time: 0:00:01
      \(head) [7] LOG:  statement: SELECT 5

      """
    ])
    #expect(reader.faults.map(\.message) == [])
    let told = entries.map { "\($0.0.event.identity): \($0.0.event.action)" }
    #expect(
      told == [
        "deploy: connect", "deploy: SELECT 1, 2", ": SELECT 3", "deploy: DROP TABLE \"orders\", x",
        "deploy: SELECT * FROM x", ": SELECT 5",
      ])
    #expect(entries[1].0.event.address == "192.0.2.7")
    #expect(entries[4].0.event.failure == "error")
    #expect(entries[3].0.event.resource == "public.orders")
  }
}
