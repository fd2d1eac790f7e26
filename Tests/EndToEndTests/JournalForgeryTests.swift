import TestSupport
import Testing

/// Somebody holds the executor's key and writes the journal anew: every line follows from the one
/// before, every checkpoint is signed.
@Suite struct JournalForgeryTests {
  @Test func `a journal that was rewritten with its own key tells of a run the plan doesn't hold`()
    async throws
  {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    #expect(try await scene.handoff(["rollback", "run", "--yes"]).status == 0)
    let forge = Fixture.path("Forgery/forge.py", beside: #filePath)
    try await scene.shell(
      """
      forge() { rm -rf forged; cp -r run forged; python3 '\(forge)' forged erik "$1"; }
      refuse() {
        forge "$2"; status=0; "$HANDOFF" journal verify forged > out 2>&1 || status=$?
        test $status = 3 && grep -q "$1" out || { echo "$2: $status"; cat out; exit 1; }
      }
      # The tool itself is right: what it changes nothing in is what it was.
      forge pass; cmp run/journal.jsonl forged/journal.jsonl; "$HANDOFF" journal verify forged

      refuse 'holds no such command' 'events[find("intent", step="two", phase="run")]["command"] = "0" * 64'
      refuse 'holds no such command' 'events[find("intent", step="two", phase="rollback")]["command"] = events[find("intent", step="one", phase="rollback")]["command"]'
      refuse 'has no step' 'events[find("step", step="two")]["step"] = "three-and-a-half"'
      refuse "runs before 'one' is done" 'del events[find("step", step="one")]'
      refuse 'nobody has agreed' 'del events[find("confirmed", step="two")]'
      refuse 'before the backup is verified' 'n = find("intent", phase="backup"); del events[n : n + 2]'
      refuse 'its command or its verification is not' 'events[find("result", step="two", phase="run")]["outcome"] = "unmet"'
      refuse 'its command or its verification is not' 'events[find("result", step="one", phase="verify")]["outcome"] = "unmet"'
      refuse 'nothing has done it' 'n = find("intent", step="one", phase="rollback"); del events[n : n + 2]'
      refuse "passes over 'two'" 'n = find("intent", step="two", phase="rollback"); del events[n : n + 3]'
      refuse "runs though it is done" 'n = find("intent", step="two", phase="run"); m = find("step", step="two"); again = json.loads(json.dumps(events[n : n + 2])); [event.update(attempt=2) for event in again]; events[m + 1 : m + 1] = again'
      refuse 'without its intent' 'del events[find("intent", step="two", phase="run")]'
      refuse 'follows' 'events[find("intent", step="two", phase="run")]["attempt"] = 2'
      refuse 'goes on with another bundle' 'events[find("resumed")]["sums"] = "0" * 64'
      refuse 'a run starts twice' 'events.insert(9, dict(events[0]))'
      """)
  }

  @Test func `a run that was not closed can't be written as closed`() async throws {
    let scene = try await CloseScene.make()
    let forge = Fixture.path("Forgery/forge.py", beside: #filePath)
    try await scene.shell(
      CloseScene.functions + """
        close 0 --yes --waive 'more=until Friday' --rotated 'stripe-secret-key=new' \\
          --rotated 'smtp-password=new' --waive 'generic-password=a test account'
        forge() { rm -rf forged; cp -r run forged; python3 '\(forge)' forged erik "$1"; }
        refuse() {
          forge "$2"; status=0; "$HANDOFF" journal verify forged > out 2>&1 || status=$?
          test $status = 3 && grep -q "$1" out || { echo "$2: $status"; cat out; exit 1; }
        }
        forge pass; cmp run/journal.jsonl forged/journal.jsonl; "$HANDOFF" journal verify forged
        rotated='next(n for n, e in enumerate(events) if e.get("rotation"))'
        waived='next(n for n, e in enumerate(events) if e["type"] == "waived" and e["step"].startswith("rotate:"))'

        refuse "closed and 'post:take' is open" 'del events[find("step", step="post:take")]'
        refuse "closed and 'post:grant.more' is open" 'del events[find("waived", step="post:grant.more")]'
        refuse "is open: rotate REDACTED_generic-password_" "del events[$waived]"
        refuse "is open: rotate REDACTED_s" "n = $rotated; del events[n + 1]"
        refuse 'nobody has said who rotated it' "events[$rotated].pop('rotation')"
        refuse 'no report has named it' 'del events[find("exposed")]'
        refuse 'without its digest' 'events[find("exposed")].pop("exposure")'
        refuse 'without what it is for, its reason' 'events[find("waived", step="post:grant.more")]["note"] = ""'
        refuse 'which nobody can' 'events[find("waived", step="post:grant.more")]["step"] = "post:grant.less"'
        # A reason that its author's key hasn't signed is none.
        refuse "'post:grant.more' is open" 'n = find("waived", step="post:grant.more"); del events[n + 1 : n + 4]; n = next(n for n, e in enumerate(events) if n > find("waived") and e["type"] == "checkpoint"); del events[n]'
        refuse "'post:grant.more' is open" 'events[find("waived", step="post:grant.more")]["actor"] = "olga@x"'
        refuse 'its command or its verification is not' 'events[find("result", step="post:take", phase="postVerify")]["outcome"] = "unmet"'
        refuse 'its command or its verification is not' 'n = find("intent", step="post:take", phase="post"); del events[n : n + 2]'
        refuse 'has no task' 'events[find("step", step="post:take")]["step"] = "post:other"'
        refuse 'closed before it is over' 'del events[find("finished")]'
        """)
  }

  @Test func `the ticket's checkpoint detects it where nothing else does`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    let forge = Fixture.path("Forgery/forge.py", beside: #filePath)
    try await scene.shell(
      """
      head -1 run/checkpoint.txt > pasted
      forge() {
        rm -rf forged; cp -r run forged; python3 '\(forge)' forged erik "$1"
        # By itself it holds: the key is the executor's.
        "$HANDOFF" journal verify forged > out 2>&1 || { echo "$1"; cat out; exit 1; }
        status=0; "$HANDOFF" journal verify forged --checkpoint pasted > out 2>&1 || status=$?
        test $status = 3 && grep -q "$2" out || { echo "$1: $status"; cat out; exit 1; }
      }
      "$HANDOFF" journal verify run --checkpoint pasted
      # Rewritten; cut, and sealed anew; forked behind a line that both have.
      forge 'events[find("step", step="one")]["ts"] = "2026-01-01T00:00:00Z"' 'was rewritten at or before line'
      forge 'n = find("step", step="two"); del events[n + 1 : -1]' 'the checkpoint saw'
      forge 'n = find("finished"); events[n:n] = [dict(events[n], type="interrupted", signal=15, state=None)]; events[n].pop("state")' 'rewritten'
      # Another run of the same bundle in its place.
      mv run old; rm -rf state/handoff/run-places
      """)
    try await scene.approve("olga", ["--reason", "again"])
    #expect(try await scene.run().status == 0)
    let other = try await scene.handoff(["journal", "verify", "run", "--checkpoint", "pasted"])
    #expect(other.status == 3)
    #expect(other.errors.contains("the checkpoint is of another run"))
    // Only its journal, in the folder of the first: what is beside it contradicts.
    try await scene.shell(
      """
      cp -r old mixed; cp run/journal.jsonl mixed/
      status=0; "$HANDOFF" journal verify mixed > out 2>&1 || status=$?; test $status = 3
      cp run/head run/checkpoint.txt mixed/
      status=0; "$HANDOFF" journal verify mixed > out 2>&1 || status=$?
      test $status = 3 && grep -q 'not the one that was captured' out
      """)
  }
}
