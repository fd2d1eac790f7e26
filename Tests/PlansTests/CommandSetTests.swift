import TestSupport
import Testing

@testable import Plans

/// Two sets of commands: what nearly all of must be blocked, and what hardly any may.
@Suite struct CommandSetTests {
  private func lines(_ name: String) throws -> [String] {
    try Fixture.text("Commands/\(name).txt", beside: #filePath).split(separator: "\n")
      .map(String.init)
  }

  private func blocked(_ lines: [String]) throws -> Set<String> {
    let policy = try Policy.builtin()
    let judge = CommandJudge(policy: policy)
    return Set(
      lines.filter { line in
        judge.judge(script: line).contains { policy.rule($0.rule)?.level == .block }
      })
  }

  @Test func `destructive commands are blocked`() throws {
    let lines = try lines("destructive")
    let missed = Set(lines).subtracting(try blocked(lines))
    #expect(missed.count * 100 <= lines.count, "\(missed.sorted())")
  }

  @Test(arguments: [
    #"perl -e 'unlink glob "/etc/*"'"#, "tar -C / -xf b.tar --overwrite --recursive-unlink",
    "pg_ctl -D /data stop -m immediate", #"psql -f <(echo "DROP TABLE x")"#,
  ])
  func `what deletes in another program's words is blocked`(command: String) throws {
    #expect(try blocked([command]) == [command])
  }

  @Test func `harmless commands are not`() throws {
    let lines = try lines("harmless")
    #expect(try blocked(lines).sorted() == [])
  }

  @Test func `a line that is a JSON string holds newlines`() throws {
    let checker = PlanChecker(policy: try Policy.builtin())
    let text = """
      ls
      "cd /srv\\nrm -rf \\"$X\\""
      "rm" -rf /
      # rm -rf /

      """
    let findings = checker.findings(inCommands: text, file: "c.txt")
    #expect(Set(findings.map(\.line)) == [2, 3])
    #expect(
      findings.allSatisfy { $0.rule == "recursive-delete" || $0.rule == "delete-system-file" })
  }
}
