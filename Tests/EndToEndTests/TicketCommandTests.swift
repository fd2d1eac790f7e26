import Foundation
import TestSupport
import Testing

/// Intake without a terminal: a file to fill in, and the schema for editors.
@Suite(.serialized) struct TicketCommandTests {
  private let scene = RedactScene()

  @Test func `without a person it writes a ticket to fill in`() async throws {
    try await scene.shell(
      """
      "$HANDOFF" ticket new --ticket ORD-7 --client acme < /dev/null > t.yaml
      grep -qx 'id: ORD-7' t.yaml
      code=0; "$HANDOFF" ticket check t.yaml --json > check.json 2> errors || code=$?; [ $code = 2 ]
      grep -q "t.yaml:10:1: 'title' is missing: What is broken, in one line?" errors
      python3 -c '
      import json
      report = json.load(open("check.json"))
      assert report["ok"] is False and len(report["findings"]) > 5
      assert all(finding["line"] > 0 for finding in report["findings"])
      '
      code=0; "$HANDOFF" ticket check none.yaml 2> errors || code=$?; [ $code = 1 ]
      grep -q none.yaml errors
      """)
  }

  @Test func `the note about a run says what changed, where, who approved, how to go back`()
    async throws
  {
    let scene = try await RunScene()
    let before = try await scene.handoff(["ticket", "note", "b.tar.gz"])
    #expect(before.status == 0 && before.output.contains("Who approved: nothing"))
    try await scene.approve()
    try await scene.run()
    let note = try await scene.handoff(["ticket", "note", "run"])
    #expect(note.status == 0, "\(note.errors)")
    let lines = note.output.split(separator: "\n").map(String.init)
    for line in [
      "ticket T-1, client acme", "  one (mutate): done", "  two (mutate): done",
      "  provider other, host localhost, environment production", "  executed by erik@x",
      "How to roll back:", "  two: sed -i /two/d log", "  one: sed -i /one/d log",
    ] {
      #expect(lines.contains(line), "\(line)\n\(note.output)")
    }
    #expect(lines.contains { $0.contains("approved as change-approver by olga@x") })
    let last = try #require(lines.firstIndex(of: "  two: sed -i /two/d log"))
    let first = try #require(lines.firstIndex(of: "  one: sed -i /one/d log"))
    #expect(last < first)
    // What was pasted is what the journal is compared with.
    try scene.folder.write("pasted", note.output)
    try await scene.shell(
      """
      sed -n '/^handoff-checkpoint/,$p' pasted > checkpoint
      "$HANDOFF" journal verify run --checkpoint checkpoint
      """)
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// The schema and the command judge each ticket; they must agree on whether work can start.
  private static let judge = """
    import copy, json, os, subprocess, sys, jsonschema, yaml
    form = json.load(open("\(root)/Schemas/ticket.schema.json"))
    jsonschema.Draft202012Validator.check_schema(form)
    checker = jsonschema.Draft202012Validator(form)
    class Texts(yaml.SafeLoader): pass
    Texts.yaml_implicit_resolvers = {
        first: [(tag, form) for tag, form in forms if not tag.endswith("timestamp")]
        for first, forms in yaml.SafeLoader.yaml_implicit_resolvers.items()}
    good = yaml.load(open("\(root)/Examples/orders-outage/ticket.yaml"), Texts)
    cases = [(good, True)]
    def case(is_good, **parts):
        ticket = copy.deepcopy(good)
        for name, value in parts.items():
            if value is None: ticket.pop(name, None)
            else: ticket[name] = value
        cases.append((ticket, is_good))
    for name in ["title", "provider", "environment", "affected", "identifiers", "error", "impact",
                 "backups", "approvers"]: case(False, **{name: None})
    for name in ["deployment", "infrastructure", "access", "emergency"]: case(True, **{name: None})
    case(False, backups={"confirmed": False})
    case(False, backups={"confirmed": True, "what": "w", "by": "b"})
    case(False, impact={"traffic": True})
    case(False, emergency=True)
    case(True, emergency=True, emergencyReason="orders are lost")
    case(False, access={"mode": "temporary-access", "level": "read-only"})
    case(True, access={"mode": "temporary-access", "level": "read-only", "expires": "2026-11-22T00:00:00Z"})
    case(False, colour="red")
    case(False, provider="aws2")
    quiet = {"traffic": True, "databaseWrites": False, "customerData": False, "payments": False}
    case(True, environment="staging", backups=None, approvers=None, impact=quiet)
    case(False, environment="staging", backups=None, approvers=None)
    for number, (ticket, is_good) in enumerate(cases):
        with open("case.yaml", "w") as file: json.dump(ticket, file)
        faults = [fault.message for fault in checker.iter_errors(ticket)]
        status = subprocess.run([os.environ["HANDOFF"], "ticket", "check", "case.yaml"],
                                capture_output=True).returncode
        assert (not faults) == is_good, (number, ticket, faults)
        assert (status == 0) == is_good, (number, ticket, status)
    """

  @Test func `the schema and the command judge tickets alike`() async throws {
    try scene.folder.write("judge.py", Self.judge)
    try await scene.shell("python3 judge.py")
  }
}
