import TestSupport
import Testing

/// Commands that are run by a person, and what is kept of them.
@Suite struct CaptureCommandTests {
  private let scene = RedactScene()

  /// `exits CODE COMMAND…`; `field NAME` of the newest record, whose folder is out.
  private static let begin = """
    exits() {
      code=0; want=$1; shift; "$@" > .config.out 2> .messages || code=$?
      [ "$code" = "$want" ] || { echo "exit $code, not $want: $*"; cat .messages; exit 1; }
    }
    capture() { "$HANDOFF" capture -o out --force "$@"; }
    field() { jq -r ".$1" out/capture.json; }
    clean() {
      ! grep -rqE "$1" out .state .config.out .messages || { grep -rnE "$1" out .config.out .messages; exit 1; }
      [ -z "$(ls -A | grep part || true)" ]
    }

    """

  @Test func `output, errors and arguments are kept redacted, with what was run`() async throws {
    try await scene.shell(
      Self.begin + """
        exits 3 capture -- sh -c 'echo "to jane@example.com"; echo "password=hunter2hunter2" >&2; exit 3' --token=ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2
        clean 'jane@|hunter2|ghp_a1'
        grep -q '^to user-.*@redacted.invalid$' out/stdout.txt; cmp out/stdout.txt .config.out
        grep -q '^password=REDACTED_' out/stderr.txt; grep -qF "$(cat out/stderr.txt)" .messages
        [ "$(ls out | tr '\\n' ' ')" = 'capture.json stderr.txt stdout.txt ' ]
        [ "$(field exit) $(field signal) $(field kind)" = '3 null capture' ]
        field command | grep -q "^sh -c '.*' --token=REDACTED_"
        [ "$(field stdout.bytes)" = "$(wc -c < out/stdout.txt)" ]
        [ "$(field 'redacted | map("\\(.rule) \\(.count)") | join(",")')" = 'email-address 1,generic-password 1' ]
        "$HANDOFF" reveal out/stdout.txt 2> /dev/null | grep -qx 'to jane@example.com'
        """)
  }

  @Test func `a value goes from where it stood before its name was told`() async throws {
    try await scene.shell(
      Self.begin + """
        cat > in.sh <<'EOF'
        echo 'connecting with k7Gf3Qx9Zp2LmW8t'
        echo 'b64 azdHZjNReDlacDJMbVc4dA==' >&2
        printf -- '- value: Rr5Vn1KcZp2LmW8t\\n  name: DB_PASSWORD\\n'
        printf 'apiVersion: v1\\ndata:\\n  a: YW4gb3JkaW5hcnkgcGFzcw==\\nkind: Secret\\n'
        echo 'DB_PASSWORD=k7Gf3Qx9Zp2LmW8t'
        EOF
        exits 0 capture --quiet -- sh in.sh
        clean 'k7Gf3|azdHZjN|Rr5Vn1|YW4gb3Jk'
        sh in.sh > raw 2> raw.err; for name in raw raw.err; do mkdir -p both; mv $name both/; done
        "$HANDOFF" redact both -o both.out --quiet
        cmp both.out/raw out/stdout.txt; cmp both.out/raw.err out/stderr.txt
        """)
  }

  @Test func `the command's end is passed on`() async throws {
    try await scene.shell(
      Self.begin + """
        for code in 0 1 2 77 125 255; do exits $code capture -- sh -c "exit $code"; [ "$(field exit)" = $code ]; done
        for signal in TERM KILL INT PIPE; do
          number=$(kill -l $signal); exits $((128 + number)) capture -- sh -c "kill -$signal \\$\\$"
          [ "$(field signal) $(field exit)" = "$number null" ]
        done
        rm -r out
        exits 127 capture -- no-such-command-anywhere; grep -q 'command not found' .messages
        exits 127 capture -- ./missing
        printf x > plain; exits 126 capture -- ./plain; exits 126 capture -- "$PWD"
        exits 64 capture; exits 64 "$HANDOFF" capture -- true
        exits 64 capture --vault some -- true
        [ ! -e out ]; mkdir taken
        exits 125 "$HANDOFF" capture -o taken -- touch ran; grep -q 'exists already' .messages
        exits 125 "$HANDOFF" capture -o missing/out -- touch ran
        printf short > key; chmod 600 key; exits 125 capture --key key -- touch ran
        [ ! -e ran ]; [ ! -e out ]
        """)
  }

  @Test func `the command has the terminal's input and a fresh process's signals`() async throws {
    try await scene.shell(
      Self.begin + """
        echo 'a line' | capture --quiet -- sh -c 'read -r x; echo "got $x"; cat' > seen
        [ ! -s seen ]; [ "$(cat out/stdout.txt)" = 'got a line' ]
        exits 0 capture --quiet -- sh -c 'yes | head -n 1; printf "no newline"'
        [ "$(tail -c 10 out/stdout.txt)" = 'no newline' ]
        exits 0 capture -- true < /dev/null; [ ! -s out/stdout.txt ]
        exits 0 capture --json -- echo hello; jq -e '.command == "echo hello"' .config.out > /dev/null
        [ "$(cat out/stdout.txt)" = hello ]
        # Whoever watched may go: the capture is whole, and nothing is said.
        (capture -- seq 200000; echo $? > status) 2> .messages | head -n 1 > /dev/null
        [ "$(cat status)" = 0 ]; seq 200000 | cmp - out/stdout.txt
        if grep -q 'error' .messages; then cat .messages; exit 1; fi
        """)
  }

  @Test func `interrupted, the command ends and its output is whole`() async throws {
    try await scene.shell(
      Self.begin + """
        cat > slow.sh <<'EOF'
        trap 'echo cleaning up; exit 7' INT TERM
        echo 'password=hunter2hunter2'; touch started
        while :; do sleep 0.05; done
        EOF
        for signal in INT TERM; do
          rm -f started
          python3 - $signal <<'PY'
        import os, signal, subprocess, sys, time
        child = subprocess.Popen([os.environ["HANDOFF"], "capture", "-o", "out", "--force", "--quiet", "--", "bash", "slow.sh"],
          start_new_session=True)
        while not os.path.exists("started"): time.sleep(0.02)
        child.send_signal(getattr(signal, "SIG" + sys.argv[1]))
        assert child.wait(100) == 7, child.returncode
        PY
          grep -q '^cleaning up$' out/stdout.txt; grep -q '^password=REDACTED_' out/stdout.txt
          [ "$(field exit)" = 7 ]
        done
        clean hunter2
        """)
  }

  @Test func `a key at the terminal reaches the command once`() async throws {
    try await scene.shell(
      Self.begin + """
        cat > count.py <<'EOF'
        import signal, time
        seen = []
        signal.signal(signal.SIGINT, lambda *_: seen.append(1))
        print("ready", flush=True)
        end = time.time() + 60
        while not seen and time.time() < end: time.sleep(0.05)
        time.sleep(0.7)
        print("interrupts", len(seen), flush=True)
        EOF
        python3 - <<'PY'
        import os, pty
        pid, master = pty.fork()
        if pid == 0:
          os.execv(os.environ["HANDOFF"], ["handoff", "capture", "-o", "out", "--", "python3", "count.py"])
        seen = b""
        while b"ready" not in seen: seen += os.read(master, 1000)
        os.write(master, b"\\x03")
        try:
          while True:
            more = os.read(master, 1000)
            if not more: break
        except OSError: pass
        assert os.waitpid(pid, 0)[1] == 0
        PY
        grep -qx 'interrupts 1' out/stdout.txt
        """)
  }

  @Test func `what the command leaves behind isn't waited for`() async throws {
    try await scene.shell(
      Self.begin + """
        start=$(date +%s)
        exits 0 capture -- sh -c 'sleep 30 & echo $! > pid; echo done'
        kill "$(cat pid)" 2> /dev/null || true
        [ $(($(date +%s) - start)) -lt 15 ]; [ "$(cat out/stdout.txt)" = done ]
        [ "$(field leftBehind)" = true ]; grep -q 'warning: the command has ended' .messages
        # One that closed its output long ago is waited for.
        exits 4 capture -- sh -c 'exec >&- 2>&-; sleep 1; exit 4'
        """)
  }

  @Test func `what can't be seen through isn't kept, and other bytes are`() async throws {
    try await scene.shell(
      Self.begin + """
        echo 'password=hunter2hunter2' | gzip > packed
        exits 0 capture -- cat packed; [ ! -s out/stdout.txt ]; [ ! -s .config.out ]
        [ "$(field stdout.leftOut)" = 'compressed, or an archive' ]; grep -q 'not kept: compressed' .messages
        printf 'a\\0\\377\\376b\\r\\npassword=hunter2hunter2\\0\\n' > bytes
        exits 0 capture -- cat bytes
        clean hunter2; head -c 7 bytes > want; head -c 7 out/stdout.txt | cmp - want
        printf 'password=hunter2hunter2\\n' | iconv -t UTF-16 > wide
        exits 0 capture -- cat wide; [ ! -s .config.out ]
        iconv -f UTF-16 out/stdout.txt | grep -q '^password=REDACTED_'
        """)
  }

  @Test func `a long output is redacted in bounded memory`() async throws {
    try await scene.shell(
      Self.begin + """
        cat > long.py <<'EOF'
        import sys
        print("plain k7Gf3Qx9Zp2LmW8t first")
        print("DB_PASSWORD=k7Gf3Qx9Zp2LmW8t")
        for i in range(900000): print("an ordinary line of a log, number", i, "by jane@example.com")
        print("plain k7Gf3Qx9Zp2LmW8t last, and new: API_KEY=Rr5Vn1KcZp2LmW8tQq")
        EOF
        python3 - <<'PY'
        import os, resource, subprocess
        subprocess.run([os.environ["HANDOFF"], "capture", "-o", "out", "--quiet", "--", "python3", "long.py"], check=True)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        assert peak < 200 << 10, peak
        PY
        [ "$(wc -l < out/stdout.txt)" = 900003 ]
        clean 'k7Gf3|Rr5Vn1|jane@'
        """)
  }

  @Test func `pack takes a capture and names it`() async throws {
    try await scene.shell(
      Self.begin + """
        mkdir in
        "$HANDOFF" capture -o in/pods --ticket T-1 --quiet -- sh -c 'echo password=k7Gf3Qx9Zp2LmW8t; exit 1' || true
        echo 'a log with k7Gf3Qx9Zp2LmW8t' > in/app.log
        printf 'id: T-1\\nclient: acme\\ntitle: it fails\\n' > t.yaml
        "$HANDOFF" pack in --ticket t.yaml -o b.tar.gz --json > report 2> messages
        mkdir un; tar -xzf b.tar.gz -C un
        diff -r in/pods un/*/files/pods
        ! grep -rq k7Gf3Qx9Zp2LmW8t in/pods || exit 1
        grep -q 'files/pods: captured .sh -c .*exit code 1' messages || { cat messages; exit 1; }
        for where in 'jq .redaction report' 'cat un/*/redaction-report.json'; do
          eval "$where" | jq -e '.captures | length == 1 and .[0].path == "files/pods" and .[0].exit == 1' > /dev/null
        done
        grep -qF 'Output of commands' un/*/redaction-report.html
        jq -e '.captures[0] | .path == "files/pods" and .exit == 1 and (.command | startswith("sh -c"))' report > /dev/null
        """)
  }
}
