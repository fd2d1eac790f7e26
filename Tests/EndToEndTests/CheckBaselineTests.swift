import TestSupport
import Testing

/// `check --baseline` and `--write-baseline`.
@Suite struct CheckBaselineTests {
  private let scene = RedactScene()

  private func begin() async throws {
    try await scene.shell(
      #"""
      mkdir in
      printf 'host: db\nDB_PASSWORD=hunter2hunter2  # old\nMAIL=jane@example.com\n' > in/a.env
      printf 'DB_PASSWORD=hunter2hunter2\nDB_PASSWORD=hunter2hunter2\n' > in/b.env
      echo hello > in/jane@example.com.txt
      "$HANDOFF" check in --write-baseline known.json > out 2> notes
      [ ! -s out ]; grep -q '^handoff: 5 written to known.json' notes
      """#)
  }

  @Test func `known findings don't count, wherever their lines have gone, and new ones do`()
    async throws
  {
    try await begin()
    try await scene.shell(
      #"""
      "$HANDOFF" check in --baseline known.json > out 2> notes
      [ ! -s out ]; grep -q '^handoff: 5 known$' notes
      "$HANDOFF" check ./in --baseline known.json --sarif 2> notes | jq -e '.runs[0].results == []'
      # Lines move, blanks change, and so does the value of a known place.
      printf '\n\nhost: db\n  DB_PASSWORD=another9secret2\t# old\nMAIL=jane@example.com\n' > in/a.env
      "$HANDOFF" check in --baseline known.json > out
      # One more of the same, and one beside a known one.
      printf 'DB_PASSWORD=hunter2hunter2\n' >> in/b.env
      printf 'x=1; API_KEY=k7Gf3Qx9Zp2LmW8tR5vN1bYc\n' >> in/a.env
      code=0; "$HANDOFF" check in --baseline known.json > out 2> notes || code=$?
      [ "$code" = 2 ]; grep -q '^handoff: 5 known$' notes; grep -q '^handoff: 2 found$' notes
      printf '%s\n' 'in/a.env:6:14: credential: generic-api-key' 'in/b.env:3:13: credential: generic-password' | cmp - out
      # The same line in another file is new.
      rm in/b.env; cp in/a.env in/c.env
      "$HANDOFF" check in/c.env --baseline known.json > out || [ $? = 2 ]; [ $(wc -l < out) = 3 ]
      # Written again.
      "$HANDOFF" check in --write-baseline known.json; "$HANDOFF" check in --baseline known.json
      """#)
  }

  @Test func `a baseline holds nothing of a value, also of the one beside it`() async throws {
    try await scene.shell(
      #"""
      python3 - <<'PY'
      line = "a DB_PASSWORD={} API_KEY={} MAIL={}.roe@example.com é end\n"
      one = line.format("hunter2hunter2", "k7Gf3Qx9Zp2LmW8tR5vN1bYc", "jane")
      two = line.format("s3cretOther99", "Qx9Zp2LmW8tR5vN1bYck7Gf3", "john")
      pad = "INFO request served in 12 ms\n"
      open("f.log", "w").write(one)
      open("g.log", "w").write(two)
      # Larger than what is read at once: borders lie in these lines.
      open("h.log", "w").write(one * 70000)
      PY
      for name in f g; do cp $name.log x.log; "$HANDOFF" check x.log --write-baseline $name.json; done
      # Other values, the same contexts: no value is part of one.
      cmp f.json g.json
      cp h.log x.log; "$HANDOFF" check x.log --jobs 3 --write-baseline h.json
      jq -c '[.findings[] | [.rule, .context]] | unique' f.json > f; jq -c '[.findings[] | [.rule, .context]] | unique' h.json | cmp - f
      jq -e '.findings | length == 210000' h.json
      jq -e '.kind == "Baseline" and .apiVersion == "handoff/v1" and (.findings | map(keys) | unique) == [["context", "file", "line", "rule"]]' f.json
      python3 - <<'PY'
      import base64
      text = open("f.json").read()
      for value in ["hunter2hunter2", "k7Gf3Qx9Zp2LmW8tR5vN1bYc", "jane.roe"]:
          raw = value.encode()
          for spelling in [value, base64.b64encode(raw).decode().rstrip("="), raw.hex()]:
              assert spelling not in text
      PY
      "$HANDOFF" check f.json g.json
      """#)
  }

  @Test func `what isn't a baseline is refused, and nothing else is written over`() async throws {
    try await begin()
    try await scene.shell(
      #"""
      head -c -20 known.json > cut.json
      sed 's/"Baseline"/"Other"/' known.json > kind.json
      sed 's,handoff/v1,handoff/v2,' known.json > version.json
      sed 's/"context": "./"context": "X/' known.json > digest.json
      for name in cut kind version digest; do
        fails 1 "error: $name.json" "$HANDOFF" check in --baseline $name.json
        grep -q '^handoff: hint: name a file that --write-baseline wrote' .messages
        cp $name.json before; fails 1 "$name.json" "$HANDOFF" check in --write-baseline $name.json
        cmp before $name.json
      done
      fails 1 'error: missing.json: cannot read it' "$HANDOFF" check in --baseline missing.json
      cp in/a.env before; fails 1 'not a baseline' "$HANDOFF" check in --write-baseline in/a.env
      cmp before in/a.env
      fails 64 'not both' "$HANDOFF" check in --baseline known.json --write-baseline known.json
      fails 1 'error: none/known.json: cannot create it' "$HANDOFF" check in --write-baseline none/known.json
      """#)
  }
}
