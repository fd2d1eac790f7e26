import Foundation
import TestSupport
import Testing

/// Reports as a client gets them, judged by tools that are not ours.
@Suite struct RedactionReportTests {
  private let scene = RedactScene()

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// `schema FILE…`, `page FILE…`, `clean FILE…` (none holds a line of `planted` in any spelling).
  private static let judge = #"""
    import base64, hashlib, html.parser, json, re, sys, urllib.parse

    def schema(paths):
        import jsonschema
        form = json.load(open("ROOT/Schemas/redaction-report.schema.json"))
        checker = jsonschema.Draft202012Validator
        checker.check_schema(form)
        for path in paths:
            checker(form, format_checker=jsonschema.FormatChecker()).validate(json.load(open(path)))

    class Page(html.parser.HTMLParser):
        void = {"meta", "link", "img", "br", "hr", "rect", "input"}
        def __init__(self, text):
            super().__init__()
            self.open, self.seen, self.ids, self.refs = [], [], set(), set()
            self.levels, self.style, self.policy = [], "", ""
            self.feed(text)
            self.close()
            assert not self.open, self.open
        def handle_starttag(self, tag, attributes):
            named = dict(attributes)
            self.seen.append(tag)
            # Nothing runs, nothing is loaded, no style that the policy would refuse.
            assert tag not in {"script", "link", "img", "iframe", "object", "embed", "form", "base"}, tag
            assert not any(n.startswith("on") or n in {"style", "src", "srcset"} for n in named), named
            if "href" in named: assert named["href"][:8] == "https://" or named["href"][0] == "#"
            if named.get("href", "")[:1] == "#": self.refs.add(named["href"][1:])
            if "aria-labelledby" in named: self.refs.add(named["aria-labelledby"])
            if "id" in named:
                assert named["id"] not in self.ids, named["id"]
                self.ids.add(named["id"])
            if tag == "th": assert named.get("scope") in {"col", "row"}, named
            if tag == "svg": assert named.get("role") == "img" and named.get("aria-label"), named
            if re.fullmatch("h[1-6]", tag): self.levels.append(int(tag[1]))
            if named.get("http-equiv") == "Content-Security-Policy": self.policy = named["content"]
            if tag not in self.void: self.open.append(tag)
        def handle_startendtag(self, tag, attributes):
            self.handle_starttag(tag, attributes)
            if tag not in self.void: self.open.pop()
        def handle_endtag(self, tag): assert self.open.pop() == tag, tag
        def handle_data(self, data):
            if self.open[-1:] == ["style"]: self.style += data

    def page(paths):
        for path in paths:
            text = open(path, encoding="utf-8").read()
            page = Page(text)
            digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
            assert f"style-src 'sha256-{digest}'" in page.policy and "default-src 'none'" in page.policy
            assert page.refs <= page.ids, page.refs - page.ids
            for one in ["header", "main", "nav", "footer", "h1", "title"]:
                assert page.seen.count(one) == 1, one
            assert page.seen.count("caption") == page.seen.count("table") > 0
            assert all(b - a <= 1 for a, b in zip([0] + page.levels, page.levels)), page.levels
            assert "@media print" in page.style and "url(" not in page.style and "@import" not in page.style

    def spellings(value):
        raw = value.encode()
        yield from (raw, raw.hex().encode(), raw.hex().upper().encode())
        for lead in range(3):
            # What depends on nothing but the value.
            whole = base64.b64encode(b"\0" * lead + raw)
            core = whole[[0, 2, 3][lead]:(lead + len(raw)) * 8 // 6]
            yield from (core, core.translate(bytes.maketrans(b"+/", b"-_")))
        yield urllib.parse.quote(value, safe="").encode()
        yield "".join(f"%{byte:02x}" for byte in raw).encode()
        yield "".join(f"%{byte:02X}" for byte in raw).encode()
        yield json.dumps(value)[1:-1].encode()

    def clean(paths):
        values = [line for line in open("planted", encoding="utf-8").read().split("\n") if line]
        assert values
        for path in paths:
            data = open(path, "rb").read()
            for value in values:
                for spelling in spellings(value):
                    assert spelling not in data, f"{path} holds {value}"
            # No length, and no part of one.
            for value in values:
                for start in range(0, len(value) - 7):
                    assert value[start:start + 8].encode() not in data, f"{path} holds a part of {value}"

    {"schema": schema, "page": page, "clean": clean}[sys.argv[1]](sys.argv[2:])
    """#

  private func begin() async throws {
    try scene.folder.write(
      "judge.py", Self.judge.replacingOccurrences(of: "ROOT", with: Self.root))
    try await scene.shell(
      #"""
      mkdir -p in/logs in/k8s in/.git in/empty
      password='qT7#vP2&xL9w/Zk+4'; token=k7Gf3Qx9Zp2LmW8tR5vN1bYc; pin=4711
      printf '%s\n' "$password" "$token" jane.roe@client.example > planted
      printf 'DB_PASSWORD="%s"\nAPI_KEY=%s\nMAIL=jane.roe@client.example\n' "$password" "$token" > in/.env
      printf 'card pin: password=%s\n' $pin > in/pin.txt
      printf 'data: %s\n' "$(printf 'x=%s' "$token" | base64 -w0)" > in/k8s/secret.yaml
      printf 'kind: Secret\ndata:\n  password: %s\n' "$(printf %s "$password" | base64 -w0)" > in/k8s/db.yaml
      python3 - "$password" "$token" > in/logs/app.log <<'PY'
      import sys, urllib.parse
      password, token = sys.argv[1:]
      for i in range(40): print(f'{i} login of jane.roe@client.example pw {password} bare {token} hex {token.encode().hex()}')
      print("x" * 5000 + f" api_key={token} " + "y" * 5000)
      print("GET /?q=" + urllib.parse.quote(password, safe=""))
      PY
      echo hello > "in/$token.txt"
      printf '\177ELF\2\1\1\0\0\0\0' > "in/core.$token"
      ln -s /etc/passwd in/link
      """#)
  }

  @Test func `a report is valid, readable without a network, and holds nothing that was planted`()
    async throws
  {
    try await begin()
    try await scene.shell(
      """
      "$HANDOFF" redact in -o out --report r.json --report r.html --json > stdout.json
      cmp r.json stdout.json
      python3 judge.py schema r.json; python3 judge.py page r.html
      tidy -q -e --show-warnings no r.html
      python3 judge.py clean r.json r.html $(find out -type f)
      if grep -rqE '4711' r.json r.html; then exit 1; fi
      jq -e '.leftOut | map(.reason) == ["version control history", "a program or core dump (ELF)", "a symbolic link"]' r.json
      jq -e '.leftOut[1].path | startswith("core.REDACTED_")' r.json
      jq -e '[.rotate[].rule] == ["kubernetes-secret-data", "generic-api-key", "generic-password"] and ([.rotate[].values[]] | length == 3)' r.json
      # Found by its name, and bare, encoded and in names elsewhere.
      jq -e '.rotate | map(select(.rule == "generic-api-key"))[0] | (.values | length == 1) and .values[0].files == 4 and (.how | length > 0) and (.docs | startswith("https://"))' r.json
      jq -e '[.context[].lines[] | (.before + .substitute + .after | length)] | max < 400' r.json
      # Each place and each quoted line is one of the output.
      python3 - <<'PY'
      import json
      report = json.load(open("r.json"))
      for context in report["context"]:
          for line in context["lines"]:
              text = open("out/" + line["file"]).read().split("\\n")[line["line"] - 1]
              parts = [line["before"].lstrip("…"), line["substitute"].rstrip("…"), line["after"].rstrip("…")]
              assert "".join(parts) in text, line
      for kind in report["rotate"]:
          for value in kind["values"]:
              for place in value["places"]:
                  text = open("out/" + place["file"]).read().split("\\n")[place["line"] - 1] if place["line"] else place["file"]
                  assert "REDACTED_" in text or "UkVEQUNURURf" in text or "52454441" in text or "JFREFDVEVE" in text or "SRURBQ1RFRF" in text, (place, text)
      PY
      # The judge itself must be able to fail.
      cp in/.env raw; if python3 judge.py clean raw 2> /dev/null; then exit 1; fi
      sed 's/"version": 1/"version": 2/' r.json > bad.json
      if python3 judge.py schema bad.json 2> /dev/null; then exit 1; fi
      sed 's/<main/<img src=x><main/' r.html > bad.html
      if python3 judge.py page bad.html 2> /dev/null; then exit 1; fi
      """)
  }

  @Test func `the same job gives the same report, whoever does it`() async throws {
    try await begin()
    try await scene.shell(
      """
      "$HANDOFF" redact in -o one --report 1.json --report 1.html --jobs 1 --key k
      sleep 1; mkdir elsewhere; cp -r in elsewhere/in2
      "$HANDOFF" redact elsewhere/in2 -o two --report 2.json --report two/2.html --jobs 4 --key k
      cmp 1.json 2.json; cmp 1.html two/2.html
      jq -e 'has("created") | not' 1.json
      SOURCE_DATE_EPOCH=1700000000 "$HANDOFF" redact in -o three --report 3.json --report 3.html --key k
      jq -e '.created == "2023-11-14T22:13:20Z"' 3.json; grep -q 2023-11-14T22:13:20Z 3.html
      python3 judge.py schema 3.json
      # Nothing to tell is a report too.
      echo hello > plain; "$HANDOFF" redact plain -o plain.out --report 4.json --report 4.html
      python3 judge.py schema 4.json; python3 judge.py page 4.html
      """)
  }

  @Test func `where a report goes is said before anything is done`() async throws {
    try await begin()
    try await scene.shell(
      """
      fails 64 'ends in .json or .html' "$HANDOFF" redact in -o out --report r.pdf
      fails 64 '--report goes with paths' "$HANDOFF" redact --report r.json < in/.env
      fails 1 'r.json: the report needs a name of its own' "$HANDOFF" redact in -o out --report r.json --report ./r.json
      fails 1 'the report would stand among the inputs' "$HANDOFF" redact in -o out --report in/r.json
      fails 1 'missing/r.json: cannot create it: No such file' "$HANDOFF" redact in -o out --report missing/r.json
      echo old > r.json
      fails 1 'r.json: exists already' "$HANDOFF" redact in -o out --report r.json
      ln -s r.json link.json
      fails 1 'link.json' "$HANDOFF" redact in -o out --report link.json --force
      grep -qx old r.json; rm link.json
      holds in judge.py planted r.json
      "$HANDOFF" redact in -o out --report r.json --force
      python3 judge.py schema r.json
      holds in judge.py out planted r.json
      """)
  }

  @Test func `a hundred thousand values are a sample that says so, in little memory`() async throws
  {
    try await begin()
    try await scene.shell(
      """
      cat > many.py <<'PY'
      import resource, subprocess, sys, random
      random.seed(5)
      signs = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
      with open("many.log", "w") as file:
          for i in range(100_000):
              file.write(f"{i} GET /x?session_token={''.join(random.choices(signs, k=24))}\\n")
      def peak(*more):
          # The largest child so far, so the one with a report comes second.
          subprocess.run([sys.argv[1], "redact", "many.log", "-o", "many.out", "--force", "--quiet", *more], check=True)
          return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
      unit = 1 << 20 if sys.platform == "darwin" else 1 << 10
      before = peak()
      more = peak("--report", "many.json", "--report", "many.html") - before
      assert more < 64 * unit, more
      PY
      python3 many.py "$HANDOFF"
      python3 judge.py schema many.json; python3 judge.py page many.html
      jq -e '.rotate[0] | .count == 100000 and (.values | length) == 1000 and .valuesAbout > 90000 and .valuesAbout < 110000' many.json
      jq -e '.context[0] | .count == 100000 and (.lines | length) == 3' many.json
      grep -q 'A sample: 100 of about' many.html
      [ "$(wc -c < many.json)" -lt 1000000 ]; [ "$(wc -c < many.html)" -lt 100000 ]
      """)
  }

  @Test func `a bundle holds the report of what is in it`() async throws {
    try await begin()
    try await scene.shell(
      """
      printf 'id: T-1\\nclient: acme\\ntitle: it fails\\n' > ticket.yaml
      "$HANDOFF" redact in -o once
      "$HANDOFF" pack --ticket ticket.yaml once -o b.tar.gz 2> /dev/null
      tar xzf b.tar.gz --strip-components=1
      python3 judge.py schema redaction-report.json; python3 judge.py page redaction-report.html
      python3 judge.py clean redaction-report.json redaction-report.html
      # What a job before has replaced is to be rotated as well.
      jq -e '(.rules | length) == 0 and (.rotate | length) > 1' redaction-report.json
      jq -e '[.rotate[].values[].places[].file | startswith("files/")] | all' redaction-report.json
      """)
  }
}
