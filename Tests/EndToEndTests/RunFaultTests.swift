import TestSupport
import Testing

/// What happens to a run when it is interrupted, or its disk is full. See ``FaultRunTests`` for kills.
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

  @Test func `a full disk stops the run before the next effect`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell(
      """
      # Files can't grow beyond a limit that the journal reaches in the midst of the run.
      status=0
      until test -e run/journal.jsonl && test $(wc -c < run/journal.jsonl) -gt 40000; do
        "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run > out 2>&1 < /dev/null || true
      done
      (ulimit -f $(($(wc -c < run/journal.jsonl) / 1024 + 3)); "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run --yes \\
        > out 2>&1 < /dev/null) || status=$?
      test $status != 0 || { cat out; exit 1; }
      grep -q 'journal.jsonl: cannot' out || { cat out; exit 1; }
      "$HANDOFF" journal verify run
      "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run --yes < /dev/null
      test "$(tr '\\n' ' ' < log)" = 'one two '
      """)
  }

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
}
