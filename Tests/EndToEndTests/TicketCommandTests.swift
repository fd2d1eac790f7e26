import Foundation
import TestSupport
import Testing

/// Intake: a person at a terminal, a file to fill in, and the schema for editors.
@Suite(.serialized) struct TicketCommandTests {
  private let scene = RedactScene()

  @Test func `a person is asked, may go back, and gets a ticket that is complete`() async throws {
    try await scene.shell(
      TerminalPlay.functions + """
        mkdir -p .config/handoff; echo 'client: acme' > .config/handoff/client.yaml
        play "$HANDOFF ticket new --ticket ORD-7 -o t.yaml"
        await 'What is broken'; answer 'Checkout fails: "502" # since noon'
        await 'Where does it run'; answer '?'; await 'Why: the checklists'; answer a
        await 'a word of the list'; answer 1
        await 'Which environment'; answer prod
        await 'Which resources'; answer 'service/orders'; answer ''
        await 'account >'; answer 1111; await 'It has 12 digits'; answer 111122223333
        await 'region >'; answer eu-central-1; await 'cluster >'; answer ''
        await 'service >'; answer ''
        await 'How does a change'; answer Teraform
        await 'Which repository'; answer '<'; answer Terraform
        await '> Terraform'; answer ''; await 'Which branch'; answer 'production=main'; answer ''
        await 'by hand or as code'; answer co
        await 'word for word'; answer '502 Bad Gateway'
        await 'Since when'; answer noon; await 'That is no time'; answer '2026-11-21 08:44'
        await 'Where is it seen'; answer logs; answer ''
        await 'What may the work touch'; answer '1, payments'
        await 'Is there a backup'; answer y; await 'how is it restored'; answer 'snapshot rds-7'
        await 'Of when is it'; answer '2026-11-21 02:00'; await 'Who has confirmed'; answer Olga
        await 'Who may approve'; answer 'Olga Marin'; answer olga@x; answer ''; answer ''; answer ''
        await 'How is the work done'; answer 1
        await 'Is it an emergency'; answer n
        await 'ended with 0'; look > screen
        grep -q 'nothing that is required is missing' screen
        if grep -q '.\\{81\\}' screen; then exit 1; fi
        "$HANDOFF" ticket check t.yaml 2> check; if grep -q warning check; then cat check; exit 1; fi
        python3 -c '
        import yaml
        ticket = yaml.safe_load(open("t.yaml"))
        assert ticket["client"] == "acme" and ticket["id"] == "ORD-7"
        assert ticket["title"] == "Checkout fails: \\"502\\" # since noon", ticket
        assert ticket["identifiers"] == {"account": "111122223333", "region": "eu-central-1"}
        assert ticket["deployment"] == {
            "method": "Terraform", "repository": None, "branches": {"production": "main"}}
        assert [name for name, hit in ticket["impact"].items() if hit] == ["traffic", "payments"]
        assert ticket["approvers"] == [
            {"name": "Olga Marin", "role": "change-approver", "principal": "olga@x"}]
        assert "emergencyReason" not in ticket
        '
        """)
  }

  @Test func `who stops before the end leaves nothing behind`() async throws {
    try await scene.shell(
      TerminalPlay.functions + """
        play "$HANDOFF ticket new -o t.yaml"
        await 'What is broken'; answer x; await 'Where does it run'; press C-c; await 'ended with 130'
        mux kill-server
        play "$HANDOFF ticket new -o t.yaml"
        await 'What is broken'; press C-d; await 'nothing was written'; await 'ended with 1'
        mux kill-server
        for file in t.yaml .t.yaml*; do if [ -e "$file" ]; then echo "left: $file"; exit 1; fi; done

        # Nothing is asked for a file that can't be written.
        echo mine > t.yaml; play "$HANDOFF ticket new -o t.yaml"
        await 'exists already'; await 'ended with 1'; grep -qx mine t.yaml
        """)
  }

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
