import Testing

@testable import Plans

@Suite struct ShellParserTests {
  private func programs(_ script: String) -> [String] {
    let analysis = ShellAnalysis(script: script)
    return analysis.commands.map { ([$0.program] + $0.arguments).joined(separator: " ") }
      + analysis.faults.map { "! \($0.kind)" }
  }

  @Test(arguments: [
    ("ls -l; pwd && whoami || true", ["ls -l", "pwd", "whoami", "true"]),
    ("a | b |& c &", ["a", "b", "c"]),
    ("if a; then b; elif c; then d; else e; fi", ["a", "b", "c", "d", "e"]),
    ("while a; do b; done; until c; do d; done", ["a", "b", "c", "d"]),
    ("for x in 1 2; do echo \"$x\"; done", ["echo 1", "echo 2"]),
    ("for ((i=0;i<3;i++)); do a; done", ["a"]),
    ("case $x in a|b) c;; (d) e ;; *) f; esac", ["c", "e", "f"]),
    ("f() { a; }; function g { b; }; f", ["a", "b", "f"]),
    ("( a; b ); { c; }", ["a", "b", "c"]),
    ("echo $(a `b` \"$(c)\")", ["b", "c", "a $() $()", "echo $()"]),
    ("[[ $x == *.(a|b) && -n $(q) ]] && y", ["q", "y"]),
    ("(( x > 1 )) && y", ["y"]),
    ("echo $((1 + 2)) ${x:-d} ${#x}", ["echo $(()) $x $x"]),
    ("cat <<A <<'B'\nfirst $(c)\nA\nsecond $(d)\nB\nnext", ["c", "cat", "next"]),
    ("a=1 b=2 c $a", ["c 1"]),
    ("x=(1 2 3); echo ok", [": ", "echo ok"]),
    ("diff <(a) <(b)", ["a", "b", "diff $() $()"]),
    ("a 2>&1 >/dev/null <<< \"x\"", ["a"]),
    ("echo 'it'\\''s' \"a\\\"b\" $'\\x72m' # comment", ["echo it's a\"b rm"]),
    ("a \\\n  b", ["a b"]),
    ("! a; time b", ["a", "b"]),
    ("echo }", ["echo }"]),
    ("r''m -rf x; \\rm y; \"rm\" z", ["rm -rf x", "rm y", "rm z"]),
  ])
  func `scripts are cut into what runs`(script: String, expected: [String]) {
    #expect(programs(script).map { $0 == ":" ? ": " : $0 } == expected)
  }

  @Test(arguments: [
    ("sudo -u x -- env A=1 nice -n 5 timeout -k 1 5 rm a", ["rm a"]),
    ("sh -c 'a; b'", ["a", "b"]), ("bash -euxo pipefail -c 'a'", ["a"]),
    ("su - app -c 'a b'", ["a b"]),
    ("ssh -i key -p 22 host 'a; b'", ["a", "b"]), ("ssh host a b", ["a b"]),
    (
      "kubectl -n x exec -it pod -c c -- sh -c 'a'",
      ["a", "kubectl -n x exec -it pod -c c -- sh -c a"]
    ),
    ("docker exec -u root -it web sh -c 'a'", ["a", "docker exec -u root -it web sh -c a"]),
    ("docker run --rm -v a:b image rm x", ["rm x", "docker run --rm -v a:b image rm x"]),
    ("eval 'a b'", ["a b"]), ("command rm x", ["rm x"]), ("command -v rm", ["command -v rm"]),
    (
      "python3 -c 'import os; os.system(\"a b\")'",
      ["a b", "python3 -c import os; os.system(\"a b\")"]
    ),
    ("bash <<'E'\na\nE", ["a", "bash"]), ("echo 'a b' | sh", ["echo a b", "a b", "sh"]),
    ("trap 'a' EXIT", ["a", "trap a EXIT"]),
    ("find . -name x -exec rm {} \\;", ["rm ./\u{1}name", "find . -name x -exec rm {} ;"]),
    ("$X a", ["! dynamic"]), ("sh -c \"$X\"", ["! dynamic"]),
  ])
  func `wrappers are taken off`(script: String, expected: [String]) {
    #expect(programs(script) == expected)
  }

  @Test(arguments: [
    "echo 'x", "echo \"x", "echo $(a", "if a; then b", "for", "case x in a) b", "a )", "a ;; b",
    "echo `a", "{ a", "a | ", "&& a", "a > ", "fi", "cat <<", "${x",
  ])
  func `what bash refuses is refused`(script: String) {
    #expect(throws: ShellSyntaxError.self) { try ShellParser.parse(script) }
  }

  @Test func `deep nesting ends`() {
    let deep = String(repeating: "$(", count: 5000) + String(repeating: ")", count: 5000)
    #expect(ShellAnalysis(script: deep).faults.first?.kind == .unparsable)
    let groups = String(repeating: "( ", count: 5000) + "a" + String(repeating: " )", count: 5000)
    #expect(ShellAnalysis(script: groups).faults.first?.kind == .unparsable)
    let quoted = (0..<60).reduce("rm -rf /") { text, _ in "eval " + text }
    #expect(!ShellAnalysis(script: quoted).faults.isEmpty)
  }
}
