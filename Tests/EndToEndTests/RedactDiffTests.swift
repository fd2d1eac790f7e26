import TestSupport
import Testing

/// `redact --diff`: what would change is shown, without the secrets, and nothing is written.
@Suite struct RedactDiffTests {
  private let scene = RedactScene()

  /// Values of many kinds and lengths, told once and hidden elsewhere, as scripts make them.
  private static let plant = """
    mkdir -p in/sub
    pw=$(printf 'Zq8-kLm2%s' 'Vx9!tRw3'); token=$(printf 'kJ7%.0s' 1 2 3 4 5 6 7 8 9)Qz
    { seq 1 20; echo "DB_PASSWORD=$pw"; seq 21 40; echo "API_TOKEN=$token"; printf 'MAIL=jane@example.com'; } > in/.env
    printf 'start\\r\\nwith %s ok\\r\\nb64 %s\\r\\n' "$pw" "$(printf %s "$pw" | base64)" > in/sub/app.log
    printf 'hex %s\\n' "$(printf %s "$token" | od -An -v -tx1 | tr -d ' \\n')" > in/sub/hex.txt
    echo clean > in/sub/clean.txt
    echo clean > "in/sub/$token.txt"
    printf 'x\\n%s\\n' "$token" | gzip > in/sub/old.log.gz
    tar czf in/logs.tgz -C in sub/app.log
    printf 'DB_PASSWORD=%s\\n' "$pw" | iconv -t UTF-16 > in/wide.txt
    shows() { # a diff that holds no secret in any spelling
      never grep -aqF -e "$pw" -e "$token" -e jane@ -e "$(printf %s "$pw" | base64)" "$@"
    }
    """

  @Test func `folders, archives, large files and names, and nothing is written`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      { seq 1 640000; echo "tail $pw"; seq 1 10; } > in/big.log
      before=$(find . -not -name '.messages*' | sort)
      "$HANDOFF" redact --diff in > .messages.diff 2> .messages.err
      [ "$before" = "$(find . -not -name '.messages*' | sort)" ]
      shows .messages.diff .messages.err
      grep -qF 'there is no key yet' .messages.err
      grep -qF 'would be redacted in 7 files' .messages.err

      # With the key of a job, the lines that come are those that it writes.
      "$HANDOFF" redact in -o out --quiet
      "$HANDOFF" redact --diff in --quiet > .messages.diff 2> .messages.err
      [ ! -s .messages.err ]
      shows .messages.diff
      python3 - <<'END'
      import re, gzip, tarfile
      texts, name = {}, None
      for line in open('.messages.diff', newline='').read().split('\\n'):
          if line.startswith('--- '): old = line[4:]
          elif line.startswith('+++ '): name = line[4:]; texts[name] = [old, []]
          elif line.startswith('rename '): texts[line] = None
          elif line.startswith('@@'): at = int(re.match(r'@@ -(\\d+),(\\d+) \\+\\1,\\2 @@', line)[1])
          elif line[:1] in ('+', ' '): texts[name][1].append((at, line[0], line[1:])); at += 1
      def written(path):
          path = path.replace('in/', 'out/', 1)
          if '!/' in path:
              outer, inner = path.split('!/')
              return tarfile.open(outer).extractfile(inner).read().decode()
          if path.endswith('.gz'): return gzip.open(path).read().decode()
          data = open(path, 'rb').read()
          return data.decode('utf-16' if 'wide' in path else 'utf-8')
      changed = sorted(n for n in texts if texts[n])
      assert changed == ['in/.env', 'in/big.log', 'in/logs.tgz!/sub/app.log', 'in/sub/app.log',
                         'in/sub/hex.txt', 'in/sub/old.log.gz', 'in/wide.txt'], changed
      renamed = [n for n in texts if not texts[n]]
      assert renamed[0] == 'rename from in/sub/\u{2588}\u{2588}\u{2588}\u{2588}\u{2588}.txt', renamed
      assert re.fullmatch('rename to in/sub/REDACTED_generic-token_[0-9a-f]{16}.txt', renamed[1]), renamed
      for name in changed:
          lines = written(name).split('\\n')
          for at, sign, line in texts[name][1]:
              assert lines[at - 1] == line, (name, at, lines[at - 1], line)
          assert any(sign == '+' for _, sign, _ in texts[name][1])
      END
      # What goes is masked, and its length isn't told.
      grep -qxF -e '-DB_PASSWORD=█████' .messages.diff
      grep -qxF -e '-API_TOKEN=█████' .messages.diff
      grep -qxF -e '-MAIL=█████' .messages.diff
      grep -qF 'No newline at end of file' .messages.diff
      "$HANDOFF" redact --diff in --quiet --jobs 1 | cmp - .messages.diff
      "$HANDOFF" redact --diff out --quiet > .messages.diff; [ ! -s .messages.diff ]
      """)
  }

  @Test func `one file, several, pipes and standard input`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      "$HANDOFF" redact in -o out --quiet
      "$HANDOFF" redact --diff in/.env in/sub --quiet | tee .messages.a | grep -qF -- '+++ in/sub/app.log'
      shows .messages.a
      "$HANDOFF" redact --diff --quiet < in/.env > .messages.b
      cat in/.env | "$HANDOFF" redact --diff - --quiet | cmp - .messages.b
      "$HANDOFF" redact --diff in/.env --quiet | sed 's#in/.env#-#' | cmp - .messages.b
      "$HANDOFF" redact --diff <(cat in/.env) --quiet | sed 's#/dev/fd/[0-9]*#-#' | cmp - .messages.b
      shows .messages.b
      # Values that a person knows go too, and -o isn't written.
      echo 'MAGENTA-7' > .messages.known; echo 'on magenta-7 and MAGENTA-7' > in/note.txt
      "$HANDOFF" redact --diff in/note.txt --known .messages.known -o nowhere --quiet > .messages.c
      never grep -qF MAGENTA .messages.c; grep -qF -- '-on magenta-7 and █████' .messages.c
      [ ! -e nowhere ]
      """)
  }

  @Test func `colours are for a terminal, and for those who want them`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      see() { TERM=${term:-xterm} script -qec "$*" /dev/null < /dev/null; }
      see '"$HANDOFF" redact --diff in/.env --quiet' > .messages.a
      grep -qF "$(printf '\\033[31m-DB_PASSWORD=█████\\033[m')" .messages.a
      for want in 'export NO_COLOR=1' 'export TERM=dumb'; do
        see "$want; \\"\\$HANDOFF\\" redact --diff in/.env --quiet" > .messages.a
        grep -qF -- '-DB_PASSWORD=█████' .messages.a
        never grep -qF "$(printf '\\033')" .messages.a
      done
      """)
  }

  @Test func `mistakes, and a reader who goes away`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      fails 64 '--diff is a text' "$HANDOFF" redact --diff in --json
      fails 64 '--diff writes nothing' "$HANDOFF" redact --diff in --report r.html
      fails 1 'missing: cannot read it' "$HANDOFF" redact --diff in missing
      printf '\\211PNG\\r\\n' > picture.png
      fails 1 "picture.png: can't be redacted: a picture" "$HANDOFF" redact --diff picture.png
      "$HANDOFF" redact --diff picture.png in/.env 2> .messages.a > /dev/null
      grep -qF 'left out picture.png: a picture' .messages.a
      { "$HANDOFF" redact --diff in 2> .messages.a || echo $? > .messages.code; } | head -c 1
      grep -qx 141 .messages.code || [ ! -e .messages.code ]
      never grep -qF error .messages.a
      """)
  }
}
