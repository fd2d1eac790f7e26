import TestSupport
import Testing

/// What happens to a run when it is interrupted, or what it runs is killed. See ``FaultRunTests`` for
/// kills of its own.
@Suite(.serialized) struct RunFaultTests {
  @Test(arguments: ["INT", "TERM", "HUP"])
  func `a signal ends the child with its group, and the journal says so`(
    _ signal: String
  ) async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell(
      """
      STEP_SECONDS=47 "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run --yes \\
        > out 2>&1 < /dev/null &
      pid=$!
      until grep -q '"phase":"run".*"step":"two"' run/journal.jsonl 2> /dev/null; do sleep 0.05; done
      sleep 0.2
      kill -\(signal) $pid
      status=0; wait $pid || status=$?
      test $status = 130 || { echo "exit $status"; cat out; exit 1; }
      if pgrep -fx 'sleep 47'; then exit 1; fi
      grep -q '"outcome":"interrupted"' run/journal.jsonl
      grep -q '"type":"interrupted"' run/journal.jsonl
      "$HANDOFF" journal verify run
      "$HANDOFF" status run | grep -q unknown
      # Nothing tells that the step was done, and it isn't idempotent: a person must say so.
      status=0
      "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run --yes < /dev/null || status=$?
      test $status = 2
      test "$(cat log)" = one
      """)
  }

  /// As the system does when memory is short, and as a limit does.
  @Test(arguments: ["kill -9 $$", "ulimit -v 40000; head -c 200M /dev/zero | tail -c 200M"])
  func `a step that is ended for its memory has failed, and is taken back`(
    _ script: String
  ) async throws {
    let scene = try await RunScene(
      """
      steps:
        - id: one
          class: mutate
          run: {script: 'echo one >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /one/d log', timeout: 5s}
        - id: two
          class: mutate
          run: {script: '\(script)', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /two/d log', timeout: 5s}
      """)
    try await scene.approve()
    #expect(try await scene.run().status == 2)
    #expect(scene.log == "one\n")
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
    // Nobody has said whether the second step left something: it stays, and that is told.
    let back = try await scene.handoff(["rollback", "run", "--yes"])
    #expect(back.status == 2)
    #expect(back.errors.contains("'two' failed midway"), "\(back.errors)")
    #expect(scene.log == "")
    #expect(try await scene.handoff(["journal", "verify", "run"]).status == 0)
  }

  #if os(Linux)
    @Test(arguments: ["full", "unsynced"])
    func `a journal that can't be written stops the run before the next effect`(
      _ fault: String
    ) async throws {
      let scene = try await RunScene()
      try await scene.approve()
      let source = Fixture.path("../Faults/journal-fault.c", beside: #filePath)
      try await scene.shell(
        """
        cc -shared -fPIC -Wall -Werror -o fault.so '\(source)' -ldl
        run="run b.tar.gz --sign erik --approval ap.json --journal run --yes"
        # The intent and the result of the first step's command, and the second's.
        for line in 13 14 21; do
          status=0
          LD_PRELOAD=$PWD/fault.so JOURNAL_FAULT=$line:\(fault) "$HANDOFF" $run > out 2>&1 < /dev/null || status=$?
          test $status = 1 && grep -q 'journal.jsonl: cannot' out && grep -q 'hint: nothing more' out || { echo "$line: $status"; cat out; exit 1; }
          "$HANDOFF" journal verify run > out 2>&1 || { echo "$line:"; cat out; exit 1; }
          "$HANDOFF" $run > out 2>&1 < /dev/null || { echo "$line: resume"; cat out; exit 1; }
          test "$(tr '\\n' ' ' < log)" = 'one two ' || { echo "$line:"; cat log; exit 1; }
          "$HANDOFF" journal verify run
          rm -rf run state/handoff/approvals-used state/handoff/run-places; : > log
        done
        """)
    }
  #endif

  @Test func `one runner at a time`() async throws {
    let scene = try await RunScene(
      """
      steps:
        - id: two
          class: mutate
          run: {script: 'until test -e go; do sleep 0.1; done; echo two >> log', timeout: 100s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /two/d log', timeout: 5s}
      """)
    try await scene.approve()
    try await scene.shell(
      """
      run="run b.tar.gz --sign erik --approval ap.json --journal run --yes"
      "$HANDOFF" $run > out 2>&1 < /dev/null &
      until grep -q '"phase":"run"' run/journal.jsonl 2> /dev/null; do sleep 0.05; done
      "$HANDOFF" status run | grep -q running
      status=0
      "$HANDOFF" $run 2> err < /dev/null || status=$?
      touch go
      test $status = 1
      grep -q 'another handoff works on this run' err
      wait
      test "$(cat log)" = two
      """)
  }

  @Test func `a run that was killed in its first line begins anew`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell(
      "mkdir -m 700 run; printf '{\"run\":\"p.1\",\"se' > run/journal.jsonl; chmod 600 run/journal.jsonl"
    )
    let run = try await scene.run()
    #expect(run.status == 0, "\(run.errors)")
    #expect(scene.log == "one\ntwo\n")
    try await scene.shell("\"$HANDOFF\" journal verify run")
  }
}
