import TestSupport
import Testing

@Suite struct AllowCommandTests {
  private let scene = RedactScene()

  @Test func `a comment lets a line stay in files, folders and streams, and is counted`()
    async throws
  {
    try await scene.shell(
      """
      printf 'DB_PASSWORD=hunter2hunter2 # handoff:allow\\nAPI_PASSWORD=other9other9\\n' > a.env
      "$HANDOFF" redact a.env -o b.env --json > report.json 2> notes
      grep -q 'hunter2hunter2 # handoff:allow' b.env
      if grep -q other9 b.env; then exit 1; fi
      grep -q '1 found, but allowed to stay:' notes
      jq -e '.allowed == [{by: "comment", count: 1, file: "", reason: "handoff:allow",
        rule: "generic-password"}]' report.json > /dev/null
      "$HANDOFF" redact < a.env > c.env 2> notes
      cmp b.env c.env
      grep -q '1 found, but allowed to stay:' notes
      cat a.env | "$HANDOFF" redact 2> notes | cmp - b.env
      grep -q '1 found, but allowed to stay:' notes
      "$HANDOFF" redact --quiet < a.env 2> notes > /dev/null
      [ ! -s notes ]
      fails 2 '1 found' "$HANDOFF" check a.env
      sed -i 2d a.env
      "$HANDOFF" check a.env --json > found.json 2> notes
      jq -e '.findings == [] and .allowed[0].count == 1' found.json > /dev/null
      fails 2 '1 found' "$HANDOFF" check --ignore-allow-comments a.env
      "$HANDOFF" redact --ignore-allow-comments a.env -o d.env
      if grep -q hunter2 d.env; then exit 1; fi
      """)
  }

  @Test func `a list lets values, patterns and paths stay, and tells nothing of them`() async throws
  {
    try await scene.shell(
      """
      mkdir -p in/fixtures
      printf 'DB_PASSWORD=hunter2hunter2\\nAPI_PASSWORD=other9other9\\n' > in/a.env
      printf 'DB_PASSWORD=third8third8\\n' > in/fixtures/b.env
      cat > allow.yaml <<'END'
      allow:
        - {value: hunter2hunter2, reason: the demo password}
        - {regex: 'other[0-9]+other[0-9]+', rule: generic-password, reason: made up}
        - {path: 'fixtures/*.env', reason: test data, expires: 2999-12-31}
        - {value: third8third8, reason: old, expires: 2020-01-01}
      END
      fails 2 '3 found' "$HANDOFF" check in
      "$HANDOFF" check in --allow allow.yaml 2> notes
      grep -q 'warning: allow.yaml:5:5: this entry has expired' notes
      grep -q '1: the demo password' notes
      if grep -q -e hunter2 -e third8 notes; then exit 1; fi
      "$HANDOFF" redact in --allow allow.yaml -o out --json > report.json
      diff -r in out
      jq -e '[.allowed[] | .file + ":" + .reason] | sort ==
        ["a.env:made up", "a.env:the demo password", "fixtures/b.env:test data"]' report.json \\
        > /dev/null
      "$HANDOFF" redact --allow allow.yaml < in/a.env 2> /dev/null | cmp - in/a.env
      fails 1 'error: missing.yaml: cannot read it' "$HANDOFF" check in --allow missing.yaml
      tar -czf in.tgz in
      fails 2 '3 found' "$HANDOFF" check in.tgz
      "$HANDOFF" check in.tgz --allow allow.yaml 2> /dev/null
      "$HANDOFF" redact in.tgz --allow allow.yaml -o out.tgz --json > report.json
      jq -e '[.allowed[].file] | sort | unique == ["out.tgz!/in/a.env", "out.tgz!/in/fixtures/b.env"]' \
        report.json > /dev/null
      mkdir un; tar -xzf out.tgz -C un; diff -r in un/in
      echo 'allow: [{value: hunter2hunter2}]' > bad.yaml
      fails 1 "error: bad.yaml:1:9: an allow-list's entry has no 'reason'" \\
        "$HANDOFF" redact in --allow bad.yaml -o none
      if grep -q hunter2 .messages; then exit 1; fi
      [ ! -e none ]
      echo 'allow: [{value: hunter2hunter2, reason: x, rule: jwd}]' > bad.yaml
      fails 1 "hint: did you mean 'jwt'?" "$HANDOFF" check in --allow bad.yaml
      """)
  }
}
