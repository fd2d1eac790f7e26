import Foundation
import TestSupport
import Testing

/// Rules of one's own: where they are looked for, and what is told about broken ones.
@Suite struct AddedRulesTests {
  private let scene = RedactScene()

  /// `rule ID WORD [MORE]`: a file with a rule that finds WORD and eight letters.
  private static let functions = #"""
    rule() {
      printf 'rules:\n  - id: %s\n    pattern: "(%s_[a-z]{8})"\n    examples: ["%s_[~]abcdefgh"]\n' "$1" "$2" "$2"
      [ $# = 2 ] || printf '    %s\n' "$3"
    }
    # A '!' never ends a script of 'set -e'.
    lacks() { if grep -qwF -- "$1" "$2"; then echo "$2 holds $1"; exit 1; fi; }
    text() { printf 'alpha_qwertyui bravo_qwertyui gamma_qwertyui delta_qwertyui\n'; }
    """#

  private func shell(_ script: String) async throws {
    try await scene.shell(Self.functions + "\n" + script)
  }

  @Test func `rules come from --rules, the variable and the configuration, never from the folder`()
    async throws
  {
    try await shell(
      #"""
      mkdir -p one two .config/handoff/rules rules redaction-rules .handoff/rules handoff/rules
      rule own-alpha alpha > one/a.yaml; rule own-bravo bravo > two/b.yml
      rule own-gamma gamma > .config/handoff/rules/g.yaml
      for place in . rules redaction-rules .handoff .handoff/rules handoff/rules; do
        rule own-delta delta > $place/rules.yaml
      done
      echo 'no rule' > one/README.md

      text | "$HANDOFF" redact --rules one/a.yaml 2> /dev/null > out
      grep -qE '^REDACTED_own-alpha_[0-9a-f]{16} bravo_qwertyui REDACTED_own-gamma_[0-9a-f]{16} delta_' out
      text | HANDOFF_RULES="$PWD/two" "$HANDOFF" redact --rules one 2> /dev/null > out
      grep -qE '^REDACTED_own-alpha_.* REDACTED_own-bravo_.* REDACTED_own-gamma_.* delta_qwertyui$' out

      # A configuration folder is an absolute path, or none.
      for folder in . '' .config; do
        text | XDG_CONFIG_HOME=$folder HOME=/nonexistent "$HANDOFF" redact 2> /dev/null > out
        text | cmp - out
      done
      text | env -u XDG_CONFIG_HOME HOME="$PWD" "$HANDOFF" redact 2> /dev/null > out
      grep -qE '^alpha_qwertyui bravo_qwertyui REDACTED_own-gamma_.* delta_qwertyui$' out

      # Every command that judges text takes them.
      text > t.txt; code=0; "$HANDOFF" check t.txt --rules one 2> check.txt >> check.txt || code=$?
      [ $code = 2 ]; grep -q own-alpha check.txt; grep -q own-gamma check.txt
      "$HANDOFF" rules list --rules one | grep -q own-alpha
      # What is named twice, and stands in the configuration too, is one rule.
      "$HANDOFF" rules test one one/a.yaml .config/handoff/rules/g.yaml > /dev/null 2>&1
      """#)
  }

  @Test func `a rule stands in for a built-in one, whatever found that`() async throws {
    try await shell(
      #"""
      t=' jane@mail.example.net '; echo "$t" > t.txt
      "$HANDOFF" redact t.txt --profile support -o before 2> /dev/null; lacks jane before
      rule email-address alpha 'replaces: email-address' > own.yaml
      text >> t.txt
      "$HANDOFF" redact t.txt --profile support --rules own.yaml -o after 2> /dev/null
      head -1 after | grep -qxF "$t"; grep -q bravo_qwertyui after; lacks alpha_qwertyui after

      echo 'ssn: 536-48-1927 alpha_qwertyui' > s.txt
      rule acme-ssn alpha 'replaces: us-ssn' > other.yaml
      "$HANDOFF" redact s.txt --profile support --rules other.yaml -o kept 2> /dev/null
      grep -qE '^ssn: 536-48-1927 REDACTED_acme-ssn_' kept
      "$HANDOFF" rules list --rules other.yaml > list; grep -q acme-ssn list; lacks us-ssn list
      # A later place overrules an earlier one.
      rule acme-ssn bravo 'replaces: acme-ssn' > last.yaml
      text | HANDOFF_RULES="$PWD/other.yaml" "$HANDOFF" redact --rules last.yaml 2> /dev/null > out
      grep -qE '^alpha_qwertyui REDACTED_acme-ssn_[0-9a-f]{16} gamma_' out
      """#)
  }

  @Test func `a broken rule of one's own stops every job, with its place and a hint`()
    async throws
  {
    try await shell(
      #"""
      # broken PLACE MESSAGE HINT, the rule file on stdin: told before any input is met.
      broken() {
        cat > own.yaml
        for job in "redact t.txt -o out --rules own.yaml" "check t.txt --rules own.yaml"; do
          fails 1 "handoff: error: own.yaml$1: $2" "$HANDOFF" $job
          grep -qF "handoff: hint: $3" .messages || { cat .messages; exit 1; }
        done
        fails 1 "own.yaml$1: $2" env HANDOFF_RULES=own.yaml "$HANDOFF" redact t.txt -o out
        [ ! -e out ] || exit 1
      }
      echo 'nothing to see' > t.txt
      printf 'rules:\n  - id: acme-token\n    patern: x\n' |
        broken :3:5 "unknown key 'patern' in a rule" "did you mean 'pattern'?"
      printf 'rules:\n  - id: acme-token\n    pattern: "acme_[a-z"\n' |
        broken :3:14 "the pattern doesn't compile at its byte" "patterns are PCRE2"
      printf 'rules:\n  - id: acme-token\n    pattern: "[a-z]+"\n' |
        broken :2:5 "rule 'acme-token': no literal can be derived" "begin the pattern with"
      printf 'rules:\n  - {id: acme-token, keys: [foo], replaces: us-sn}\n' |
        broken :2:5 "rule 'acme-token' replaces 'us-sn', which isn't there" "did you mean 'us-ssn'?"
      printf 'rules:\n  - {id: uk-nino, keys: [foo], replaces: us-ssn}\n' |
        broken :2:5 "rule id 'uk-nino' is taken by redaction-rules/" "choose another id"
      printf 'rules:\n  - {id: us-ssn, keys: [foo]}\n' |
        broken :2:5 "rule id 'us-ssn' is taken by redaction-rules/" "choose another id"
      printf 'rules:\n  - {id: acme, keys: [foo], category: credentials}\n' |
        broken :2:39 "'credentials' is not one of" "did you mean 'credential'?"

      # The rules' own test names every one of them.
      printf 'rules:\n  - {id: a-one, pattern: "[a-z]+"}\n  - {id: a-two, pattern: "[0-9]+"}\n' > own.yaml
      fails 2 "own.yaml:2:5: rule 'a-one': no literal" "$HANDOFF" rules test own.yaml
      fails 2 "own.yaml:3:5: rule 'a-two': no literal" "$HANDOFF" rules test own.yaml
      grep -qF 'handoff: hint: begin the pattern with' .messages
      printf 'rules:\n  - id: a-one\n    name: a: b\n' > own.yaml
      fails 1 "own.yaml:3:" "$HANDOFF" rules test own.yaml
      grep -qF 'handoff: hint: ' .messages

      mkdir empty; rm own.yaml
      fails 1 "empty: the folder holds no rules" "$HANDOFF" redact t.txt -o out --rules empty
      fails 1 "no.yaml: cannot read the rules" "$HANDOFF" redact t.txt -o out --rules no.yaml
      grep -q 'handoff: hint: ' .messages
      fails 1 "empty: the folder holds no rules" env HANDOFF_RULES=empty "$HANDOFF" check t.txt
      grep -q 'hint: HANDOFF_RULES names it' .messages
      mkdir -p .config/handoff/rules; "$HANDOFF" redact t.txt -o out 2> /dev/null; cmp t.txt out
      """#)
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  /// Judges rule files by the schema: all must hold, or with `broken` none.
  private static let judge = """
    import json, sys, jsonschema, yaml
    form = json.load(open("\(root)/Schemas/rule-file.schema.json"))
    jsonschema.Draft202012Validator.check_schema(form)
    checker = jsonschema.Draft202012Validator(form)
    wanted, paths = sys.argv[1], sys.argv[2:]
    assert paths
    for path in paths:
        with open(path, encoding="utf-8") as file: text = file.read()
        faults = [f"{path}: {list(one.absolute_path)} {one.message}"[:300]
                  for one in checker.iter_errors(yaml.safe_load(text))]
        if wanted == "valid":
            assert not faults, faults
            assert text.startswith("# yaml-language-server: $schema=../Schemas/rule-file.schema.json\\n"), path
        else: assert faults, path
    """

  @Test func `every built-in rule file is valid by the schema, and a broken one isn't`()
    async throws
  {
    try scene.folder.write("judge.py", Self.judge)
    try await shell(
      #"""
      python3 judge.py valid "ROOT"/redaction-rules/*.yaml
      head='# yaml-language-server: $schema=../Schemas/rule-file.schema.json'
      { echo "$head"; rule acme-token acme; } > good.yaml; python3 judge.py valid good.yaml
      rule acme-token acme 'patern: x' > 1.yaml
      rule acme-token acme 'category: credentials' > 2.yaml
      rule acme-token acme | grep -v examples > 3.yaml
      rule acme-token acme | grep -v pattern > 4.yaml
      rule Acme_Token acme > 5.yaml
      rule acme-token acme 'near: 9000' > 6.yaml
      rule acme-token acme 'check: crc' > 7.yaml
      rule acme-token acme 'rotate: {docs: "https://acme.example/"}' > 8.yaml
      rule acme-token acme 'keywords: acme' > 9.yaml
      for file in ?.yaml; do python3 judge.py broken $file; done
      """#.replacingOccurrences(of: "ROOT", with: Self.root))
  }
}
