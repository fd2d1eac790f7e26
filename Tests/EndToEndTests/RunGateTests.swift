import TestSupport
import Testing

/// What stands between a signed bundle and its first step, on the built program.
@Suite struct RunGateTests {
  private static let kubernetes = "{provider: kubernetes, context: prod, environment: test}"
  /// A kubectl whose context is what the file says.
  private static let kubectl = """
    printf '#!/bin/bash\\ncat "%s/context"\\n' "$PWD" > kubectl; chmod +x kubectl
    printf 'tools: {kubectl: %s/kubectl}\\n' "$PWD" >> cfg/handoff/client.yaml
    echo prod > context

    """

  @Test func `a context that is another one closes the run, each step and the way back`()
    async throws
  {
    let scene = try await RunScene(
      """
      steps:
        - id: one
          class: mutate
          run: {script: 'echo one >> log; echo staging > context', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /one/d log', timeout: 5s}
        - id: two
          class: mutate
          run: {script: 'echo two >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /two/d log', timeout: 5s}
      """, prepare: Self.kubectl, target: Self.kubernetes)
    try await scene.approve()
    try await scene.shell("echo other > context")
    let message = "the target's context is 'prod', but 'kubectl config current-context' tells"
    let before = try await scene.run()
    #expect(before.status == 3)
    #expect(before.errors.contains("\(message) 'other'"), "\(before.errors)")
    #expect(before.errors.contains("hint: kubectl config use-context prod"))
    try await scene.shell("test ! -e run; echo prod > context")
    // The first step switches the context under the second one.
    let between = try await scene.run()
    #expect(between.status == 3)
    #expect(between.errors.contains("\(message) 'staging'"), "\(between.errors)")
    #expect(scene.log == "one\n")
    let resumed = try await scene.run()
    #expect(resumed.status == 3 && resumed.errors.contains(message))
    let back = try await scene.handoff(["rollback", "run", "--yes"])
    #expect(back.status == 3 && back.errors.contains(message), "\(back.errors)")
    #expect(scene.log == "one\n")
    try await scene.shell("echo prod > context")
    #expect(try await scene.run().status == 0)
    #expect(scene.log == "one\ntwo\n")
    try await scene.shell(
      "grep -q \"target: context 'prod', told by $PWD/kubectl\" run/journal.jsonl; \"$HANDOFF\" journal verify run"
    )
  }

  private static let twoSteps = """
    steps:
      - id: one
        class: mutate
        run: {script: 'echo one >> log; if [ -e w.json ]; then cp w.json ap.json; cp w.json.sig ap.json.sig; fi', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        rollback: {script: 'sed -i /one/d log', timeout: 5s}
      - id: two
        class: mutate
        run: {script: 'echo two >> log', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        rollback: {script: 'sed -i /two/d log', timeout: 5s}
    """

  @Test func `an approval that one step waits for is recorded, shown and used up`() async throws {
    let scene = try await RunScene(
      Self.twoSteps,
      prepare:
        "sed -i 's/^approvals: .*/approvals: [{role: change-approver}, {role: dba, before: two}]/' plan.yaml"
    )
    try await scene.approve()
    let waiting = try await scene.run()
    #expect(waiting.status == 3)
    #expect(
      waiting.errors.contains("1 approval as 'dba' needed before the step 'two', 0 count"),
      "\(waiting.errors)")
    #expect(scene.log == "one\n")
    try await scene.shell(
      "\"$HANDOFF\" approve b.tar.gz --role dba --sign olga -o dba.json --reason 'looked at it'")
    #expect(try await scene.run(["--yes", "--approval", "dba.json"]).status == 0)
    #expect(scene.log == "one\ntwo\n")
    try await scene.shell(
      """
      digest=$(sha256sum dba.json | cut -c1-16)
      note="approved as dba by olga@x ($digest) before the step 'two'"
      grep -c "$note" run/journal.jsonl | grep -qx 1
      "$HANDOFF" journal verify run
      "$HANDOFF" evidence run -o e.tar.gz --sign erik; mkdir e; tar xzf e.tar.gz -C e
      grep -h '| two | passed | approved as dba by olga@x' e/*/EVIDENCE.md
      "$HANDOFF" ticket note run | grep -F "approved as dba"
      # Another run: the change is approved anew, the step isn't.
      "$HANDOFF" approve b.tar.gz --role change-approver --sign olga -o ap.json --reason again --force
      """)
    let again = try await scene.handoff([
      "run", "b.tar.gz", "--sign", "erik", "--approval", "ap.json", "--approval", "dba.json",
      "--journal", "again", "--yes",
    ])
    #expect(again.status == 3)
    #expect(
      again.errors.contains("before the step 'two', 0 count; olga@x's approval was used up"),
      "\(again.errors)")
  }

  @Test func `a withdrawal that arrives while a step runs stops the next one`() async throws {
    let scene = try await RunScene(Self.twoSteps)
    try await scene.approve()
    // Signed on another machine: nothing of it is in this one's state.
    try await scene.shell(
      """
      XDG_STATE_HOME=$PWD/elsewhere "$HANDOFF" approve b.tar.gz --role change-approver --sign olga \\
        --withdraw --reason 'wait' -o w.json
      """)
    let stopped = try await scene.run()
    #expect(stopped.status == 3)
    #expect(
      stopped.errors.contains("olga@x has withdrawn the approval as 'change-approver'"),
      "\(stopped.errors)")
    #expect(scene.log == "one\n")
    try await scene.shell("\"$HANDOFF\" status run | grep -q 'state  stopped'")
    // What is done can be taken back all the same.
    #expect(try await scene.handoff(["rollback", "run", "--yes"]).status == 0)
    #expect(scene.log == "")
  }

  @Test func `an approval that is gone when the next step asks for it stops the run`() async throws
  {
    let scene = try await RunScene(
      Self.twoSteps.replacing(
        "if [ -e w.json ]; then cp w.json ap.json; cp w.json.sig ap.json.sig; fi",
        with: "if [ -e ap.json ]; then mv ap.json gone; fi"))
    try await scene.approve()
    let stopped = try await scene.run()
    #expect(stopped.status == 3)
    #expect(
      stopped.errors.contains("the approvals can't be judged again: ap.json"),
      "\(stopped.errors)")
    #expect(scene.log == "one\n")
    try await scene.shell("\"$HANDOFF\" status run | grep -q 'state  stopped'; mv gone ap.json")
    #expect(try await scene.run().status == 0)
    #expect(scene.log == "one\ntwo\n")
  }

  @Test func `what a person would be asked is named by a dry run without one`() async throws {
    let scene = try await RunScene(
      "preconditions: [{id: told, title: The shop team knows}]\n" + RunScene.steps)
    try await scene.approve()
    let dry = try await scene.run(["--dry-run", "--json"])
    #expect(dry.status == 0, "\(dry.errors)")
    #expect(dry.output.contains(#""precondition:told""#), "\(dry.output)")
    let real = try await scene.run()
    #expect(real.status == 2 && real.errors.contains("a person must answer"), "\(real.errors)")
    #expect(scene.log == "")
  }

  @Test func `an approval for two runs is good for two`() async throws {
    let scene = try await RunScene()
    try await scene.approve("olga", ["--max-runs", "2"])
    for (folder, status) in [("run", 0), ("run2", 0), ("run3", 3)] {
      let run = try await scene.run(["--yes", "--journal", folder])
      #expect(run.status == status, "\(folder): \(run.errors)")
    }
  }

  @Test func `two approvals are two persons with two keys`() async throws {
    let scene = try await RunScene(
      prepare:
        """
        sed -i 's/^approvals: .*/approvals: [{role: change-approver, min: 2}]/' plan.yaml
        printf 'alias@x ' >> signers; cat olga.pub >> signers
        """)
    try await scene.approve()
    #expect(
      try await scene.run().errors.contains("2 approvals as 'change-approver' needed, 1 count"))
    try await scene.shell(
      "\"$HANDOFF\" approve b.tar.gz --role change-approver --sign olga -o second.json --reason twice"
    )
    let twice = try await scene.run(["--yes", "--approval", "second.json"])
    #expect(twice.status == 3)
    let own = try await scene.handoff([
      "approve", "b.tar.gz", "--role", "change-approver", "--sign", "author", "-o", "own.json",
    ])
    #expect(own.errors.contains("author and can't approve"), "\(own.errors)")
    try await scene.shell(
      "\"$HANDOFF\" approve b.tar.gz --role change-approver --sign erik -o erik.json")
    #expect(try await scene.run(["--yes", "--approval", "erik.json"]).status == 0)
  }

  @Test func `a prompt for a PIN takes nothing of what is signed`() async throws {
    let scene = try await RunScene()
    // ssh-keygen reads a PIN from standard input where there is no terminal.
    try await scene.shell(
      """
      printf '#!/bin/bash\\nif [ "$2" = sign ]; then read -r pin; fi; exec /usr/bin/ssh-keygen "$@"\\n' > keygen
      chmod +x keygen; printf 'tools: {ssh-keygen: %s/keygen}\\n' "$PWD" >> cfg/handoff/client.yaml
      """)
    try await scene.approve()
    let run = try await scene.run()
    #expect(run.status == 0, "\(run.errors)")
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
  }

  @Test(arguments: ["author", "olga", "erik"])
  func `a key that has expired by today's clock runs nothing`(key: String) async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell(#"sed -i 's/^\(\#(key)@x\) /\1 valid-before="20200101Z" /' signers"#)
    let run = try await scene.run()
    #expect(run.status == 3)
    #expect(run.errors.contains("expired"), "\(run.errors)")
    #expect(scene.log == "")
    if key == "erik" {
      #expect(run.errors.contains("the executor's key can't seal this run"), "\(run.errors)")
      // Nothing that no verifier will accept stands in the journal.
      try await scene.shell(#"! grep -q '"type":"checkpoint"' run/journal.jsonl || exit 1"#)
    }
  }

  @Test func `a run is proven and taken back when a key has expired since`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    // From the second after its start on neither the author's nor the executor's key is valid.
    try await scene.shell(
      """
      start=$(sed -n '1s/.*"ts":"\\([^"]*\\)".*/\\1/p' run/journal.jsonl)
      end=$(sed -n '$s/.*"ts":"\\([^"]*\\)".*/\\1/p' run/journal.jsonl)
      cp signers all; printf '%s' "$end" > end
      expire() { date -u -d "$2 + 1 second" "+s/^\\($1@x\\) /\\1 valid-before=\\"%Y%m%d%H%M%SZ\\" /"; }
      sed -e "$(expire author "$start")" all > signers; sleep 2
      """)
    let resumed = try await scene.run()
    #expect(resumed.status == 3 && resumed.errors.contains("expired"), "\(resumed.errors)")
    let late = try await scene.handoff(["verify", "b.tar.gz"])
    #expect(late.status == 3)
    #expect((late.errors + late.output).contains("--at TIME"), "\(late.errors)")
    #expect(try await scene.handoff(["rollback", "run", "--yes"]).status == 0)
    #expect(scene.log == "")
    try await scene.shell(
      """
      sed -e 's/^\\(erik@x\\) /\\1 valid-before="20200101Z" /' all > never
      date -u -d "$(cat end) + 1 second" '+s/^\\(erik@x\\) /\\1 valid-before="%Y%m%d%H%M%SZ" /' > edit
      sed -f edit all > signers; sleep 1
      verify() { status=0; "$HANDOFF" journal verify run "$@" 2> err || status=$?; }
      verify; test $status = 3; grep -q expired err
      verify --at "$(cat end)"
      cp never signers; verify --at "$(cat end)"; test $status = 3
      """)
    let wrong = try await scene.handoff(["verify", "b.tar.gz", "--at", "yesterday"])
    #expect(wrong.status == 64, "\(wrong.errors)")
  }

  @Test func `an account that no tool tells needs a precondition, a terminal or --yes`()
    async throws
  {
    let target = "{provider: cloudflare, account: a-1, environment: test}"
    let alone = try await RunScene(target: target)
    try await alone.approve()
    let none = try await alone.run([])
    #expect(none.status == 3)
    #expect(none.errors.contains("The target's account is 'a-1'"))
    #expect(none.errors.contains("a precondition 'target-account'"), "\(none.errors)")
    #expect(alone.log == "")
    #expect(try await alone.run(["--dry-run"]).status == 0)
    #expect(try await alone.run().status == 0)
    try await alone.shell(
      "grep -q \"target: account 'a-1', taken for granted (--yes)\" run/journal.jsonl")
    let named = try await RunScene(
      "preconditions: [{id: target-account, run: {argv: [grep, -qx, a-1, account], timeout: 5s}}]\n"
        + RunScene.steps, prepare: "echo a-2 > account", target: target)
    try await named.approve()
    let other = try await named.run()
    #expect(other.status == 3)
    #expect(other.errors.contains("the precondition 'target-account' does not hold"))
    try await named.shell("echo a-1 > account")
    #expect(try await named.run().status == 0)
  }

  @Test func `a plan doesn't run where a newer one of its id has`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    let build = ["plan", "build", "plan.yaml", "-o", "b.tar.gz", "--force", "--sign", "author"]
    try await scene.shell(
      "mv b.tar.gz old.tar.gz; mv ap.json old.json; mv ap.json.sig old.json.sig 2> /dev/null || true; sed -i 's/id: p,/id: p, serial: 2,/' plan.yaml"
    )
    #expect(try await scene.handoff(build).status == 0)
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    let old = ["run", "old.tar.gz", "--sign", "erik", "--approval", "old.json"]
    let refused = try await scene.handoff(old + ["--journal", "older", "--yes"])
    #expect(refused.status == 3)
    #expect(
      refused.errors.contains("the plan 'p' is serial 1, and serial 2 was run here already"),
      "\(refused.errors)")
    #expect(scene.log == "one\ntwo\n")
    // Another plan with a lower serial is none of this one's.
    try await scene.shell("sed -i 's/id: p, serial: 2,/id: q,/' plan.yaml")
    #expect(try await scene.handoff(build).status == 0)
    try await scene.approve()
    let other = ["run", "b.tar.gz", "--sign", "erik", "--approval", "ap.json", "--yes"]
    #expect(try await scene.handoff(other + ["--journal", "other"]).status == 0)
  }
}
