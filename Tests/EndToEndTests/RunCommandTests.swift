import TestSupport
import Testing

@Suite struct RunCommandTests {
  @Test func `run, status, evidence, rollback, close`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    let run = try await scene.run()
    #expect(run.status == 0, "\(run.errors)")
    #expect(scene.log == "one\ntwo\n")
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
    let status = try await scene.handoff(["status", "run", "--json"])
    let check = """
      import json, sys
      d = json.load(sys.stdin)
      assert sorted(d) == ["run", "state", "step", "steps"], d
      assert d["state"] == "done" and d["step"] is None, d
      assert [(s["id"], s["state"]) for s in d["steps"]] == [
          ("one", "done"), ("two", "done"), ("three", "done")], d
      """
    #expect(try await Command.run("python3", ["-c", check], input: status.output).status == 0)
    // Raw output nowhere on the disk, nor on the terminal.
    try await scene.shell("! grep -rq Tr0ub4dor run state")
    #expect(!run.errors.contains("Tr0ub4dor"))
    #expect(run.errors.contains("DB_PASSWORD=REDACTED_"))

    let evidence = try await scene.handoff(["evidence", "run", "-o", "e.tar.zst", "--sign", "erik"])
    #expect(evidence.status == 0, "\(evidence.errors)")
    #expect(try await scene.handoff(["open", "e.tar.zst", "-o", "e"]).status == 0)
    #expect(try await scene.handoff(["journal", "verify", "e"]).status == 0)
    try await scene.shell(
      "test -s e/EVIDENCE.md -a -s e/EVIDENCE.html -a -s e/outputs/one-1.txt; cmp run/journal.jsonl e/journal.jsonl"
    )

    #expect(try await scene.handoff(["close", "run"]).status == 2)
    #expect(try await scene.handoff(["close", "run", "--yes"]).status == 0)
    try await scene.shell("test -e revoked")

    let unasked = try await scene.handoff(["rollback", "run"])
    #expect(unasked.status == 2)
    #expect(unasked.errors.contains("the rollback of 'two' must be confirmed"))
    #expect(scene.log == "one\ntwo\n")
    let back = try await scene.handoff(["rollback", "run", "--yes"])
    #expect(back.status == 0, "\(back.errors)")
    #expect(scene.log == "")
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
  }

  @Test func `what one step shows or is given goes from every other, in every encoding`()
    async throws
  {
    let scene = try await RunScene(
      """
      parameters:
        token: {from: '@TOKEN@', env: TOKEN}
      steps:
        - {id: show, class: read, run: {argv: [cat, secrets.env], timeout: 5s}}
        - {id: bare, class: read, run: {argv: [cat, bare], timeout: 5s}}
        - {id: coded, class: read, run: {argv: [cat, coded], timeout: 5s}}
      """,
      prepare: """
        printf 'token: vault-kept-9Qz71xLmP\\n' > seen.yaml
        "$HANDOFF" redact --ticket T-1 --vault all seen.yaml -o seen.out
        sed -i "s/@TOKEN@/$(grep -o 'REDACTED_[a-z0-9_-]*' seen.out)/" plan.yaml
        { echo vault-kept-9Qz71xLmP; echo Tr0ub4dor-and-more; } > bare
        { printf vault-kept-9Qz71xLmP | base64; printf Tr0ub4dor-and-more | base64
          printf vault-kept-9Qz71xLmP | od -An -tx1 | tr -d ' \\n'; echo; } > coded
        """)
    try await scene.approve()
    let first = try await scene.run()
    #expect(first.status == 0, "\(first.errors)")
    // An output from before its secret was found, as evidence sees it.
    let evidence = try await scene.handoff(["evidence", "run", "-o", "e.tar.zst", "--sign", "erik"])
    #expect(evidence.status == 0, "\(evidence.errors)")
    #expect(try await scene.handoff(["open", "e.tar.zst", "-o", "e"]).status == 0)
    try await scene.shell(
      """
      for text in vault-kept-9Qz71xLmP Tr0ub4dor-and-more "$(sed -n 1p coded)" "$(sed -n 2p coded)" "$(sed -n 3p coded)"; do
        ! grep -rqF -e "$text" run e || { echo "left: $text"; exit 1; }
      done
      test ! -e e/learned.vault
      """)
    for text in ["vault-kept", "Tr0ub4dor", "dmF1bHQta2VwdC05UXo3MXhMbV", "VHIwdWI0ZG9yLWFuZC1tb3"]
    {
      #expect(!first.errors.contains(text) && !first.output.contains(text), "\(text)")
    }
  }

  @Test func `values that a person knows go from a run and its evidence, and aren't kept`()
    async throws
  {
    let scene = try await RunScene(
      "steps: [{id: show, class: read, run: {argv: [cat, bare], timeout: 5s}}]",
      prepare: "echo 'on magenta-7 with TEAL-42' > bare")
    try await scene.approve()
    try await scene.shell("echo magenta-7 > first; echo TEAL-42 > second")
    let run = try await scene.run(["--yes", "--known", "first"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(!run.errors.contains("magenta-7"))
    try await scene.shell(
      "! grep -rqF magenta-7 run state || exit 1; grep -rqF TEAL-42 run/outputs")
    // Nothing has kept them: a text of another job keeps its words.
    try await scene.shell(
      "cp bare again; \"$HANDOFF\" redact --ticket T-1 again -o again.out; cmp again again.out")
    let evidence = try await scene.handoff([
      "evidence", "run", "-o", "e.tar.gz", "--sign", "erik", "--known", "second",
    ])
    #expect(evidence.status == 0, "\(evidence.errors)")
    try await scene.shell(
      "mkdir e; tar xzf e.tar.gz -C e; ! grep -rqF -e TEAL-42 -e magenta-7 e || exit 1")
    let broken = try await scene.run(["--yes", "--known", "missing"])
    #expect(broken.status == 1 && broken.errors.contains("missing: "))
  }

  @Test func `each gate has its message and exit code 3`() async throws {
    let scene = try await RunScene()
    let none = try await scene.handoff(["run", "b.tar.gz", "--sign", "erik", "--yes"])
    #expect(none.status == 3)
    #expect(none.errors.contains("1 approval as 'change-approver' needed"))
    try await scene.approve()
    let stranger = try await scene.run(key: "stranger")
    #expect(stranger.status == 3)
    #expect(stranger.errors.contains("not among the allowed signers"))
    let sole = try await scene.run(key: "olga")
    #expect(sole.status == 3)
    #expect(sole.errors.contains("olga@x is the executor"))
    try await scene.shell(
      "printf 'client: other\\nallowedSigners: %s\\n' \"$PWD/signers\" > cfg/handoff/client.yaml")
    #expect(try await scene.run().status == 3)
    try await scene.shell(
      "printf 'client: acme\\nminimumApprovals: 2\\nallowedSigners: %s\\n' \"$PWD/signers\" > cfg/handoff/client.yaml"
    )
    #expect(try await scene.run().errors.contains("2 approvals are needed, 1 counts"))
    #expect(scene.log == "")
    try await scene.shell("test ! -e run")
  }

  @Test func `a plan is signed by the author it names`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell(
      """
      "$HANDOFF" open b.tar.gz -o d; rm d/SHA256SUMS.sig
      ssh-keygen -q -Y sign -f erik -n handoff-bundle d/SHA256SUMS
      """)
    let verified = try await scene.handoff(["verify", "d"])
    #expect(verified.status == 3)
    #expect(
      (verified.errors + verified.output).contains("'author@x' as the author, but erik@x signed it")
    )
    let run = try await scene.handoff([
      "run", "d", "--sign", "olga", "--approval", "ap.json", "--journal", "run", "--yes",
    ])
    #expect(run.status == 3)
    #expect(scene.log == "")
  }

  @Test func `an exception from the policy counts once an approver countersigned it`()
    async throws
  {
    let scene = try await RunScene(
      """
      waivers: [{rule: change-without-rollback, step: one, reason: one line more}]
      steps:
        - id: one
          class: mutate
          run: {script: 'echo one >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
      """)
    let none = try await scene.handoff(["run", "b.tar.gz", "--sign", "erik", "--yes"])
    #expect(none.status == 3)
    #expect(none.errors.contains("its waiver is not countersigned"), "\(none.errors)")
    try await scene.approve()
    try await scene.shell("grep -q change-without-rollback@one ap.json")
    #expect(try await scene.run().status == 0)
    #expect(scene.log == "one\n")
  }

  @Test func `an approval is good for one run`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    let second = try await scene.run(["--yes", "--journal", "run2"])
    #expect(second.status == 3)
    #expect(second.errors.contains("used up by another run"))
    #expect(try await scene.run().status == 0)
    #expect(scene.log == "one\ntwo\n")
  }

  @Test func `a copied run folder, or an older one, doesn't run again`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    // Stops before its first step: everything is still to do.
    #expect(try await scene.run([]).status == 2)
    try await scene.shell("cp -r run copy; cp -r run older")
    #expect(try await scene.run().status == 0)
    let copy = try await scene.run(["--yes", "--journal", "copy"])
    #expect(copy.status == 3)
    #expect(copy.errors.contains("is a copy: this run was begun in"), "\(copy.errors)")
    try await scene.shell("rm -r run; mv older run")
    let older = try await scene.run()
    #expect(older.status == 3)
    #expect(older.errors.contains("not the journal that this run has left"), "\(older.errors)")
    #expect(scene.log == "one\ntwo\n")
  }

  @Test func `a change that asks for no approval needs one by somebody else`() async throws {
    let scene = try await RunScene(
      prepare: "sed -i '/^approvals:/d' plan.yaml",
      target: "{provider: other, environment: staging, host: localhost}")
    func run() async throws -> Command {
      try await scene.handoff(["run", "b.tar.gz", "--sign", "erik", "--yes", "--journal", "run"])
    }
    let none = try await run()
    #expect(none.status == 3)
    #expect(none.errors.contains("1 approvals are needed, 0 count"), "\(none.errors)")
    try await scene.shell("echo 'minimumApprovals: 0' >> cfg/handoff/client.yaml")
    #expect(try await run().status == 0)
  }

  @Test func `a withdrawal is in force without its file, and stops what runs`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell("cp ap.json ok.json; cp ap.json.sig ok.json.sig; sleep 1")
    try await scene.approve("olga", ["--withdraw"])
    let run = try await scene.handoff([
      "run", "b.tar.gz", "--sign", "erik", "--approval", "ok.json", "--journal", "run", "--yes",
    ])
    #expect(run.status == 3)
    #expect(run.errors.contains("withdrawn"))
    #expect(scene.log == "")
  }

  @Test func `a withdrawal stops the run at the next step`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell("cp ap.json ok.json; cp ap.json.sig ok.json.sig")
    #expect(try await scene.run([]).status == 2)
    try await scene.approve("olga", ["--withdraw"])
    let stopped = try await scene.handoff(
      [
        "run", "b.tar.gz", "--sign", "erik", "--approval", "ok.json", "--approval", "ap.json",
        "--journal", "run", "--yes",
      ])
    #expect(stopped.status == 3)
    #expect(stopped.errors.contains("withdrawn"))
    #expect(scene.log == "")
  }

  @Test func `without --yes and a terminal nothing starts, and the run stays resumable`()
    async throws
  {
    let scene = try await RunScene()
    try await scene.approve()
    let first = try await scene.run([])
    #expect(first.status == 2)
    #expect(first.errors.contains("there is no terminal"))
    #expect(scene.log == "")
    #expect(try await scene.run().status == 0)
  }

  @Test func `a dry run changes nothing and uses nothing up`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    let dry = try await scene.run(["--dry-run", "--json"])
    #expect(dry.status == 0)
    #expect(dry.output.contains(#""state": "dry-run""#))
    #expect(dry.output.contains(#""needsPerson": []"#), "\(dry.output)")
    #expect(scene.log == "")
    try await scene.shell("test ! -e run")
    let quiet = try await scene.run(["--yes", "--quiet"])
    #expect(quiet.status == 0)
    #expect(!quiet.errors.contains("step"), "\(quiet.errors)")
  }

  @Test func `every changed, cut, swapped or missing line of the journal is refused`() async throws
  {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    try await scene.shell(
      """
      cp -r run good; lines=$(wc -l < run/journal.jsonl)
      refuse() {
        status=0; "$HANDOFF" journal verify run > /dev/null 2>&1 || status=$?
        test $status = 3 || { echo "$1: $status"; exit 1; }
      }
      for ((n = 1; n <= lines; n++)); do
        sed "${n}s/exec\\|erik/eric/" good/journal.jsonl > run/journal.jsonl; refuse "edit $n"
        sed "${n}d" good/journal.jsonl > run/journal.jsonl; refuse "delete $n"
        head -n $((n - 1)) good/journal.jsonl > run/journal.jsonl; refuse "cut before $n"
        sed "${n}p" good/journal.jsonl > run/journal.jsonl; refuse "repeat $n"
        if ((n < lines)); then
          sed "${n}{h;d};$((n + 1))G" good/journal.jsonl > run/journal.jsonl; refuse "swap $n"
        fi
      done
      head -c -1 good/journal.jsonl > run/journal.jsonl; refuse "last newline"
      rm run/head; head -n -1 good/journal.jsonl > run/journal.jsonl; refuse "without its head"
      cp good/journal.jsonl run/; "$HANDOFF" journal verify run
      """)
  }

  @Test func `a checkpoint from the ticket notices a journal that was rewritten`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    try await scene.shell("grep -h handoff-checkpoint run/checkpoint.txt > pasted; mv run old")
    try await scene.approve("olga", ["--reason", "again"])
    #expect(try await scene.run().status == 0)
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
    let verify = ["journal", "verify", "--checkpoint", "pasted"]
    #expect(try await scene.handoff(verify + ["old"]).status == 0)
    #expect(try await scene.handoff(verify + ["run"]).status == 3)
  }

  @Test func `a failed step is told by exit code 2 and rolled back where the plan says so`()
    async throws
  {
    let scene = try await RunScene(
      """
      steps:
        - id: one
          class: mutate
          run: {script: 'echo one >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /one/d log; echo undone >> log', timeout: 5s}
        - id: two
          class: mutate
          run: {script: 'exit 7', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'echo never >> log', timeout: 5s}
          onFailure: rollback
      """)
    try await scene.approve()
    let run = try await scene.run()
    #expect(run.status == 2)
    #expect(scene.log == "undone\n")
    #expect(try await scene.handoff(["status", "run"]).output.contains("rolled-back"))
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
  }
}
