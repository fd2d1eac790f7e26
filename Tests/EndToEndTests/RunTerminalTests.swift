import TestSupport
import Testing

/// A person at a terminal of 80 columns, played by tmux. Without tmux these tests fail.
@Suite(.serialized) struct RunTerminalTests {
  private static let steps = """
    steps:
      - id: one
        title: Add the first line to the log of the orders service
        description: The log must begin with it; without this line the reader of the night job stops and its queue fills up until morning.
        class: mutate
        run: {script: 'echo one >> log; cat secrets.env', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        expect: {verify: {argv: [grep, -qx, one, log], timeout: 5s}}
        rollback: {script: 'sed -i /one/d log', timeout: 5s}
      - id: two
        class: mutate
        run: {script: 'echo two >> log', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        gate: {confirm: typed}
        rollback: {script: 'sed -i /two/d log', timeout: 5s}
      - {id: tell, title: Tell the shop team, class: manual, rollback: {none: a message}}
    """

  private static let play =
    TerminalPlay.functions + """
      begin() { play "$HANDOFF run b.tar.gz --sign erik --approval ap.json --journal run"; }

      """

  @Test func `each step is shown and answered, within 80 columns`() async throws {
    let scene = try await RunScene(Self.steps)
    try await scene.approve()
    let played = try await scene.shell(
      Self.play + """
        begin
        await 'Run it? [y]es'; answer d; await 'Run it? [y]es' 2; answer y
        await 'Type two to run it'; answer y; await 'Type two to run it' 2; answer two
        await 'Is it done?'; answer y
        await 'all steps have their result'
        look
        """)
    let screen = played.output.split(separator: "\n").map(String.init)
    #expect(screen.allSatisfy { $0.count <= 80 })
    for text in [
      "-- step 1 of 3: one ----------------------------------------------------------",
      "  step      Add the first line to the log of the orders service (mutate)",
      "  why       The log must begin with it; without this line the reader of the",
      "            night job stops and its queue fills up until morning.",
      "  runs      echo one >> log; cat secrets.env",
      "  undo      sed -i /one/d log", "  done",
      "Type two to run it, or [s]kip [d]etails [r]oll back [q]uit: two",
    ] {
      #expect(screen.contains(text), "\(text)\n\(played.output)")
    }
    #expect(!played.output.contains("Tr0ub4dor"))
    #expect(scene.log == "one\ntwo\n")
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
  }

  @Test func `a person skips with a reason, stops, and rolls back`() async throws {
    let scene = try await RunScene(Self.steps)
    try await scene.approve()
    try await scene.shell(
      Self.play + """
        begin
        await 'Run it?'; answer y
        await 'Type two'; answer s; await 'Why is it skipped?'; answer 'not today password=Tr0ub4dor-and-more'
        await 'Is it done?'; answer q
        await 'takes it up again'; mux kill-server
        "$HANDOFF" status run > out; grep -q 'two .*skipped' out; grep -q 'stopped' out
        grep -q 'not today' run/journal.jsonl
        if grep -q Tr0ub4dor run/journal.jsonl; then exit 1; fi
        begin; await 'Is it done?'; answer r; await 'rolled back'; mux kill-server
        "$HANDOFF" journal verify run; test ! -s log
        """)
  }

  @Test func `a run whose terminal is dropped goes on later`() async throws {
    let scene = try await RunScene(Self.steps)
    try await scene.approve()
    try await scene.shell(
      Self.play + """
        begin
        await 'Run it?'; answer y; await 'Type two'
        mux kill-server; gone='"type":"interrupted"\\|the terminal is gone'
        for _ in $(seq 50); do
          if grep -q "$gone" run/journal.jsonl; then break; fi; sleep 0.1
        done
        grep -q "$gone" run/journal.jsonl
        begin; await 'Type two'; answer two; await 'Is it done?'; answer y
        await 'all steps have their result'
        test "$(tr '\\n' ' ' < log)" = 'one two '
        """)
  }
}
