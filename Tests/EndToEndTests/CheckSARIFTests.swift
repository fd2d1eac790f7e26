import TestSupport
import Testing

/// `check --sarif`.
@Suite struct CheckSARIFTests {
  private let scene = RedactScene()

  /// What the standard's text (SARIF 2.1.0, 3.13 to 3.52) says of the parts that are written, and
  /// nothing beside them. The standard's own schema isn't at hand without a network:
  /// `Scripts/check-sarif` fetches it and judges by it.
  private static let judge = #"""
    import json, re, sys, urllib.parse
    import jsonschema

    def thing(required, **properties):
        return {"type": "object", "additionalProperties": False, "properties": properties,
                "required": [x for x in properties if x in required.split()]}
    def items(of, **more): return {"type": "array", "items": of, **more}
    text = {"type": "string", "minLength": 1}
    message = thing("text", text=text)
    level = {"enum": ["none", "note", "warning", "error"]}
    uri = {"type": "string", "format": "uri-reference", "pattern": "^[A-Za-z0-9._~/!%:-]+$"}
    artifact = thing("uri", uri=uri, uriBaseId={"const": "%SRCROOT%"})
    region = thing("startLine startColumn", startLine={"type": "integer", "minimum": 1},
                   startColumn={"type": "integer", "minimum": 1})
    place = thing("physicalLocation", physicalLocation=thing(
        "artifactLocation", artifactLocation=artifact, region=region))
    rule = thing("id name shortDescription defaultConfiguration properties", id=text, name=text,
                 shortDescription=message, help=message, helpUri={"type": "string", "format": "uri"},
                 defaultConfiguration=thing("level", level=level),
                 properties=thing("category tags", category=text, tags=items(text, uniqueItems=True)))
    result = thing("ruleId ruleIndex level message locations", ruleId=text,
                   ruleIndex={"type": "integer", "minimum": 0}, level=level, message=message,
                   locations=items(place, minItems=1, maxItems=1))
    notification = thing("message", level=level, message=message, locations=items(place))
    run = thing("tool results columnKind invocations originalUriBaseIds",
                tool=thing("driver", driver=thing("name version rules", name={"const": "handoff"},
                    version={"type": "string", "pattern": r"^[0-9]+\.[0-9]+\.[0-9]+"},
                    rules=items(rule, uniqueItems=True))),
                results=items(result), columnKind={"const": "unicodeCodePoints"},
                originalUriBaseIds={"const": {"%SRCROOT%": {"description": {
                    "text": "The folder in which the check ran."}}}},
                invocations=items(thing("executionSuccessful",
                    executionSuccessful={"const": True},
                    toolExecutionNotifications=items(notification)), minItems=1, maxItems=1))
    log = thing("version runs", version={"const": "2.1.0"}, runs=items(run, minItems=1, maxItems=1),
                **{"$schema": {"type": "string", "format": "uri"}})

    raw = open(sys.argv[1], encoding="utf-8").read()
    document = json.loads(raw)
    jsonschema.Draft202012Validator(log, format_checker=jsonschema.FormatChecker()).validate(document)
    assert json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False) + "\n" == raw
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert {r["ruleIndex"] for r in run["results"]} == set(range(len(rules)))
    places = []
    for found in run["results"]:
        used = rules[found["ruleIndex"]]
        assert used["id"] == found["ruleId"]
        assert used["defaultConfiguration"]["level"] == found["level"]
        assert found["level"] == {"credential": "error", "personal": "warning",
                                  "identifier": "note"}[used["properties"]["category"]]
        assert "security" in used["properties"]["tags"]
        at = found["locations"][0]["physicalLocation"]
        artifact = at["artifactLocation"]
        assert re.fullmatch("([A-Za-z0-9._~/!-]|%[0-9A-F]{2}|^file:)+", artifact["uri"])
        is_inside = not artifact["uri"].startswith(("file:///", "../"))
        assert ("uriBaseId" in artifact) == is_inside, artifact
        region = at.get("region", {"startLine": 0, "startColumn": 0})
        places.append((found["ruleId"], urllib.parse.unquote(artifact["uri"]),
                       region["startLine"], region["startColumn"]))
    """#

  private func begin() throws {
    try scene.folder.write("judge.py", Self.judge)
  }

  @Test func `SARIF says rule, level, place in characters and what to do, and no value`()
    async throws
  {
    try begin()
    try await scene.shell(
      #"""
      token=ghp_$(printf 'a1B2%.0s' 1 2 3 4 5 6 7 8 9)
      mkdir -p 'in/a b' in/empty
      printf 'x=1\n# \xc3\xa9 \xf0\x9f\x94\x91 DB_PASSWORD=hunter2hunter2 MAIL=jane@example.com\n' > 'in/a b/é#1%.env'
      printf '\xef\xbb\xbfDB_PASSWORD=hunter2hunter2\r\nhost 10.20.30.40\r\n' > in/bom.env
      printf '\xff\xfe' > in/wide.env
      printf 'é DB_PASSWORD=hunter2hunter2\n' | iconv -f UTF-8 -t UTF-16LE >> in/wide.env
      echo hello > "in/$token.txt"; printf '\177ELF\2\1\1\0\0' > in/prog
      tar czf in.tgz in
      code=0; "$HANDOFF" check in --profile strict --sarif > found.sarif 2> notes || code=$?
      [ "$code" = 2 ]; grep -q '^handoff: 6 found$' notes
      cat > places.py <<'PY'
      exec(open("judge.py").read())
      prefix, base = sys.argv[2:]
      name = base + "/REDACTED_github-personal-access-token.txt"
      password = "generic-password"
      assert sorted(places) == sorted([
          ("github-personal-access-token", name, 0, 0),
          (password, base + "/a b/é#1%.env", 2, 19), ("email-address", base + "/a b/é#1%.env", 2, 39),
          (password, base + "/bom.env", 1, 13), ("ipv4-address", base + "/bom.env", 2, 6),
          (password, base + "/wide.env", 1, 15)]), places
      assert all(("uriBaseId" in r["locations"][0]["physicalLocation"]["artifactLocation"])
                 == (prefix == "inside") for r in run["results"])
      left = run["invocations"][0]["toolExecutionNotifications"]
      assert [x["message"]["text"] for x in left] == ["Not checked: a program or core dump (ELF)."]
      helps = {r["id"]: r for r in rules}
      assert helps["github-personal-access-token"]["helpUri"].startswith("https://docs.github.com/")
      assert "delete or regenerate" in helps["github-personal-access-token"]["help"]["text"]
      PY
      python3 places.py found.sarif inside in
      "$HANDOFF" check ./in.tgz --profile strict --sarif > found.sarif || [ $? = 2 ]
      python3 places.py found.sarif inside 'in.tgz!/in'
      "$HANDOFF" check "$PWD/in" --profile strict --sarif > found.sarif || [ $? = 2 ]
      python3 places.py found.sarif outside "file://$PWD/in"
      cd in/empty; "$HANDOFF" check ../../in --profile strict --sarif > ../../found.sarif || [ $? = 2 ]
      cd ../..; python3 places.py found.sarif outside ../../in
      if grep -nE "hunter2|jane@|10\.20\.30|$token|endColumn|ingerprint|snippet" found.sarif notes
      then exit 1; fi

      "$HANDOFF" check in/empty --sarif > none.sarif; python3 judge.py none.sarif
      jq -e '.runs[0].results == []' none.sarif
      fails 64 'Give --json or --sarif, not both.' "$HANDOFF" check in --json --sarif
      """#)
  }

  @Test func `columns of a large file are characters from the line's start, whoever reads it`()
    async throws
  {
    try begin()
    try await scene.shell(
      #"""
      python3 - <<'PY'
      import json
      # A line that is longer than any piece which is read at once, and short ones.
      secret = "DB_PASSWORD=hunter2hunter2"
      parts = [("é🔑 wörter " * 30000 + secret + " ") for _ in range(14)]
      text = "\ufeff" + "".join(parts) + "\n" + ("ü " + secret + "\n") * 3
      open("big.log", "w", encoding="utf-8").write(text)
      expected = []
      for number, line in enumerate(text[1:].split("\n")):
          at = -1
          while (at := line.find("hunter2hunter2", at + 1)) >= 0: expected.append([number + 1, at + 1])
      json.dump(expected, open("expected.json", "w"))
      PY
      [ $(wc -c < big.log) -gt 6000000 ]
      for jobs in 1 3; do
        "$HANDOFF" check big.log --profile secrets --jobs $jobs --sarif > found.sarif || [ $? = 2 ]
        jq -c '[.runs[0].results[].locations[0].physicalLocation.region | [.startLine, .startColumn]]' found.sarif > places
        jq -e -n --slurpfile a places --slurpfile b expected.json '$a == $b and ($a[0] | length) == 17'
      done
      gzip big.log
      "$HANDOFF" check big.log.gz --profile secrets --sarif > found.sarif || [ $? = 2 ]
      python3 judge.py found.sarif
      jq -c '[.runs[0].results[].locations[0].physicalLocation.region | [.startLine, .startColumn]]' found.sarif | cmp - places
      """#)
  }
}
