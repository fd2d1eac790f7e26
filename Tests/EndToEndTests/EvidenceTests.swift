import TestSupport
import Testing

/// What a run leaves, and what support makes of it.
@Suite struct EvidenceTests {
  /// Signs a folder of evidence anew: `reseal FOLDER KEY`.
  private static let reseal = """
    reseal() {
      rm -f "$1/SHA256SUMS" "$1/SHA256SUMS.sig"
      (cd "$1"; find . -type f -printf '%P\\n' | LC_ALL=C sort | grep -v '^approvals/' | xargs -d '\\n' sha256sum > ../sums)
      mv "$1/../sums" "$1/SHA256SUMS"
      ssh-keygen -q -Y sign -f "$2" -n handoff-bundle "$1/SHA256SUMS"
    }
    # refuse MESSAGE OPTIONS…: the forged evidence isn't taken
    refuse() {
      local message=$1; shift; status=0
      "$HANDOFF" verify forged "$@" > out 2>&1 || status=$?
      test $status = 3 && grep -qF -- "$message" out || { echo "$message: $status"; cat out; exit 1; }
    }
    fresh() { rm -rf forged; cp -r e forged; }

    """

  private static func done() async throws -> RunScene {
    let scene = try await RunScene()
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    try await scene.shell(
      """
      "$HANDOFF" evidence run -o e.tar.gz --sign erik; mkdir e
      tar xzf e.tar.gz -C e --strip-components 1
      """)
    return scene
  }

  @Test func `support compares it with the plan that it signed, and stock tools agree`()
    async throws
  {
    let scene = try await Self.done()
    let verified = try await scene.handoff(["verify", "e.tar.gz", "--plan", "b.tar.gz"])
    #expect(verified.status == 0, "\(verified.errors)")
    #expect(verified.errors.contains("executed  by erik@x"), "\(verified.errors)")
    let check = """
      import hashlib, json, sys
      sha = lambda path: hashlib.sha256(open(path, "rb").read()).hexdigest()
      one = json.load(open("e/run.intoto.json"))
      assert sorted(one) == ["_type", "predicate", "predicateType", "subject"], one
      assert one["_type"] == "https://in-toto.io/Statement/v1"
      assert {s["name"]: s["digest"]["sha256"] for s in one["subject"]} == {
          name: sha("e/" + name) for name in ["change/SHA256SUMS", "journal.jsonl"]}
      run = one["predicate"]
      assert run["executors"] == ["erik@x"] and run["outcome"] == "done", run
      assert [(s["id"], s["state"], s["exit"]) for s in run["steps"]] == [
          ("one", "done", 0), ("two", "done", 0), ("three", "done", 0)], run
      assert [(a["role"], a["principal"]) for a in run["approvals"]] == [("change-approver", "olga@x")]
      assert {o["path"]: o["sha256"] for o in run["outputs"]}["outputs/three-1.txt"] == sha("e/outputs/three-1.txt")
      told = json.load(sys.stdin)["evidence"]
      assert told["outcome"] == "done" and told["isOver"] and told["lines"] == told["sealedLines"], told
      """
    let json = try await scene.handoff(["verify", "e", "--plan", "b.tar.gz", "--json"])
    try await scene.shell("cat > check.py <<'EOF'\n\(check)\nEOF")
    let python = try await Command.run(
      "python3", ["check.py"], in: scene.folder.path, input: json.output)
    #expect(python.status == 0, "\(python.errors)")
    try await scene.shell(
      """
      cd e; sha256sum --quiet -c SHA256SUMS; (cd change; sha256sum --quiet -c SHA256SUMS)
      ssh-keygen -q -Y verify -f ../signers -I erik@x -n handoff-bundle -s SHA256SUMS.sig < SHA256SUMS
      ssh-keygen -q -Y verify -f ../signers -I author@x -n handoff-bundle -s change/SHA256SUMS.sig < change/SHA256SUMS
      for a in approved/*.json; do ssh-keygen -q -Y verify -f ../signers -I olga@x -n handoff-approval -s $a.sig < $a; done
      head -1 checkpoint.txt > ../line
      { echo '-----BEGIN SSH SIGNATURE-----'; sed -n 2p checkpoint.txt | fold -w 70; echo '-----END SSH SIGNATURE-----'; } > ../line.sig
      ssh-keygen -q -Y verify -f ../signers -I erik@x -n handoff-checkpoint -s ../line.sig < ../line
      "$HANDOFF" journal verify . | cat
      """)
    // Somebody who knows only the executor and the author.
    try await scene.shell("grep -v olga signers > fewer")
    let stranger = try await scene.handoff(["verify", "e", "--allowed-signers", "fewer"])
    #expect(stranger.status == 0, "\(stranger.errors)")
    #expect(stranger.errors.contains("the approval of olga@x as change-approver was not checked"))
    try await scene.shell("grep -v author signers > none")
    let unknown = try await scene.handoff(["verify", "e", "--allowed-signers", "none"])
    #expect(unknown.status == 3, "\(unknown.errors)")
    let misuse = try await scene.handoff(["verify", "b.tar.gz", "--plan", "b.tar.gz"])
    #expect(misuse.status == 64, "\(misuse.errors)")
  }

  @Test func `a failed step, its reason and the way back stand in both readings`() async throws {
    let scene = try await RunScene(
      RunScene.steps.replacing(
        "echo two >> log'", with: "echo two >> log; exit 4'"
      ).replacing("expect: {stdout: {contains: one}}", with: "expect: {stdout: {contains: <two>}}"))
    try await scene.approve()
    #expect(try await scene.run().status == 2)
    #expect(try await scene.handoff(["rollback", "run", "--yes"]).status == 2)
    try await scene.shell(
      """
      "$HANDOFF" evidence run -o e.tar.gz --sign erik; mkdir e
      tar xzf e.tar.gz -C e --strip-components 1
      grep -q '| two | failed | it ended with exit code 4; expected 0 |' e/EVIDENCE.md
      grep -q '| one | rolled back |' e/EVIDENCE.md
      grep -q '| three | not run | the run is rollback-incomplete |' e/EVIDENCE.md
      grep -q 'output contains “&lt;two&gt;”' e/EVIDENCE.html
      grep -q '<title>two run: unmet after' e/EVIDENCE.html
      grep -q '<title>one rollback: met after' e/EVIDENCE.html
      grep -q 'shaded: window 2020-01-01T00:00:00Z to 2099' e/EVIDENCE.html
      ! grep -qiE '<script|href="?http|src=|style=' e/EVIDENCE.html || exit 1
      "$HANDOFF" verify e.tar.gz --plan b.tar.gz
      """)
    let page = try scene.folder.read("e/EVIDENCE.html")
    let python = try await Command.run(
      "python3", ["-c", Self.checkPage], input: page)
    #expect(python.status == 0, "\(python.errors)")
  }

  /// Well-formed, one picture, and the style that its policy lets through.
  private static let checkPage = """
    import base64, hashlib, re, sys
    from html.parser import HTMLParser
    text = sys.stdin.read()
    open_tags, void = [], {"meta", "br"}
    class Parser(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag not in void: open_tags.append(tag)
        def handle_startendtag(self, tag, attributes): pass
        def handle_endtag(self, tag):
            assert open_tags.pop() == tag, tag
    Parser().feed(text)
    assert not open_tags, open_tags
    style = re.search("<style>(.*)</style>", text, re.S).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"sha256-{digest}'" in text
    assert text.count("<svg ") == 1 and "<title>Timeline of the run</title>" in text
    """

  @Test func `one wrong byte anywhere is refused`() async throws {
    let scene = try await Self.done()
    try await scene.shell(
      Self.reseal + """
        flip() { python3 - "$1" "$2" <<'EOF'
        import sys
        path, place = sys.argv[1], int(sys.argv[2])
        data = bytearray(open(path, "rb").read())
        data[place * (len(data) - 1) // 4] ^= 1
        open(path, "wb").write(data)
        EOF
        }
        count=0
        (cd e; find . -type f -printf '%P\\n') | grep -v SHA256SUMS.sig > names
        while read -r name; do
          for place in 0 2 4; do
            fresh; flip "forged/$name" $place; refuse error; count=$((count + 1))
          done
        done < names
        test $count -ge 60
        """)
  }

  @Test(arguments: [
    // The executor's own key signs it anew: what the journal tells contradicts.
    (
      "erik", "sed -i 's/: done/: Done/' forged/EVIDENCE.md",
      "EVIDENCE.md is not what its journal tells"
    ),
    (
      "erik", "sed -i 's/rolled-back/done/; s/quiet/loud/' forged/EVIDENCE.html",
      "EVIDENCE.html is not what its journal"
    ),
    (
      "erik", "sed -i 's/\"outcome\": \"done\"/\"outcome\": \"failed\"/' forged/run.intoto.json",
      "run.intoto.json is not what"
    ),
    (
      "erik", "echo more >> forged/outputs/three-1.txt",
      "outputs/three-1.txt is not the output that the journal has"
    ),
    (
      "erik", "echo REDACTED_a_0123456789abcdef >> forged/outputs/three-1.txt",
      "EVIDENCE.md is not what"
    ),
    ("erik", "rm forged/outputs/three-1.txt", "outputs/three-1.txt is missing"),
    (
      "erik", "echo new > forged/outputs/four-1.txt",
      "outputs/four-1.txt is no output of this journal"
    ),
    ("erik", "echo new > forged/notes.txt", "'notes.txt' is no part of evidence"),
    ("erik", "rm -r forged/approved", "the approval itself is missing"),
    (
      "erik", "sed -i 's/\"reason\": null/\"reason\": \"ok\"/' forged/approved/*.json",
      "is no approval with its signature"
    ),
    ("erik", "sed -i '$d' forged/journal.jsonl", "the newest checkpoint's own line is missing"),
    (
      "erik", "rm forged/checkpoint.txt; sed -i '$d' forged/journal.jsonl",
      "EVIDENCE.md is not what"
    ),
    ("erik", "sed -i '3s/passed/Passed/' forged/journal.jsonl", "line 4: does not follow"),
    ("erik", "sed -i 1d forged/journal.jsonl", "its journal tells of no run that was begun"),
    ("erik", "sed -i 2d forged/journal.jsonl", "line 2: does not follow"),
    ("erik", "sed -i 's/lines=/lines=1/' forged/checkpoint.txt", "the checkpoint saw"),
    ("erik", "rm forged/run.intoto.json", "the evidence holds no run.intoto.json"),
    (
      "erik", "sed -i 's/risk: {level: low/risk: {level: high/' forged/change/plan.yaml",
      "the change bundle in it: 'plan.yaml' was changed"
    ),
    // Another key that is trusted too.
    ("olga", "true", "olga@x signed it, and has executed nothing of the run"),
    ("author", "true", "author@x signed it, and has executed nothing"),
    ("stranger", "true", "signed by an unknown key"),
  ])
  func `what was signed anew must follow from the journal, and from the executor`(
    key: String, change: String, message: String
  ) async throws {
    let scene = try await Scene.shared()
    try await scene.shell(
      """
      exec 9> lock; flock 9
      \(Self.reseal)
      fresh; \(change); reseal forged \(key); refuse '\(message.replacing("'", with: "'\\''"))'
      """)
  }

  /// One run for all changes to its evidence.
  private actor Scene {
    private static let only = Scene()
    private var made: Task<RunScene, any Error>?

    private func scene() async throws -> RunScene {
      if made == nil { made = Task { try await EvidenceTests.done() } }
      guard let made else { throw CancellationError() }
      return try await made.value
    }

    static func shared() async throws -> RunScene { try await only.scene() }
  }

  @Test func `another run's journal, an older plan and an open run are refused`() async throws {
    let scene = try await Self.done()
    // A second run of the same bundle, and a newer bundle of the same plan.
    try await scene.shell("mv e first; mv run run1; rm e.tar.gz; : > log")
    try await scene.approve("olga", ["--reason", "again"])
    #expect(try await scene.run().status == 0)
    try await scene.shell(
      Self.reseal + """
        "$HANDOFF" evidence run -o e.tar.gz --sign erik; mkdir e; tar xzf e.tar.gz -C e --strip-components 1
        # The other run's journal, with and without its checkpoint.
        fresh; cp first/journal.jsonl forged/; reseal forged erik; refuse 'the checkpoint'
        fresh; cp first/journal.jsonl first/checkpoint.txt forged/; reseal forged erik
        refuse 'the approval itself is missing'; refuse 'EVIDENCE.md is not what'

        sed -e 's/id: p,/id: p, serial: 2,/' plan.yaml > newer.yaml
        "$HANDOFF" plan build newer.yaml -o newer.tar.gz --sign author
        sed -e 's/id: p,/id: q,/' plan.yaml > other.yaml
        "$HANDOFF" plan build other.yaml -o other.tar.gz --sign author
        sed -e 's/one file/two files/' plan.yaml > again.yaml
        "$HANDOFF" plan build again.yaml -o again.tar.gz --sign author
        fresh
        refuse "an older one than newer.tar.gz, which is serial 2" --plan newer.tar.gz
        refuse "it executed the plan 'p', and other.tar.gz holds 'q'" --plan other.tar.gz
        refuse "again.tar.gz is another bundle of the plan 'p', serial 1" --plan again.tar.gz
        refuse 'e.tar.gz is no change bundle' --plan e.tar.gz
        status=0; "$HANDOFF" verify e --plan missing.tar.gz 2> err || status=$?; test $status = 1
        # The change bundle of another plan inside.
        mkdir q; tar xzf other.tar.gz -C q --strip-components 1
        fresh; rm -r forged/change; cp -r q forged/change; reseal forged erik
        refuse 'its journal is of another run'
        "$HANDOFF" run newer.tar.gz --sign erik 2> err && exit 1; grep -q 'approval' err
        """)
  }

  @Test func `a run that is not over is no evidence of the whole plan`() async throws {
    let scene = try await RunScene(
      RunScene.steps.replacing("class: read, run", with: "class: read, gate: {confirm: typed}, run")
    )
    try await scene.approve()
    #expect(try await scene.run().status == 2)
    try await scene.shell(
      """
      "$HANDOFF" evidence run -o e.tar.gz --sign erik; "$HANDOFF" verify e.tar.gz
      status=0; "$HANDOFF" verify e.tar.gz --plan b.tar.gz 2> err || status=$?; test $status = 3
      grep -q 'the run is not over (stopped), so it is no evidence of the whole plan; open: three' err
      """)
  }

  @Test func `a journal that its executor has rewritten tells of a run without its approval`()
    async throws
  {
    let scene = try await Self.done()
    let forge = Fixture.path("Forgery/forge.py", beside: #filePath)
    try await scene.shell(
      Self.reseal + """
        forge() { fresh; python3 '\(forge)' forged erik "$1"; rm -f forged/head; reseal forged erik; }
        forge pass; "$HANDOFF" verify forged
        forge 'del events[next(n for n, e in enumerate(events) if "approved as" in e.get("note", ""))]'
        refuse 'it ran without its approvals'
        forge 'events[find("started")]["sums"] = "0" * 64'; refuse 'its journal is of another run'
        forge 'events[find("started")]["rehearsal"] = True'; refuse 'it is the journal of a rehearsal'
        # Nothing of it is opened either.
        id=$(python3 -c 'import json; print(json.load(open("forged/bundle.json"))["id"])')
        mkdir again; cp -r forged "again/$id"; tar -C again --owner=0 --group=0 --mode=u=rwX,go=rX -czf forged.tar.gz "$id"
        status=0; "$HANDOFF" open forged.tar.gz -o opened > out 2>&1 || status=$?
        test $status = 3 -a ! -e opened && grep -q 'journal of a rehearsal' out || { cat out; exit 1; }
        forge 'events[:] = [e for e in events if e["type"] != "checkpoint"]'; rm -f forged/checkpoint.txt; reseal forged erik
        refuse 'nothing of the journal is sealed'
        forge 'del events[find("step", step="three")]'; refuse "finished as done, but the step 'three' is not"
        forge 'events[find("step", step="two")].update(state="skipped")'; refuse "is skipped without a reason"
        """)
  }
}
