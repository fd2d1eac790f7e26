import TestSupport
import Testing

/// The program that `client.yaml` names as `notify`.
@Suite struct RunNotifyTests {
  private static let failing = """
    steps:
      - id: one
        class: mutate
        run: {script: 'echo one >> log; cat secrets.env', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        rollback: {script: 'sed -i /one/d log', timeout: 5s}
      - id: two
        class: mutate
        run: {script: 'cat secrets.env; exit 7', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        rollback: {argv: ['true'], timeout: 5s}
        onFailure: rollback
    """

  private func notify(_ settings: String, _ script: String) -> String {
    """
    cat > tell <<'TELL'
    #!/bin/bash
    \(script)
    TELL
    chmod +x tell; printf 'notify: \(settings)\\n' "$PWD" >> cfg/handoff/client.yaml
    """
  }

  @Test func `start, gate, deviation and end are told, and nothing else`() async throws {
    let scene = try await RunScene(
      Self.failing,
      prepare: notify(
        "[%s/tell, first]",
        #"cd "${0%/*}"; cat >> told; echo "$# $1 ${SECRET_OF_SHELL-unset}" >> arguments; cat secrets.env"#
      ))
    try await scene.approve()
    #expect(try await scene.run([]).status == 2)
    let run = try await scene.handoff(
      ["run", "b.tar.gz", "--sign", "erik", "--approval", "ap.json", "--journal", "run", "--yes"],
      environment: ["SECRET_OF_SHELL": "x"])
    #expect(run.status == 2)
    let check = """
      import json
      told = [json.loads(line) for line in open("told")]
      names = [(t["event"], t.get("step"), t.get("state")) for t in told]
      assert names == [
          ("start", None, None), ("gate", None, None), ("end", None, "stopped"),
          ("start", None, None), ("deviation", "two", "failed"), ("deviation", "one", "rolled-back"),
          ("end", None, "rollback-incomplete")], names
      for t in told:
          assert set(t) <= {"apiVersion", "event", "run", "bundle", "ticket", "client", "step",
                            "state", "executor", "time", "emergency"}, t
          assert t["apiVersion"] == "handoff/v1" and t["ticket"] == "T-1", t
          assert t["executor"] == "erik@x" and t["emergency"] is False, t
      assert set(open("arguments")) == {"1 first unset\\n"}
      """
    let checked = try await Command.run("python3", ["-c", check], in: scene.folder.path)
    #expect(checked.status == 0, "\(checked.errors)")
    try await scene.shell(
      "! grep -e Tr0ub4dor -e REDACTED told || exit 1; ! grep -q notified run/journal.jsonl || exit 1"
    )
    #expect(!run.errors.contains("notification"))
  }

  @Test(arguments: [
    ("[%s/tell]", "exit 3", "ended with exit code 3"),
    ("[%s/tell]", "kill -9 $$", "was ended by a signal"),
    ("{run: [%s/tell], timeout: 1s}", "sleep 60", "ran longer than 1 s"),
    ("[%s/missing]", "", "ended with exit code 127"),
  ])
  func `a program that fails is said and journalled, and stops nothing`(
    settings: String, script: String, message: String
  ) async throws {
    let scene = try await RunScene(prepare: notify(settings, script))
    try await scene.approve()
    let run = try await scene.run()
    #expect(run.status == 0, "\(run.errors)")
    #expect(run.errors.contains("The notification command \(message)"), "\(run.errors)")
    #expect(scene.log == "one\ntwo\n")
    try await scene.shell(
      "test \"$(grep -c '\"type\":\"notified\"' run/journal.jsonl)\" = 2; \"$HANDOFF\" journal verify run"
    )
    #expect(try await scene.handoff(["rollback", "run", "--yes"]).status == 0)
  }

  @Test func `a run that a gate refuses at once is told, and leaves no folder`() async throws {
    let scene = try await RunScene(prepare: notify("[%s/tell]", #"cat >> "${0%/*}/told""#))
    for more in [[], ["--dry-run"]] {
      let run = try await scene.handoff(
        ["run", "b.tar.gz", "--sign", "erik", "--journal", "run"] + more)
      #expect(run.status == 3, "\(run.errors)")
    }
    let check = """
      import json
      told = [json.loads(line) for line in open("told")]
      assert len(told) == 1, told
      assert (told[0]["event"], told[0]["state"]) == ("gate", "refused"), told
      assert set(told[0]) == {"apiVersion", "event", "run", "bundle", "ticket", "client", "state",
                              "executor", "time", "emergency"}, told
      assert told[0]["ticket"] == "T-1" and told[0]["executor"] == "erik@x", told
      """
    let checked = try await Command.run("python3", ["-c", check], in: scene.folder.path)
    #expect(checked.status == 0, "\(checked.errors)")
    try await scene.shell("test ! -e run; sed -i 's|cat >>.*|exit 4|' tell")
    let silent = try await scene.handoff(["run", "b.tar.gz", "--sign", "erik", "--journal", "run"])
    #expect(silent.status == 3)
    #expect(silent.errors.contains("warning: the notification command ended with exit code 4"))
  }

  @Test func `a program that isn't named by its absolute path is refused with the settings`()
    async throws
  {
    let scene = try await RunScene()
    try await scene.approve()
    for settings in ["[tell]", "[]", "{run: [/bin/true], timeout: 2h}"] {
      try await scene.shell(
        "sed -i '/^notify/d' cfg/handoff/client.yaml; echo 'notify: \(settings)' >> cfg/handoff/client.yaml"
      )
      let run = try await scene.run()
      #expect(run.status == 1 && run.errors.contains("client.yaml:"), "\(run.errors)")
    }
  }
}
