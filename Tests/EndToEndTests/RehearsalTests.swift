import TestSupport
import Testing

/// A plan that is walked through at a table.
@Suite struct RehearsalTests {
  @Test func `nothing is executed, used up, told or sealed, and everything says so`() async throws {
    let scene = try await RunScene(
      RunScene.steps + """

          - {id: check, kind: confirm, title: Look at it}
        """,
      prepare: """
        sed -i -e 's/^window: .*/window: {start: 2098-01-01T00:00:00Z, end: 2099-01-01T00:00:00Z}/' \
          -e 's/{argv: .*true.*timeout: 5s}/{script: "touch executed", timeout: 5s}/' \
          -e "s/{argv: \\[test, -w, .\\], timeout: 5s}/{argv: [touch, executed], timeout: 5s}/" \
          -e 's/host: localhost/host: elsewhere/' plan.yaml
        printf '#!/bin/sh\\ntouch %s/told\\n' "$PWD" > tell; chmod +x tell
        echo "notify: [$PWD/tell]" >> cfg/handoff/client.yaml
        find . -type f | sort > before
        """)
    try await scene.shell("find . -type f | grep -v '^./b.tar.gz' | sort > before")
    let run = try await scene.handoff(
      ["run", "b.tar.gz", "--rehearse", "--yes", "--journal", "table"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("REHEARSAL: no command of the plan is executed"))
    #expect(run.errors.contains("-- REHEARSAL step 2 of 3: two ---"))
    #expect(run.errors.contains("rehearsal: done; nothing was executed"))
    #expect(run.errors.split(separator: "\n").allSatisfy { $0.count <= 80 || $0.contains("/") })
    let back = try await scene.handoff(["rollback", "table", "--yes"])
    #expect(back.status == 0, "\(back.errors)")
    #expect(back.errors.contains("-- REHEARSAL roll back: one"))
    let closed = try await scene.handoff(["close", "table", "--yes"])
    #expect(closed.status == 0, "\(closed.errors)")
    try await scene.shell(
      """
      # No command, no key's seal, no use of anything, no place of a run.
      find . -type f | grep -vE '^./(b.tar.gz|after$|table/|state/handoff/keys/)' | sort > after; diff before after
      test ! -s log -a ! -e executed -a ! -e revoked -a ! -e told
      ! grep -q checkpoint table/journal.jsonl || exit 1
      # Marked in the first line, in every line's run, in the folder, in each output.
      head -1 table/journal.jsonl | grep -q '"rehearsal":true'
      test "$(grep -c '"run":"T-1-change-[^"]*.rehearsal"' table/journal.jsonl)" = "$(wc -l < table/journal.jsonl)"
      grep -q 'This folder holds a rehearsal' table/REHEARSAL.txt
      for file in table/outputs/*; do head -1 "$file" | grep -qx 'REHEARSAL: no command has written this'; done
      test -s table/outputs/three-1.txt
      "$HANDOFF" journal verify table 2> out; grep -q 'it is a rehearsal' out
      "$HANDOFF" journal verify table --json | grep -q '"rehearsal": true'
      "$HANDOFF" status table | grep -qx 'REHEARSAL  nothing of it was executed'
      "$HANDOFF" status table --json | grep -q '"rehearsal": true'
      "$HANDOFF" ticket note table | head -1 | grep -qx 'REHEARSAL: nothing of this was executed'
      # It is no evidence, and no run.
      status=0; "$HANDOFF" evidence table -o e.tar.gz --sign erik 2> out || status=$?
      test $status = 3 -a ! -e e.tar.gz && grep -q 'holds a rehearsal: nothing of it was executed' out
      echo '{"Records":[]}' > trail.json; status=0
      "$HANDOFF" audit --trail trail.json --journal table 2> out || status=$?
      test $status = 3 && grep -q 'is the journal of a rehearsal' out
      # A bundle that was opened isn't a run, and says so.
      mkdir opened; tar -xzf b.tar.gz -C opened; status=0
      "$HANDOFF" status "$(dirname "$(find opened -name bundle.json)")" 2> out || status=$?
      test $status != 0 && grep -q 'holds an opened bundle, not a run' out; rm -r opened
      """)
    try await scene.approve()
    let real = try await scene.handoff(
      ["run", "b.tar.gz", "--sign", "erik", "--approval", "ap.json", "--journal", "table", "--yes"])
    #expect(real.status == 3, "\(real.errors)")
    #expect(real.errors.contains("holds a rehearsal: it can't be taken up as a run"))
  }

  @Test func `a chosen failure goes the way that the plan foresees`() async throws {
    let scene = try await RunScene(
      RunScene.steps.replacing("- id: two\n", with: "- id: two\n    onFailure: rollback\n"))
    func rehearse(_ more: String...) async throws -> Command {
      try await scene.handoff(["run", "b.tar.gz", "--rehearse", "--yes", "--json"] + more)
    }
    let failed = try await rehearse("--rehearse-fail", "two=7")
    #expect(failed.status == 2)
    #expect(failed.errors.contains("failed: it ended with exit code 7; expected 0"))
    #expect(failed.errors.contains("The plan rolls back when this step fails."))
    #expect(failed.output.contains(#""state": "rollback-incomplete""#), "\(failed.output)")
    let verified = try await rehearse("--rehearse-fail", "one/verify")
    #expect(verified.errors.contains("its verification failed: it ended with exit code 1"))
    let late = try await rehearse("--rehearse-fail", "one=timeout")
    #expect(late.errors.contains("it ran longer than 20 s"), "\(late.errors)")
    let twice = try await rehearse("--rehearse-fail", "two", "--rehearse-fail", "one/rollback=9")
    #expect(twice.output.contains(#""state": "rollback-failed""#), "\(twice.output)")
    let early = try await rehearse("--rehearse-fail", "backup:verify")
    #expect(early.status == 3)
    #expect(early.errors.contains("the backup could not be verified"), "\(early.errors)")
    let typo = try await rehearse("--rehearse-fail", "twoo")
    #expect(typo.status == 64 && typo.errors.contains("did you mean 'two'?"), "\(typo.errors)")
    let word = try await rehearse("--rehearse-fail", "two=never")
    #expect(word.status == 64 && word.errors.contains("is no exit code"), "\(word.errors)")
    let alone = try await scene.handoff(["run", "b.tar.gz", "--sign", "erik", "--answers", "a"])
    #expect(alone.status == 64)
    #expect(scene.log == "")
    // Each by itself in a folder of its own.
    try await scene.shell("test $(ls state/handoff/rehearsals/*/ | wc -l) -ge 5")
  }

  @Test func `a runner that dies leaves an end that is not known, also in a rehearsal`()
    async throws
  {
    let scene = try await RunScene()
    func rehearse(_ more: String...) async throws -> Command {
      try await scene.handoff(
        ["run", "b.tar.gz", "--rehearse", "--yes", "--journal", "table"] + more)
    }
    let died = try await rehearse("--rehearse-fail", "two=crash")
    #expect(died.status == 2, "\(died.errors)")
    #expect(died.errors.contains("the runner dies here"), "\(died.errors)")
    #expect(died.errors.contains("--rehearse --journal"))
    #expect(try await scene.handoff(["status", "table"]).output.contains("unknown"))
    let answered = try await rehearse("--rehearse-fail", "two/verify=1")
    #expect(answered.status == 2)
    #expect(answered.errors.contains("nothing tells whether it is done"), "\(answered.errors)")
    let done = try await rehearse("--rehearse-fail", "one=0")
    #expect(done.status == 0, "\(done.errors)")
    #expect(done.errors.contains("Its verification says that it is done."))
    #expect(try await scene.handoff(["journal", "verify", "table"]).status == 0)
    #expect(scene.log == "")
  }

  @Test func `answers come from a file or from an earlier run`() async throws {
    let scene = try await RunScene(
      RunScene.steps.replacing("{stdout: {contains: one}}", with: "{stdout: {matches: 'o.e'}}"))
    try await scene.shell(
      """
      cat > answers.yaml <<'EOF'
      outcomes:
        - {step: three, stdout: "uno", seconds: 2m}
        - {step: one, attempt: 1, stderr: "password=Tr0ub4dor-and-more"}
      EOF
      sed 's/three/there/' answers.yaml > typo.yaml
      sed 's/seconds/second/' answers.yaml > key.yaml
      """)
    func rehearse(_ answers: String, _ folder: String = "table") async throws -> Command {
      try await scene.handoff(
        ["run", "b.tar.gz", "--rehearse", "--yes", "--answers", answers, "--journal", folder])
    }
    let file = try await rehearse("answers.yaml")
    #expect(file.status == 2)
    #expect(file.errors.contains("failed: its output doesn't match 'o.e'"), "\(file.errors)")
    try await scene.shell(
      "grep -q '\"milliseconds\":120000' table/journal.jsonl; ! grep -rq Tr0ub4dor table/outputs || exit 1"
    )
    let typo = try await rehearse("typo.yaml", "t2")
    #expect(
      typo.status == 1 && typo.errors.contains("typo.yaml:2:12: the plan has no 'there'"),
      "\(typo.errors)")
    let key = try await rehearse("key.yaml", "t3")
    #expect(key.status == 1 && key.errors.contains("unknown key 'second'"), "\(key.errors)")
    #expect(try await rehearse("missing", "t4").status == 1)

    try await scene.approve()
    #expect(try await scene.run().status == 0)
    let recorded = try await rehearse("run", "t5")
    #expect(recorded.status == 0, "\(recorded.errors)")
    #expect(recorded.errors.contains("  | DB_PASSWORD=REDACTED_"), "\(recorded.errors)")
    #expect(scene.log == "one\ntwo\n")
    let other = try await RunScene(
      "steps: [{id: alone, class: read, run: {argv: [cat, log], timeout: 5s}}]")
    let foreign = try await other.handoff([
      "run", "b.tar.gz", "--rehearse", "--yes", "--answers", scene.folder.file("run"),
    ])
    #expect(foreign.status == 1, "\(foreign.errors)")
    #expect(foreign.errors.contains("holds no result of a step of this plan"))
    // A run is no place for a rehearsal.
    let inRun = try await rehearse("run", "run")
    #expect(inRun.status == 3 && inRun.errors.contains("holds a run"), "\(inRun.errors)")
  }

  @Test func `a rehearsal whose marks are taken away is still no evidence`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    let forge = Fixture.path("Forgery/forge.py", beside: #filePath)
    try await scene.shell(
      """
      "$HANDOFF" run b.tar.gz --rehearse --yes --journal table
      "$HANDOFF" evidence run -o e.tar.gz --sign erik; mkdir e; tar xzf e.tar.gz -C e --strip-components 1
      seal() { (cd e; rm -f SHA256SUMS SHA256SUMS.sig; find . -type f -printf '%P\\n' | LC_ALL=C sort | xargs sha256sum > ../sums; mv ../sums SHA256SUMS); ssh-keygen -q -Y sign -f erik -n handoff-bundle e/SHA256SUMS; }
      refuse() { seal; status=0; "$HANDOFF" verify e > out 2>&1 || status=$?; test $status = 3 && grep -q "$1" out || { cat out; exit 1; }; }
      cp table/journal.jsonl e/; rm e/checkpoint.txt; refuse 'it is the journal of a rehearsal'
      sed -i '1s/"rehearsal":true,//' table/journal.jsonl
      python3 '\(forge)' table erik pass; cp table/journal.jsonl e/; refuse 'it is the journal of a rehearsal'
      python3 '\(forge)' table erik 'for e in events: e["run"] = e["run"].replace(".rehearsal", "")'
      cp table/journal.jsonl e/; refuse 'nothing of the journal is sealed'
      """)
  }

  /// The schema that editors complete answers by, and the reader that decides.
  @Test(arguments: [
    ("outcomes: []", true), ("outcomes: [{step: two, exit: 3, phase: verify}]", true),
    ("outcomes: [{step: 'post:drop', attempt: 2, seconds: 3m, stdout: x, stderr: y}]", true),
    ("outcomes: [{step: one, crash: true, timeout: false}]", true), ("{}", false),
    ("outcomes: [{exit: 1}]", false), ("outcomes: [{step: one, exit: 300}]", false),
    ("outcomes: [{step: one, phase: late}]", false), ("outcomes: [{step: one, exits: 1}]", false),
    ("outcomes: [{step: one, attempt: 0}]", false), ("outcomes: {step: one}", false),
    ("outcomes: [{step: one, crash: maybe}]", false),
    ("outcomes: [{step: one, seconds: 3y}]", false),
  ])
  func `the schema and the reader agree`(text: String, isGood: Bool) async throws {
    let scene = try await SchemaScene.shared()
    let folder = TemporaryFolder()
    _ = try folder.write("answers.yaml", text + "\n")
    let schema = Fixture.path("../../Schemas/rehearsal.schema.json", beside: #filePath)
    let judge = """
      import json, sys, jsonschema, yaml
      form = jsonschema.Draft202012Validator(json.load(open(sys.argv[1])))
      sys.exit(1 if list(form.iter_errors(yaml.safe_load(open(sys.argv[2])))) else 0)
      """
    let answers = folder.file("answers.yaml")
    let judged = try await Command.run("python3", ["-c", judge, schema, answers])
    #expect((judged.status == 0) == isGood, "\(judged.errors)")
    let read = try await scene.handoff(
      ["run", "b.tar.gz", "--rehearse", "--yes", "--answers", answers]
        + ["--journal", folder.file("table")])
    #expect((read.status != 1) == isGood, "\(read.errors)")
    if !isGood { #expect(read.errors.contains("answers.yaml:1:"), "\(read.errors)") }
  }

  private actor SchemaScene {
    private static let only = SchemaScene()
    private var made: Task<RunScene, any Error>?

    private func scene() async throws -> RunScene {
      if made == nil { made = Task { try await RunScene() } }
      guard let made else { throw CancellationError() }
      return try await made.value
    }

    static func shared() async throws -> RunScene { try await only.scene() }
  }
}
