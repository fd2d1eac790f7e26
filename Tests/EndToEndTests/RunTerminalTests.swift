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

  @Test func `where a pull request was merged stands in journal, evidence and note`() async throws {
    let scene = try await RunScene(
      """
      steps:
        - {id: review, title: Bring it in, class: pull-request, pullRequest: {branch: fix, base: main}}
      """)
    try await scene.approve()
    try await scene.shell(
      Self.play + """
        commit=0123456789abcdef0123456789abcdef01234567
        "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run --yes 2> no && exit 1
        grep -q "the step 'review' is done by a person" no
        begin
        await 'patches/review.pull-request.md'; await 'Is it merged?'; answer y
        await 'URL of the pull request'; answer 'git.example.com/7'; await 'begins with https://'
        answer 'https://git.example.com/7?token='$(printf 'gh%s' p_16C7e42F292c6912E7710c838347Ae178B4a)
        await 'looks like a secret'; answer 'https://git.example.com/acme/orders/pull/7'
        await 'Merge commit'; answer 0123; await 'has 40 hex digits'; answer $commit
        await 'all steps have their result'
        where="https://git.example.com/acme/orders/pull/7, merge commit $commit"
        grep -q '"commit":"'$commit'"' run/journal.jsonl
        if grep -q 16C7e42F run/journal.jsonl; then exit 1; fi
        "$HANDOFF" journal verify run
        "$HANDOFF" ticket note run | grep -F "merged by $where"
        "$HANDOFF" evidence run -o e.tar.gz --sign erik; "$HANDOFF" verify e.tar.gz
        mkdir e && tar -xzf e.tar.gz -C e --strip-components=1
        grep -F "pull request $where" e/EVIDENCE.md; "$HANDOFF" journal verify e
        """)
  }
}
