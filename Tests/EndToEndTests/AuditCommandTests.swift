import Foundation
import TestSupport
import Testing

@Suite struct AuditCommandTests {
  private struct Scene {
    let folder = TemporaryFolder()

    func handoff(_ arguments: [String], input: String = "") async throws -> Command {
      try await Command.run(
        try #require(BuiltProgram.path), arguments, in: folder.path, input: input,
        environment: [
          "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": folder.file("state"),
          "XDG_CONFIG_HOME": folder.file("config"),
        ])
    }
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  private static func record(
    _ name: String, time: String = "2026-11-21T09:00:00Z", more: String = ""
  ) -> String {
    """
    {"eventVersion":"1.11","userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::111122223333:user/erik","userName":"erik"},"eventTime":"\(time)","eventSource":"iam.amazonaws.com","eventName":"\(name)","awsRegion":"us-east-1","sourceIPAddress":"198.51.100.7"\(more),"eventID":"\(name)"}
    """
  }

  @Test func `without a journal the trails of a folder are one timeline`() async throws {
    let scene = Scene()
    try scene.folder.write("trail/b.json", "{\"Records\":[\(Self.record("GetUser"))]}")
    try scene.folder.write(
      "trail/a.json",
      "{\"Records\":[\(Self.record("CreateUser", time: "2026-11-21T10:00:00Z"))]}")
    _ = try await Command.run(
      "/bin/bash", ["-c", "gzip trail/a.json; mv trail/a.json.gz trail/c.log"],
      in: scene.folder.path)
    let result = try await scene.handoff(["audit", "--trail", "trail", "--json"])
    #expect(result.status == 0, "\(result.errors)")
    let first = try #require(result.output.firstRange(of: "GetUser"))
    let second = try #require(result.output.firstRange(of: "CreateUser"))
    #expect(first.lowerBound < second.lowerBound)
    let checked = try await Command.run(
      "python3",
      [
        "-c",
        """
        import json, sys, jsonschema
        form = json.load(open("\(Self.root)/Schemas/audit.schema.json"))
        jsonschema.Draft202012Validator.check_schema(form)
        answer = json.load(sys.stdin)
        jsonschema.Draft202012Validator(form).validate(answer)
        assert [e["verdict"] for e in answer["events"]] == ["listed", "listed"]
        """,
      ], input: result.output)
    #expect(checked.status == 0, "\(checked.errors)")
    let piped = try await scene.handoff(
      ["audit", "--trail", "-"], input: Self.record("GetUser"))
    #expect(piped.status == 0, "\(piped.errors)")
    #expect(piped.output.contains("iam GetUser"))
    #expect(piped.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [
    (#"{"Records":[RECORD,{"eventName":"x","eventSource":"y"}]}"#, ":1: 'eventTime' is missing"),
    ("{\"Records\":[RECORD,", ":1: the file ends in the middle of a record"),
    ("RECORD\n{\"eventName\":\"to\nRECORD\n", ":2: not whole"),
    (#"{"Records":[RECORD,{"a":1,"a":2}]}"#, ":1: duplicate key"),
    ("RECORD\n{\"hello\":1}\n", ":2: a record of no trail that is known here"),
    ("a line of some other log\n", ":1: no line of a PostgreSQL log"),
    ("2026-11-21 09:00:00.000 CST [1] x@y LOG:  statement: SELECT 1\n", ":1: the zone CST"),
    ("", ": empty"),
  ])
  func `what can't be read is named, counted and no answer`(
    _ text: String, _ message: String
  ) async throws {
    let scene = Scene()
    try scene.folder.write(
      "trail", text.replacing("RECORD", with: Self.record("GetUser")))
    for more in [[], ["--json"]] {
      let result = try await scene.handoff(["audit", "--trail", "trail"] + more)
      #expect(result.status == 1, "\(text)")
      #expect(result.errors.contains("handoff: error: trail\(message)"), "\(result.errors)")
    }
  }

  @Test func `a zone that is said is known`() async throws {
    let scene = Scene()
    try scene.folder.write(
      "log", "2026-11-21 09:00:00.000 CST [1] x@y LOG:  statement: SELECT 1\n")
    let result = try await scene.handoff(["audit", "--trail", "log", "--zone", "CST=-06:00"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("15:00:00Z  postgresql: SELECT 1"), "\(result.output)")
  }

  @Test func `neither a secret nor what moves a cursor comes out of a trail`() async throws {
    let scene = Scene()
    let secret = "hunter2" + "CorrectHorse9"
    try scene.folder.write(
      "trail.json",
      Self.record("Create\\u001b[2J\\u202euser", more: #","requestParameters":{"userName":"x"}"#))
    try scene.folder.write(
      "pg.log",
      "2026-11-21 09:00:00.000 UTC [1] x@y LOG:  statement: ALTER ROLE app PASSWORD '\(secret)'\n")
    for more in [[], ["--json"], ["--html", "page.html", "--force"]] {
      let result = try await scene.handoff(
        ["audit", "--trail", "trail.json", "pg.log"] + more)
      #expect(result.status == 0, "\(result.errors)")
      let page = (try? scene.folder.read("page.html")) ?? ""
      for text in [result.output, result.errors, page] {
        #expect(!text.contains(secret))
        #expect(!text.contains("\u{1b}"))
        #expect(!text.contains("\u{202e}"))
      }
      #expect(result.output.contains("ALTER ROLE app PASSWORD"))
    }
  }

  @Test func `a missing trail, a missing journal and a wrong option have their exit codes`()
    async throws
  {
    let scene = Scene()
    try scene.folder.write("trail", Self.record("GetUser"))
    for (arguments, status) in [
      (["--trail", "nowhere"], 1), (["--trail", "trail", "--journal", "nowhere"], 1),
      ([], 64), (["--trail", "trail", "--since", "yesterday"], 64),
      (["--trail", "trail", "--zone", "CET"], 64),
      (["--trail", "trail", "--tolerance", "-1"], 64),
    ] {
      let result = try await scene.handoff(["audit"] + arguments)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      #expect(result.output.isEmpty)
      #expect(status != 1 || result.errors.contains("handoff: hint: "), "\(result.errors)")
    }
  }

  @Test func `a real server's log explains its run, and shows what was put in`() async throws {
    let program = try #require(BuiltProgram.path)
    let result = try await Command.run(
      "/bin/bash", [Self.root + "/Tests/Services/try-audit", program])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.hasSuffix("nine planted events are found in each\n"))
  }
}
