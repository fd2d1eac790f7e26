import TestSupport
import Testing

/// What a person sees of a run, whole screens of 80 columns.
@Suite(.serialized) struct RunScreenTerminalTests {
  private static let steps = """
    parameters:
      release: {description: The release to note}
      database: {from: '@HOST@'}
      token: {from: '@TOKEN@'}
    monitoring: [{metric: errors a minute, where: the shop's dashboard, rollbackIf: more than 20}]
    steps:
      - id: look
        title: Look at the log
        class: read
        run: {argv: [cat, log], timeout: 5s}
      - id: note
        title: Note the release and the database in the log of the orders service
        description: The night job reads both; without them it stops, and its queue fills up until somebody looks.
        class: mutate
        run:
          argv: [bash, -c, 'echo "$1 of $2 by ${TOKEN:+a token}" >> log; sleep 3; cat secrets.env', note, '{{ release }}', '{{ database }}']
          env: {TOKEN: '{{ token }}'}
          timeout: 20s
        precheck: {argv: [test, -w, .], timeout: 5s}
        expect: {stdout: {contains: DB_PASSWORD}, verify: {argv: [grep, -q, a token, log], timeout: 5s}}
        rollback: {script: 'sed -i /token/d log', timeout: 5s}
      - id: drop
        title: Drop the old log
        class: destroy
        run: {argv: [rm, -f, old.log], timeout: 5s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        rollback: {argv: [touch, old.log], timeout: 5s}
      - {id: tell, title: Tell the shop team, class: manual, rollback: {none: a message}}
    """

  private static let prepare = #"""
    mkdir -p state/handoff/keys
    printf 0123456789abcdef0123456789abcdef > state/handoff/keys/T-1.key
    chmod -R go-rwx state
    printf 'token: vault-kept-9Qz71xLmP\nhost: 10.20.30.40\n' > seen.yaml
    "$HANDOFF" redact --ticket T-1 --profile strict --vault all seen.yaml -o seen.out
    sed -i "s/@TOKEN@/$(grep -o 'REDACTED_[a-z0-9_-]*' seen.out)/; s/@HOST@/$(sed -n 's/^host: //p' seen.out)/" plan.yaml
    sed -i 's/^  target:/target:/; s/expires:/title: "Orders: note the release", expires:/' plan.yaml
    """#

  private static let play =
    TerminalPlay.functions + #"""
      begin() { play "$HANDOFF run b.tar.gz --sign erik --approval ap.json --journal run"; }
      # The screen, without what is another text at each run.
      keep() { look | sed -e '/^Checkpoint, to paste/,$d' -e 's/[[:space:]]*$//' |
        sed -e ':a' -e '/^\n*$/{$d;N;ba' -e '}' > "$1.txt"; }

      """#

  private func compare(_ names: [String], in scene: RunScene) throws {
    for name in names {
      let screen = try scene.folder.read("\(name).txt")
      #expect(screen.split(separator: "\n").allSatisfy { $0.count <= 80 })
      #expect(try Golden.difference(screen, from: "\(name).txt", beside: #filePath) == nil)
    }
  }

  @Test func `a run is shown as it will be, step by step`() async throws {
    let scene = try await RunScene(Self.steps, prepare: Self.prepare)
    try await scene.approve()
    try await scene.shell(
      Self.play + """
        begin; await 'The release to note'; answer 2.14.4
        await 'Run it? [y]es'; keep run-step
        answer d; await 'Run it? [y]es' 2; answer y
        await 'step 2 of 4, window closes at 2099-01-01T00:00:00Z, running for 2 s'
        await 'Type drop'; answer y; await 'Type drop' 2; keep run-typed
        answer s; await 'Why is it skipped?'; answer ''; await 'needs a reason'; await 'Type drop' 3
        answer s; await 'Why is it skipped?' 2; answer 'it is gone already'
        await 'Is it done?'; answer r; await 'ended with 2'; keep run-rolled-back
        test "$(cat log)" = ''
        grep -q 'it is gone already' run/journal.jsonl
        """)
    try compare(["run-step", "run-typed", "run-rolled-back"], in: scene)
    try await scene.shell(
      "! grep -rq -e vault-kept -e Tr0ub4dor run ./*.txt || exit 1; ! grep -q 10.20.30.40 run/journal.jsonl"
    )
  }

  @Test func `nothing is drawn anew where the terminal can't`() async throws {
    let scene = try await RunScene(
      "steps: [{id: one, class: read, run: {argv: [sleep, '3'], timeout: 20s}}]")
    try await scene.approve()
    try await scene.shell(
      Self.play + """
        play "TERM=dumb script -qefc '$HANDOFF run b.tar.gz --sign erik --approval ap.json --journal run' typed"
        await 'all steps have their result'; mux kill-server
        if grep -q $'\\033' typed || grep -q 'running for' typed; then cat -v typed; exit 1; fi
        """)
  }

  @Test func `a step that may outlast the window says so, and what ends in time doesn't`()
    async throws
  {
    let scene = try await RunScene(
      """
      steps:
        - {id: short, class: mutate, run: {script: 'echo s >> log', timeout: 2s}, precheck: {argv: ['true'], timeout: 1s}, rollback: {argv: ['true'], timeout: 2s}}
        - {id: long, class: mutate, run: {script: 'echo l >> log', timeout: 50m}, precheck: {argv: ['true'], timeout: 1s}, rollback: {argv: ['true'], timeout: 2m}}
      """,
      prepare:
        "sed -i \"s/^window: .*/window: {start: $(date -u -d '-1 hour' +%FT%TZ), end: $(date -u -d '+45 minutes' +%FT%TZ)}/\" plan.yaml"
    )
    try await scene.approve()
    try await scene.shell(
      Self.play + """
        begin; await 'step 1 of 2, window closes in 44 min'; await 'Run it?'
        if look | grep -q 'may close before'; then look; exit 1; fi
        answer y; await 'step 2 of 2, window closes in 44 min'; await 'Run it?' 2
        await 'The window may close before it ends or is taken back: that may take'
        answer y; await 'all steps have their result'
        test "$(tr '\\n' ' ' < log)" = 's l '
        """)
  }
}
