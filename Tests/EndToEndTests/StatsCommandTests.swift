import TestSupport
import Testing

@Suite struct StatsCommandTests {
  /// Runs of fixed times, made by `Stats/journals.py`, and the list of who may seal them.
  private func scene(_ runs: String) async throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    let made = try await Command.run(
      "/bin/bash",
      [
        "-c",
        """
        set -eu; ssh-keygen -q -t ed25519 -N '' -C e -f key; echo "erik@x $(cat key.pub)" > signers
        python3 "$0" runs key erik@x
        """, Fixture.path("Stats/journals.py", beside: #filePath),
      ], in: folder.path, input: runs)
    try #require(made.status == 0, "\(made.errors)")
    return folder
  }

  private func stats(
    _ folder: TemporaryFolder, _ arguments: [String] = ["runs"], locale: String = "C.UTF-8"
  ) async throws -> Command {
    try await Command.run(
      try #require(BuiltProgram.path), ["stats", "--allowed-signers", "signers"] + arguments,
      in: folder.path,
      environment: [
        "LC_ALL": locale, "SOURCE_DATE_EPOCH": "1795000000", "XDG_CONFIG_HOME": folder.file("cfg"),
        "XDG_STATE_HOME": folder.file("state"),
      ])
  }

  private static let some = """
    [{"name": "a", "start": 1790000000, "approve": 7200, "execute": 240, "state": "done", "grant": 86400},
     {"name": "b", "start": 1790600000, "approve": 600, "execute": 3600, "state": "failed", "steps": ["failed"],
      "refused": ["precondition", "backup", "person"]},
     {"name": "c", "start": 1792000000, "approve": 90000, "execute": 700, "state": "rolled-back",
      "steps": ["done", "rolled-back"], "grant": null},
     {"name": "d", "start": 1794000000, "approve": 300, "execute": 100, "state": "done",
      "emergency": "down", "waivers": 2},
     {"name": "e", "start": 1794100000, "approve": -4000, "execute": 100, "state": "interrupted",
      "interrupted": true},
     {"name": "f", "start": 1794200000, "execute": 86400, "state": "done", "steps": ["skipped"]}]
    """

  @Test func `text and JSON of fixed times are the ones on record`() async throws {
    let folder = try await scene(Self.some)
    let text = try await stats(folder)
    #expect(text.status == 0, "\(text.errors)")
    #expect(try Golden.difference(text.output, from: "stats.txt", beside: #filePath) == nil)
    let json = try await stats(folder, ["runs", "--json", "--by", "month"])
    #expect(try Golden.difference(json.output, from: "stats.json", beside: #filePath) == nil)
    let judge = """
      import json, jsonschema, sys
      form = json.load(open(sys.argv[1] + "/Schemas/stats.schema.json"))
      checker = jsonschema.Draft202012Validator
      checker.check_schema(form)
      checker(form).validate(json.load(sys.stdin))
      """
    let root = Fixture.path("../..", beside: #filePath)
    let judged = try await Command.run("python3", ["-c", judge, root], input: json.output)
    #expect(judged.status == 0, "\(judged.errors)")
    for line in text.output.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    // Without a locale of UTF-8 every byte is ASCII; nothing else differs.
    let plain = try await stats(folder, locale: "C")
    #expect(plain.output.utf8.allSatisfy { $0 < 128 })
    #expect(plain.output == String(text.output.map { $0 == "\u{2588}" ? "#" : $0 }))
    // It is about the process.
    #expect(!text.output.contains("erik") && !json.output.contains("erik"))
  }

  @Test func `ninety percent are told of ten and more`() async throws {
    let runs = (1...20).map {
      """
      {"name": "r\($0 + 10)", "start": \(1_790_000_000 + $0 * 3_000_000), "approve": \($0 * 60), "execute": \($0), "state": "done"}
      """
    }
    let rehearsal = """
      {"name": "x", "start": 1790000000, "execute": 9000, "state": "failed", "steps": ["failed"],
       "fields": {"rehearsal": true}}
      """
    let folder = try await scene("[\((runs + [rehearsal]).joined(separator: ","))]")
    let json = try await stats(folder, ["--json", "runs"])
    let check = """
      import json, sys
      d = json.load(sys.stdin)
      assert d["times"]["approve"] == {"n": 20, "median": 600, "p90": 1080, "longest": 1200,
          "bins": [1, 9, 10, 0, 0, 0, 0, 0], "contradictory": 0}, d["times"]
      assert d["times"]["execute"]["median"] == 10 and d["times"]["revoke"]["median"] is None, d
      assert d["rehearsals"] == 1 and d["states"]["failed"] == 0, d
      assert d["span"] == "month" and len(d["periods"]) == 20, d["periods"]
      """
    let checked = try await Command.run("python3", ["-c", check], input: json.output)
    #expect(checked.status == 0, "\(checked.errors)")
  }

  @Test func `a journal that doesn't hold is named, isn't counted, and the exit code is 3`()
    async throws
  {
    let folder = try await scene(Self.some)
    let made = try await Command.run(
      "/bin/bash",
      [
        "-c",
        """
        set -eu
        sed -i '2s/T/t/' runs/a/journal.jsonl
        sed -i '$d' runs/b/journal.jsonl
        printf '{"v":' >> runs/c/journal.jsonl
        sed -i 's/acme/else/' runs/d/bundle/plan.yaml
        rm runs/f/journal.jsonl; touch runs/f/run.json
        """,
      ], in: folder.path)
    try #require(made.status == 0, "\(made.errors)")
    let json = try await stats(folder, ["runs", "--json"])
    #expect(json.status == 3)
    let check = """
      import json, sys
      d = json.load(sys.stdin)
      # A whole line less is a shorter journal: its chain holds, and nothing seals its end.
      assert d["runs"] == 2 and d["unsealed"] == 2, d
      faults = {f["path"]: f["problem"] for f in d["unverified"]}
      assert set(faults) == {"runs/a", "runs/c", "runs/d", "runs/f"}, faults
      assert faults["runs/a"].startswith("line 3: does not follow") and "missing" in faults["runs/f"], faults
      """
    let checked = try await Command.run("python3", ["-c", check], input: json.output)
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(json.errors.contains("runs/c: not counted: "))
    #expect(json.errors.contains("4 of 6 journals don't hold"))
    // Whose seal isn't known counts no more than what was changed.
    let stranger = try await Command.run(
      "/bin/bash",
      ["-c", "ssh-keygen -q -t ed25519 -N '' -f other; echo \"x@x $(cat other.pub)\" > signers"],
      in: folder.path)
    #expect(stranger.status == 0)
    let unknown = try await stats(folder)
    #expect(unknown.status == 3 && unknown.output.hasPrefix("0 runs\n"), "\(unknown.output)")
  }

  @Test func `a run that stands in several places counts once, and two that differ not at all`()
    async throws
  {
    let folder = try await scene(Self.some)
    let made = try await Command.run(
      "/bin/bash",
      [
        "-c",
        """
        set -eu; cp -r runs/a copy; mkdir older; cp -r runs/a older/a
        head -n 3 runs/a/journal.jsonl > older/a/journal.jsonl
        """,
      ], in: folder.path)
    try #require(made.status == 0, "\(made.errors)")
    let twice = try await stats(folder, ["copy", "runs", "older", "runs/a", "--json"])
    #expect(twice.status == 0 && twice.output.contains("\n  \"runs\": 6,"), "\(twice.errors)")
    let forked = try await Command.run(
      "python3", [Fixture.path("Stats/journals.py", beside: #filePath), "other", "key", "erik@x"],
      in: folder.path,
      input: "[{\"name\": \"a\", \"start\": 1790000000, \"execute\": 7, \"state\": \"done\"}]")
    try #require(forked.status == 0, "\(forked.errors)")
    let both = try await stats(folder, ["runs", "other"])
    #expect(both.status == 3 && both.output.hasPrefix("5 runs"), "\(both.output)")
    #expect(both.errors.contains("other/a: not counted: another journal of the same run"))
    #expect(both.errors.contains("runs/a: not counted: another journal of the same run"))
  }

  @Test func `a path that is missing, a folder without runs, a page that is there`() async throws {
    let folder = try await scene("[]")
    let missing = try await stats(folder, ["missing"])
    #expect(missing.status == 1 && missing.errors.contains("missing: no such folder"))
    let home = try await stats(folder, [])
    #expect(home.status == 1 && home.errors.contains("state/handoff/runs: no such folder"))
    try folder.write("empty/x.txt", "x")
    let empty = try await stats(folder, ["empty"])
    #expect(empty.status == 1 && empty.errors.contains("empty: holds no run"), "\(empty.errors)")
    try folder.write("page.html", "mine")
    let page = try await stats(folder, ["empty", "--html", "page.html"])
    #expect(page.status == 1 && page.errors.contains("page.html: exists already"))
    #expect(try folder.read("page.html") == "mine")
  }

  @Test func `the page loads nothing, names nobody, and its pictures have words`() async throws {
    let folder = try await scene(Self.some)
    let run = try await stats(folder, ["runs", "--html", "page.html"])
    #expect(run.status == 0 && run.output.isEmpty, "\(run.errors)")
    let page = try folder.read("page.html")
    for text in ["src=", "href=\"http", "<script", "url(", "@import", "erik"] {
      #expect(!page.contains(text), "\(text)")
    }
    #expect(page.ranges(of: "<svg class=\"picture\" role=\"img\"").count == 6)
    #expect(page.ranges(of: "<desc>").count == 6)
    #expect(page.contains("Content-Security-Policy"))
  }

  @Test func `real runs of every outcome`() async throws {
    let scene = try await RunScene(
      """
      steps:
        - id: one
          class: mutate
          run: {script: 'echo one >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /one/d log', timeout: 5s}
        - id: two
          class: mutate
          run: {script: 'test -e go; echo two >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {argv: ['true'], timeout: 5s}
      preconditions: [{id: calm, run: {argv: [test, '!', -e, storm], timeout: 5s}}]
      """,
      prepare: """
        printf 'roles: {change-approver: [olga@x], emergency: [olga@x]}\\n' >> cfg/handoff/client.yaml
        """)
    func run(_ folder: String, _ more: [String] = [], approval: String = "ap.json") async throws
      -> Int
    {
      try await scene.handoff(
        [
          "run", "b.tar.gz", "--sign", "erik", "--approval", approval, "--yes", "--journal",
          "runs/\(folder)",
        ]
          + more
      ).status
    }
    try await scene.shell("mkdir runs; touch go")
    try await scene.approve("olga", ["--max-runs", "9"])
    #expect(try await run("done") == 0)
    try await scene.shell("rm go; touch storm")
    #expect(try await run("refused") == 3)
    try await scene.shell("rm storm")
    #expect(try await run("failed") == 2)
    #expect(try await run("back") == 2)
    #expect(try await scene.handoff(["rollback", "runs/back", "--yes"]).status == 2)
    try await scene.shell("touch go")
    #expect(try await run("back2") == 0)
    #expect(try await scene.handoff(["rollback", "runs/back2", "--yes"]).status == 0)
    try await scene.shell(
      """
      "$HANDOFF" approve b.tar.gz --role emergency --reason 'all down' --sign olga -o em.json
      """)
    #expect(try await run("emergency", ["--emergency"], approval: "em.json") == 0)
    let evidence = try await scene.handoff([
      "evidence", "runs/done", "-o", "runs/e.tar.zst", "--sign", "erik",
    ])
    #expect(evidence.status == 0, "\(evidence.errors)")
    let json = try await scene.handoff(["stats", "runs", "--json"])
    #expect(json.status == 0, "\(json.errors)")
    let check = """
      import json, sys
      d = json.load(sys.stdin)
      assert d["runs"] == 6 and d["unverified"] == [] and d["unsealed"] == 0, d
      s = {k: v for k, v in d["states"].items() if v}
      assert s == {"done": 2, "stopped": 1, "failed": 1, "rolled-back": 1, "rollback-incomplete": 1}, s
      assert d["times"]["approve"]["n"] == 6, d["times"]
      assert d["times"]["execute"]["n"] == 5, d["times"]
      e = d["events"]
      assert e["failed"] == {"runs": 2, "times": 2} and e["emergency"]["runs"] == 1, e
      assert e["rolledBack"]["runs"] == 2 and e["refused"] == {"runs": 1, "times": 1}, e
      assert e["resumed"]["runs"] == e["interrupted"]["runs"] == e["unknown"]["runs"] == 0, e
      assert d["gates"] == {"precondition": 1}, d["gates"]
      assert [o["kind"] for o in d["open"]] == ["review"] and d["open"][0]["ticket"] == "T-1", d
      """
    let checked = try await Command.run("python3", ["-c", check], input: json.output)
    #expect(checked.status == 0, "\(checked.errors)")
    // The bundle alone tells the same of its run.
    let bundle = try await scene.handoff(["stats", "runs/e.tar.zst", "--json"])
    #expect(bundle.status == 0 && bundle.output.contains("\n  \"runs\": 1,"), "\(bundle.errors)")
    let other = try await scene.handoff(["stats", "b.tar.gz"])
    #expect(other.status == 1, "\(other.errors)")
  }

  @Test func `what a gate refuses before a run has a folder is counted apart`() async throws {
    let scene = try await RunScene()
    func refused(_ more: [String] = []) async throws -> Int {
      try await scene.handoff(["run", "b.tar.gz", "--sign", "erik", "--yes"] + more).status
    }
    #expect(try await refused() == 3)
    #expect(try await refused(["--journal", "elsewhere"]) == 3)
    #expect(try await refused(["--dry-run"]) == 3)
    try await scene.approve()
    try await scene.shell("sed -i s/acme/other/ cfg/handoff/client.yaml")
    #expect(try await refused(["--approval", "ap.json"]) == 3)
    try await scene.shell("sed -i s/other/acme/ cfg/handoff/client.yaml")
    #expect(try await refused(["--approval", "ap.json"]) == 0)
    let json = try await scene.handoff(["stats", "--json"])
    #expect(json.status == 0, "\(json.errors)")
    let check = """
      import json, sys
      d = json.load(sys.stdin)
      assert d["runs"] == 1 and d["gates"] == {}, d
      assert d["refusedBefore"] == {"approval": 2}, d["refusedBefore"]
      """
    let checked = try await Command.run("python3", ["-c", check], input: json.output)
    #expect(checked.status == 0, "\(checked.errors)")
    let text = try await scene.handoff(["stats"])
    #expect(text.output.contains("Refused before a run began"), "\(text.output)")
    try await scene.shell(
      """
      list=state/handoff/runs/refused.jsonl; grep -c '"ticket":"T-1"' $list | grep -qx 2
      test "$(stat -c %a $list)" = 600; ! grep -qe erik -e olga $list || exit 1; echo x >> $list
      """)
    let torn = try await scene.handoff(["stats"])
    #expect(torn.status == 3 && torn.errors.contains("refused.jsonl:3:1: is no line of a refusal"))
  }
}
