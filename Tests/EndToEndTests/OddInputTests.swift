import TestSupport
import Testing

/// Inputs and outputs that are no ordinary files.
@Suite struct OddInputTests {
  private let scene = RedactScene()

  private func begin() throws {
    try scene.folder.write("a.env", "API_KEY=k7Gf3Qx9Zp2LmW8t\nsaid k7Gf3Qx9Zp2LmW8t\n")
  }

  @Test func `a pipe that is named as a file is redacted as the file is`() async throws {
    try begin()
    try await scene.shell(
      """
      "$HANDOFF" redact a.env -o expected
      mkfifo f
      cat a.env > f & "$HANDOFF" redact f -o one; cmp one expected
      "$HANDOFF" redact <(cat a.env) -o two; cmp two expected
      cat a.env | "$HANDOFF" redact /dev/stdin -o three; cmp three expected
      "$HANDOFF" redact /dev/stdin -o four < a.env; cmp four expected
      "$HANDOFF" redact /dev/fd/7 -o five 7< a.env; cmp five expected
      # What one pipe holds goes from the other.
      "$HANDOFF" redact <(cat a.env) <(echo bare k7Gf3Qx9Zp2LmW8t) -o both
      if grep -rq k7Gf both; then exit 1; fi
      "$HANDOFF" redact <(cat a.env) -o six --json > report
      grep -q '"count": 2' report; grep -q '"propagated": 1' report
      # Long ones are read in pieces, and nothing remains beside the output.
      for _ in $(seq 100000); do echo "2026-11-21 jane@example.com said k7Gf3Qx9Zp2LmW8t"; done > long
      cat long a.env > longer
      "$HANDOFF" redact longer -o expected-long
      "$HANDOFF" redact <(cat longer) -o piped-long; cmp piped-long expected-long
      fails 2 'found' "$HANDOFF" check <(cat a.env)
      fails 1 "can't be redacted: compressed (gzip)" "$HANDOFF" redact <(gzip < a.env) -o no
      holds a.env both expected expected-long f five four long longer one piped-long report six three two
      """)
  }

  @Test func `a path that can't be read or written says how that is mended`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    try await scene.shell(
      """
      says() {
        want=$1; hint=$2; shift 2; status=0
        "$HANDOFF" "$@" > out 2> err < /dev/null || status=$?
        [ "$status" = "$want" ] && grep -q "^handoff: error: .*no[-/]" err && grep -q "^handoff: hint: .*$hint" err \\
          || { echo "$* ($status)"; cat err; exit 1; }
      }
      folder="there is no folder 'no/such': make it"; name='nothing has that name there'
      echo a > a.env; : > no-file
      says 1 "$folder" redact a.env -o no/such/out
      says 1 "$folder" redact a.env -o out-1 --report no/such/report.json
      says 1 "$folder" approve b.tar.gz --role change-approver --sign olga -o no/such/ap.json
      says 1 "$name" approve b.tar.gz --role change-approver --sign no-key -o new.json
      says 1 "$name" run b.tar.gz --sign no-key --approval ap.json --journal run
      says 1 "$name" run b.tar.gz --sign erik --approval no-approval --journal run
      says 1 "$name" redact a.env -o out-2 --known no-values
      says 1 "$name" check no-input
      says 1 "no folder 'no/such': check how it is written" check no/such/input
      says 1 "$name" verify b.tar.gz --allowed-signers no-signers
      says 1 "$name" signers add x@y no-key.pub
      says 1 "a part of the path is a file" redact a.env -o no-file/out
      for command in status close rollback 'journal verify' 'evidence -o e.tar.gz'; do
        # shellcheck disable=SC2086
        says 1 "the folder that 'handoff run' reported" $command no-run
      done
      "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run --yes --quiet
      says 1 "$folder" evidence run -o no/such/e.tar.gz
      says 1 "$name" close run --sign no-key
      """)
  }

  @Test func `devices are refused, files of the kernel are read`() async throws {
    try begin()
    try await scene.shell(
      """
      fails 1 'is neither a file, a folder nor a pipe' "$HANDOFF" redact /dev/zero -o no
      fails 1 'is neither a file, a folder nor a pipe' "$HANDOFF" check /dev/zero
      if [ -e /proc/version ]; then
        "$HANDOFF" redact /proc/version -o version; cmp version /proc/version; rm version
      fi
      mkfifo f; mkdir in; mv f in; cp a.env in
      "$HANDOFF" redact in -o out 2> messages; grep -q 'left out in/f: not a regular file' messages
      holds a.env in out messages
      """)
  }

  @Test func `standard streams that are closed or full fail and say so`() async throws {
    try begin()
    try await scene.shell(
      """
      closed() { "$HANDOFF" "$@" <&-; }; mute() { "$HANDOFF" "$@" < a.env >&-; }
      full() { "$HANDOFF" "$@" < a.env > /dev/full; }
      fails 1 'standard input: cannot read it: Bad file descriptor' closed redact
      fails 1 'standard output: cannot write it: Bad file descriptor' mute redact
      fails 1 'standard output: cannot write it: Bad file descriptor' mute check a.env
      # No file of the program's has the number of a closed stream.
      "$HANDOFF" redact a.env -o out <&- >&- 2>&-
      grep -q 'said REDACTED_' out; rm out
      if [ -e /dev/full ]; then
        for arguments in redact 'check a.env' 'check a.env --json' --help; do
          fails 1 'standard output: cannot write it: No space left on device' full $arguments
        done
      fi
      holds a.env
      """)
  }

  @Test func `a reader that goes away ends a filter without a word`() async throws {
    try await scene.shell(
      """
      set -o pipefail
      for _ in $(seq 200000); do echo "INFO password=hunter2hunter2 served"; done > in
      for way in file pipe; do
        code=0
        if [ $way = file ]; then "$HANDOFF" redact < in 2> .messages | head -n 1 > first || code=$?
        else cat in | "$HANDOFF" redact 2> .messages | head -n 1 > first || code=$?; fi
        [ "$code" = 141 ]; [ ! -s .messages ]; grep -q 'password=REDACTED_' first
      done
      code=0; "$HANDOFF" check in 2> .messages | head -n 1 > first || code=$?
      [ "$code" = 141 ]; [ ! -s .messages ]
      """)
  }

  @Test(arguments: ["INT", "TERM"])
  func `a signal ends any job and leaves nothing`(signal: String) async throws {
    try await scene.shell(
      """
      set -m
      for _ in $(seq 400000); do echo "INFO password=hunter2hunter2 jane@example.com served"; done > big
      mkdir in; for i in $(seq 40); do head -n 40000 big > in/$i; done
      ends() {
        "$@" 2> .messages & job=$!
        sleep 0.5; kill -\(signal) $job; code=0; wait $job || code=$?
        [ "$code" = 130 ] || { echo "exit $code: $*"; exit 1; }
        [ ! -s .messages ] || { cat .messages; exit 1; }
        holds big in
      }
      ends "$HANDOFF" redact big -o out
      ends "$HANDOFF" redact in -o out
      ends "$HANDOFF" redact <(cat big; sleep 5) -o out
      ends "$HANDOFF" check in
      filter() { exec "$HANDOFF" redact < big > /dev/null; }; ends filter
      """)
  }

  @Test func `names of any kind, loops and what can't be read`() async throws {
    try begin()
    try await scene.shell(
      """
      mkdir -p in/empty in/locked; : > in/nothing
      ln -s .. in/loop; ln -s missing in/dangling
      cp a.env $'in/tab\\there'; cp a.env $'in/new\\nline'; cp a.env $'in/esc\\e[31m'
      cp a.env $'in/bad\\xff' || cp a.env in/bad
      "$HANDOFF" redact in -o out 2> messages
      # The rest is as it was, and no control character reaches the terminal.
      [ -d out/empty ]; [ -f out/nothing ]; [ ! -s out/nothing ]
      [ -f $'out/tab\\there' ]; [ -f $'out/new\\nline' ]; [ ! -e out/loop ]
      if grep -rq k7Gf out || grep -q $'\\e' messages; then exit 1; fi
      grep -q 'in/loop: a symbolic link' messages
      if [ ! -e out/bad ]; then grep -q "its name isn't UTF-8" messages; fi
      fails 2 found "$HANDOFF" check in > lines
      if grep -q $'\\e' lines; then exit 1; fi; grep -q 'in/new\\\\u{a}line:1:9: credential' lines
      fails 1 $'cannot read it' "$HANDOFF" redact $'no\\e[31msuch' -o no
      if grep -q $'\\e' .messages; then exit 1; fi
      mkdir void; "$HANDOFF" redact void -o void-out; [ -d void-out ]; rm -r void void-out
      : > void; "$HANDOFF" redact void -o void-out; [ -f void-out ]; [ ! -s void-out ]
      """)
  }

  @Test func `what may not be read is left out in a folder and an error by name`() async throws {
    try begin()
    try await scene.shell(
      """
      mkdir -p in/locked; cp a.env in/a; cp a.env in/secret; chmod 0 in/secret in/locked
      chmod 777 .
      if [ "$(id -u)" = 0 ]; then
        command -v setpriv > /dev/null || exit 0
        as() { setpriv --reuid=65534 --clear-groups "$@"; }
        mkdir .state .config; chmod 777 .state .config
      else as() { "$@"; }; fi
      as "$HANDOFF" redact in -o out 2> messages
      grep -q "left out in/secret: it can't be read" messages
      grep -q "left out in/locked: it can't be listed" messages
      fails 1 'in/secret: cannot read it: Permission denied' as "$HANDOFF" redact in/secret -o no
      fails 1 'in/locked: cannot list the folder: Permission denied' as "$HANDOFF" check in/locked
      mkdir shut; chmod 555 shut
      fails 1 'shut/out: cannot make a file beside it: Permission denied' as "$HANDOFF" redact in -o shut/out
      fails 1 'shut/out: cannot make a file beside it: Permission denied' as "$HANDOFF" redact in/a -o shut/out
      """)
  }

  @Test func `many small files need few descriptors, and an output may be on another disk`()
    async throws
  {
    try await scene.shell(
      """
      mkdir in; for i in $(seq 1500); do echo "PASSWORD=hunter2hunter$i" > in/$i.env; done
      (ulimit -n 48; "$HANDOFF" redact in -o out --jobs 8 --vault none; "$HANDOFF" check in > found || [ $? = 2 ])
      [ "$(ls out | wc -l)" -eq 1500 ]; [ "$(wc -l < found)" -eq 1500 ]
      if grep -rq hunter2 out; then exit 1; fi
      other=/dev/shm; [ -d $other ] || exit 0
      place=$(mktemp -d $other/handoff-test.XXXXXX); trap 'rm -r "$place"' EXIT
      "$HANDOFF" redact in -o "$place/out" --vault none; diff -r out "$place/out"
      """)
  }
}
