import TestSupport
import Testing

/// A run outside its window and without its approvals, declared and reviewed by others.
@Suite(.serialized) struct EmergencyTerminalTests {
  @Test func `an emergency is declared by who may, marked everywhere, and reviewed by another`()
    async throws
  {
    let scene = try await RunScene(
      prepare: """
        sed -i -e 's/^approvals: .*/approvals: [{role: change-approver, min: 2}]/' \
          -e 's/^window: .*/window: {start: 2098-01-01T00:00:00Z, end: 2099-01-01T00:00:00Z}/' plan.yaml
        """)
    func approve(_ key: String, _ more: [String] = ["--reason", "Checkout is down"]) async throws
      -> Command
    {
      try await scene.handoff(
        [
          "approve", "b.tar.gz", "--role", "emergency", "--sign", key, "-o", "ap.json", "--force",
        ] + more)
    }
    // Nobody was named for it.
    let unnamed = try await approve("olga")
    #expect(unnamed.status == 3)
    #expect(unnamed.errors.contains("roles: {emergency: [olga@x]}"), "\(unnamed.errors)")
    try await scene.shell(
      "echo 'roles: {change-approver: [olga@x], emergency: [olga@x, erik@x]}' >> cfg/handoff/client.yaml"
    )
    let silent = try await approve("olga", ["--reason", " "])
    #expect(silent.status == 64 && silent.errors.contains("needs its reason"), "\(silent.errors)")

    try await scene.approve()
    let closed = try await scene.run()
    #expect(closed.status == 3 && closed.errors.contains("the window opens at 2098"))
    let undeclared = try await scene.run(["--yes", "--emergency"])
    #expect(undeclared.status == 3)
    #expect(
      undeclared.errors.contains("1 approval as 'emergency' needed, 0 count"),
      "\(undeclared.errors)")
    #expect(try await approve("erik").status == 0)
    let own = try await scene.run(["--yes", "--emergency"])
    #expect(own.status == 3 && own.errors.contains("erik@x is the executor"), "\(own.errors)")
    #expect(scene.log == "")

    let declared = try await approve("olga")
    #expect(declared.status == 0)
    #expect(declared.errors.contains("stands for all approvals of the plan, and for its window"))
    // It opens nothing unless the executor says so too.
    #expect(try await scene.run().errors.contains("the window opens at 2098"))
    let run = try await scene.run(["--yes", "--emergency"])
    #expect(run.status == 0, "\(run.errors)")
    #expect(scene.log == "one\ntwo\n")
    #expect(run.errors.contains("EMERGENCY Checkout is down (olga@x)"), "\(run.errors)")
    #expect(try await scene.run(["--yes", "--emergency", "--journal", "again"]).status == 3)

    try await scene.shell(
      """
      head -1 run/journal.jsonl | grep -q '"emergency":"Checkout is down (olga@x)"'
      grep -q 'an emergency has no window' run/journal.jsonl
      "$HANDOFF" journal verify run
      "$HANDOFF" status run | grep -qx 'EMERGENCY  Checkout is down (olga@x)'
      "$HANDOFF" status run --json | python3 -c 'import json, sys; assert json.load(sys.stdin)["emergency"].startswith("Checkout")'
      "$HANDOFF" ticket note run | grep -qx 'EMERGENCY: Checkout is down (olga@x)'
      "$HANDOFF" evidence run -o e.tar.gz --sign erik; mkdir e; tar xzf e.tar.gz -C e
      grep -q '^# Evidence: EMERGENCY: ' e/*/EVIDENCE.md
      grep -qx -- '- Emergency: Checkout is down (olga@x)' e/*/EVIDENCE.md
      grep -qx -- '- Review: due: not confirmed yet' e/*/EVIDENCE.md
      """)
    try await scene.shell(
      TerminalPlay.functions + """
        play "$HANDOFF close run --yes"; await 'ended with 2'
        await 'erik@x has executed the run; somebody else must review it'
        await "not confirmed: review 'emergency-review'"; mux kill-server
        test -e revoked
        # A reviewer without a terminal confirms nothing.
        status=0; "$HANDOFF" close run --yes --sign olga 2> err || status=$?; test $status = 2
        play "$HANDOFF close run --sign olga"; await 'Is it done? [y/N]'; answer y
        await 'ended with 0'; mux kill-server
        "$HANDOFF" journal verify run
        "$HANDOFF" evidence run -o e2.tar.gz --sign erik; mkdir e2; tar xzf e2.tar.gz -C e2
        grep -qx -- '- Review: done' e2/*/EVIDENCE.md
        """)
  }
}
