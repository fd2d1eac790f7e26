import Foundation
import TestSupport
import Testing

@Suite struct RedactCommandTests {
  private let folder = TemporaryFolder()

  private static let examples = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Examples").path

  private func handoff(_ arguments: [String], input: String = "") async throws -> Command {
    let program = try #require(BuiltProgram.path)
    return try await Command.run(
      program, arguments, in: folder.path, input: input,
      environment: ["XDG_STATE_HOME": folder("state"), "XDG_CONFIG_HOME": folder("config")])
  }

  private func check(_ output: String) async throws -> Command {
    try await Command.run(
      "python3", ["\(Self.examples)/generate/check.py", "--redacted", folder(output)])
  }

  @Test func `the example keeps what support needs and nothing that was planted`() async throws {
    let redacted = try await handoff(["redact", "\(Self.examples)/orders-outage", "-o", "out"])
    #expect(redacted.status == 0 && redacted.output == "")
    let checked = try await check("out")
    #expect(checked.status == 0, "\(checked.output)\(checked.errors)")
    // The check itself must be able to fail.
    _ = try await Command.run("cp", ["-r", "\(Self.examples)/orders-outage", folder("raw")])
    #expect(try await check("raw").status != 0)

    let again = try await handoff(["redact", "out", "-o", "again"])
    #expect(again.status == 0)
    #expect(try await Command.run("diff", ["-r", folder("out"), folder("again")]).status == 0)
    let found = try await handoff(["check", "out"])
    #expect(found.status == 0 && found.output == "", "\(found.output)")
  }

  @Test func `the filter gives what the file gives`() async throws {
    for name in ["logs/nginx-error.log", "config/settings.json"] {
      let text = try String(
        contentsOfFile: "\(Self.examples)/orders-outage/\(name)", encoding: .utf8)
      let filtered = try await handoff(["redact"], input: text)
      #expect(filtered.status == 0)
      // Values of the file that stand elsewhere in it bare are the file's advantage; here none do.
      try folder.write("input", text)
      #expect(try await handoff(["redact", "input", "-o", "output", "--force"]).status == 0)
      #expect(try filtered.output == folder.read("output"), "\(name)")
    }
  }

  @Test func `exit codes and messages say what, where and how to mend`() async throws {
    try folder.write("a.env", "DB_PASSWORD=hunter2hunter2\nMAIL=jane@example.com\n")
    try folder.write("b.gz", [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
    try folder.write("bad.yaml", "rules:\n  - id: x\n    patern: y\n")
    let cases: [([String], Int, String)] = [
      (["redact", "a.env", "-o", "x.env"], 0, "handoff: 2 redacted in 1 files"),
      (
        ["redact", "a.env", "-o", "x.env"], 1,
        "error: x.env: exists already\nhandoff: hint: use --force"
      ),
      (["redact", "a.env", "-o", "x.env", "--force"], 0, "redacted"),
      (["redact", "missing", "-o", "y"], 1, "error: missing: cannot read it: No such file"),
      (
        ["redact", "b.gz", "-o", "y"], 1, "b.gz: can't be redacted: the compressed data is damaged"
      ),
      (["check", "b.gz"], 1, "b.gz: can't be checked: the compressed data is damaged"),
      (["redact", ".", "-o", "y"], 1, "lie in each other"),
      (["redact", "a.env"], 64, "say where the redacted copy goes: -o OUT"),
      (["redact", "--json"], 64, "--json goes with paths"),
      (
        ["redact", "a.env", "-o", "y", "--profile", "hunter2hunter2"], 64,
        "--profile takes secrets, support or strict"
      ),
      (
        ["redact", "a.env", "-o", "y", "--rules", "bad.yaml"], 1,
        "error: bad.yaml:3:5: unknown key 'patern' in a rule\nhandoff: hint: did you mean 'pattern'?"
      ),
      (["check", "missing"], 1, "error: missing:"),
      (["check", "a.env", "--profile", "secrets"], 2, "1 found"),
      (["rules", "show", "jwd"], 1, "hint: did you mean 'jwt'?"),
    ]
    for (arguments, status, message) in cases {
      let result = try await handoff(arguments)
      #expect(result.status == status, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(message), "\(arguments): \(result.errors)")
      #expect(!result.errors.contains("hunter2") && !result.output.contains("hunter2"))
    }
    #expect(try folder.read("x.env").contains("DB_PASSWORD=REDACTED_generic-password_"))
    #expect(try !FileManager.default.contentsOfDirectory(atPath: folder.path).contains("y"))
  }

  @Test func `check tells rule, category and place as JSON`() async throws {
    try folder.write("a.env", "x=1\nDB_PASSWORD=hunter2hunter2\nMAIL=jane@example.com\n")
    let result = try await handoff(["check", "a.env", "--json"])
    #expect(result.status == 2)
    let script = """
      import json, sys
      f = json.load(sys.stdin)["findings"]
      assert [(x["rule"], x["level"], x["file"], x["line"], x["column"]) for x in f] == [
          ("generic-password", "credential", "a.env", 2, 13),
          ("email-address", "personal", "a.env", 3, 6)], f
      """
    let parsed = try await Command.run("python3", ["-c", script], input: result.output)
    #expect(parsed.status == 0, "\(parsed.errors)")
  }

  @Test func `check reads standard input, and none at all is a mistake`() async throws {
    let scene = RedactScene()
    try await scene.shell(
      #"""
      printf 'x=1\nDB_PASSWORD=hunter2hunter2\n' > a.env
      for way in '"$HANDOFF" check - < a.env' '"$HANDOFF" check < a.env' 'cat a.env | "$HANDOFF" check -' \
        'cat a.env | "$HANDOFF" check'; do
        code=0; eval "$way" > out 2> notes || code=$?
        [ "$code" = 2 ]; [ "$(cat out)" = '-:2:13: credential: generic-password' ]
      done
      cat a.env | "$HANDOFF" check --json - 2> notes | jq -e '.findings[0] | .file == "-" and .line == 2'
      code=0; cat a.env | "$HANDOFF" check a.env - > out 2> notes || code=$?
      [ "$code" = 2 ]; [ "$(cut -d: -f1,2 out | tr '\n' ' ')" = 'a.env:2 -:2 ' ]
      echo clean | "$HANDOFF" check > out; [ ! -s out ]
      # A script whose list of files is empty.
      fails 64 'name files and folders, or pipe a text in' "$HANDOFF" check < /dev/null
      script -qec '"$HANDOFF" check' /dev/null < /dev/null > out || [ $? = 64 ]
      grep -qF 'name files and folders' out
      # A place that an editor opens, also behind an odd name.
      mkdir 'a b'; cp a.env 'a b/ü.env'
      code=0; "$HANDOFF" check 'a b/' > out 2> notes || code=$?
      [ "$(cat out)" = 'a b/ü.env:2:13: credential: generic-password' ]
      """#)
  }

  @Test func `an interrupt leaves nothing, and a reader who goes away is no error`() async throws {
    let line = "2026-11-21T08:44:00Z INFO password=hunter2hunter2 jane@example.com served\n"
    try folder.write("big.log", String(repeating: line, count: 400_000))
    let program = try #require(BuiltProgram.path)
    let script = """
      export XDG_STATE_HOME=$PWD/state
      set -m
      '\(program)' redact big.log -o out.log 2>err &
      sleep 0.4; kill -INT $!; wait $!; code=$?
      test $code -eq 130 || { echo "exit $code"; exit 1; }
      test "$(ls -A | grep -v -e '^state$' | tr '\\n' ' ')" = 'big.log err ' || { ls -A; exit 1; }
      '\(program)' redact < big.log 2>err2 | head -n 1 > first
      test ! -s err2 || { cat err2; exit 1; }
      grep -q 'password=REDACTED_' first
      """
    let result = try await Command.run("bash", ["-c", script], in: folder.path)
    #expect(result.status == 0, "\(result.output)\(result.errors)")
  }
}
