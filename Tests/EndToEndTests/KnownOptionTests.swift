import TestSupport
import Testing

/// Values that a person names, in a file of their own.
@Suite struct KnownOptionTests {
  private let scene = RedactScene()

  private static let value = "correct horse 7"

  private func begin() throws {
    try scene.folder.write(
      "known", "\n  \(Self.value)\t\r\n\nsecret\npostgres\n4711081\nk7Gf3Qx9Zp2LmW8t\n")
    try scene.folder.write(
      "in/a.log",
      """
      they said \(Self.value) on the phone
      b64 Y29ycmVjdCBob3JzZSA3 and x2NvcnJlY3QgaG9yc2UgNw==
      hex 636f727265637420686f7273652037 url correct%20horse%207 json "correct horse \\u0037"
      order 4711081, the secret of postgres, user postgresql
      an ordinary line

      """)
    try scene.folder.write("in/correct horse 7.txt", "nothing\n")
  }

  private static let leaves = """
    left() {
      python3 - "$@" <<'PY'
    import base64, os, re, sys
    values = ["correct horse 7", "4711081", "k7Gf3Qx9Zp2LmW8t"]
    for root in sys.argv[1:]:
      paths = [root] if os.path.isfile(root) else [os.path.join(d, n) for d, _, f in os.walk(root) for n in f]
      for path in paths:
        text = open(path, "rb").read().decode("latin-1") + path
        text += "".join(base64.b64decode(t[:len(t) // 4 * 4]).decode("latin-1") for t in re.findall(r"[A-Za-z0-9+/]{8,}", text))
        text += "".join(bytes.fromhex(t[:len(t) // 2 * 2]).decode("latin-1") for t in re.findall(r"[0-9a-f]{8,}", text))
        bare = re.sub(r"REDACTED_[a-z0-9-]+_[0-9a-f]{12,16}", "", text)
        for value in values + ["%20horse", "horse \\\\u"]:
          if value in text: sys.exit(f"{path}: {value}")
        for value in ["secret", "postgres"]:
          if value in bare: sys.exit(f"{path}: {value}")
    PY
    }

    """

  @Test func `a named value goes from files, names and streams, in every encoding`() async throws {
    try begin()
    try await scene.shell(
      Self.leaves + """
        "$HANDOFF" redact in -o out --known known --quiet; left out
        [ "$(ls out | wc -l)" = 2 ]; grep -q '^an ordinary line$' out/a.log
        "$HANDOFF" redact in/a.log -o one --known known --quiet; cmp one out/a.log
        "$HANDOFF" redact --known known < in/a.log > stream; cmp stream one
        (while IFS= read -r line; do printf '%s\\n' "$line"; sleep 0.02; done < in/a.log) |
          "$HANDOFF" redact --known known > slow; cmp slow one
        "$HANDOFF" redact --known <(cat known) < in/a.log | cmp - one
        # Twice changes nothing, though 'secret' and 'postgres' stand in placeholders now.
        "$HANDOFF" redact out -o twice --known known --quiet; diff -r out twice
        """)
  }

  @Test func `check finds named values, also in names, and shows none`() async throws {
    try begin()
    try await scene.shell(
      """
      "$HANDOFF" check in > none
      code=0; "$HANDOFF" check in --known known > found 2> messages || code=$?; [ $code = 2 ]
      grep -q '^in/a.log:1:11: ' found; grep -q ':0:' found
      [ "$(grep -c '^in/a.log:3:' found)" = 3 ]
      for value in horse 4711081; do if grep -q "$value" found messages; then cat found; exit 1; fi; done
      """)
  }

  @Test func `pack leaves no named value in a bundle`() async throws {
    try begin()
    try await scene.shell(
      Self.leaves + """
        "$HANDOFF" ticket new -o t.yaml > ticket.out 2>&1 || { cat ticket.out; exit 1; }
        sed -i.old -e 's/^id: .*/id: T-1/' -e 's/^client: .*/client: acme/' t.yaml
        "$HANDOFF" pack in --ticket t.yaml -o b.tar.gz --known known --quiet 2> messages || { cat messages; exit 1; }
        mkdir un; tar -xzf b.tar.gz -C un; left un/*/files
        """)
  }

  @Test func `a list that can't be used is refused by line, without the value`() async throws {
    try begin()
    try await scene.shell(
      """
      printf 'long enough\\n\\nsh0rt\\n' > short
      fails 1 'short:3: the value is shorter than 6 bytes' "$HANDOFF" redact in -o out --known short
      if grep -q sh0rt .messages; then exit 1; fi
      grep -q 'hint: ' .messages; [ ! -e out ]
      head -c 5001 /dev/zero | tr '\\0' x > long
      fails 1 'long:1: the value is longer than 5000 bytes' "$HANDOFF" redact --known long < in/a.log
      printf 's\\0e\\0c\\0r\\0e\\0t\\0' > wide
      fails 1 'wide: is not a list of values: it holds a zero byte' "$HANDOFF" check in --known wide
      fails 1 'missing: ' "$HANDOFF" check in --known missing
      printf ' \\n\\n' > empty
      "$HANDOFF" redact in -o out --known empty 2> messages
      grep -q 'warning: empty: holds no value' messages
      """)
  }

  @Test func `a named value is never stored in the open`() async throws {
    try begin()
    try await scene.shell(
      """
      "$HANDOFF" redact in -o out --known known --vault all --quiet
      if grep -rqE 'correct horse|4711081|k7Gf3Qx9' .state out; then exit 1; fi
      place=$(sed -n 's/^they said \\(REDACTED_[a-z0-9-]*_[0-9a-f]*\\) on.*/\\1/p' out/a.log)
      [ "$("$HANDOFF" reveal "$place")" = 'correct horse 7' ]
      """)
  }
}
