import DurableFiles
import Plans
import Testing

@testable import Execution

extension OneAtATime {
  /// A step whose change goes through review: where it was merged is part of its result.
  @Suite(.serialized) struct PullRequestTests {
    private static let url = "https://git.example.com/acme/orders/pull/7"
    private static let commit = "1f0c2d3e4b5a69788796a5b4c3d2e1f00f1e2d3c"

    private static let byHand = """
      steps:
        - id: pr
          class: pull-request
          pullRequest: {title: Smaller pools, branch: fix, base: main}
          expect: {verify: {script: 'echo verified >> log', timeout: 5s}}
      """

    private static func byCommand(_ output: String) -> String {
      """
      steps:
        - id: pr
          class: pull-request
          run: {script: 'echo opened >> log; echo ''\(output)''', timeout: 5s}
      """
    }

    @Test func `a person is asked until it is a URL and a commit`() async throws {
      let fixture = try RunFixture(Self.byHand)
      fixture.terminal = ScriptedTerminal(answers: [
        "y", "git.example.com/7", "http://git.example.com/7", "https://sam@git.example.com/7",
        Self.url,
        "1f0c2d3", Self.commit.uppercased(),
      ])
      #expect(try await fixture.run() == .done)
      let merged = MergedPullRequest(url: Self.url, commit: Self.commit)
      #expect(RunProgress(try fixture.journal.events).step("pr").pullRequest == merged)
      #expect(fixture.log == ["verified"])
      let text = fixture.terminal.text
      #expect(text.contains("It begins with https:// and has no blanks"))
      #expect(text.contains("It has 40 hex digits"))
      #expect(text.contains("patches/pr.pull-request.md"))
    }

    @Test(arguments: [["y", ""], ["y", url, ""], ["y", "nowhere", ""]])
    func `who doesn't know yet stops, and the step isn't done`(answers: [String]) async throws {
      let fixture = try RunFixture(Self.byHand)
      fixture.terminal = ScriptedTerminal(answers: answers)
      await #expect(throws: RunRefusal.self) { _ = try await fixture.run() }
      #expect(try fixture.state(of: "pr") == .pending)
      fixture.terminal = ScriptedTerminal(answers: ["y", Self.url, Self.commit])
      #expect(try await fixture.run() == .done)
    }

    @Test(arguments: [
      #"{"mergeCommit":{"oid":"\#(commit)"},"url":"\#(url)"}"#,
      "merged \(commit), see <\(url)> (docs: https://docs.example.com/pr)",
    ])
    func `a command's output tells it`(output: String) async throws {
      let fixture = try RunFixture(Self.byCommand(output))
      #expect(try await fixture.run() == .done)
      let merged = MergedPullRequest(url: Self.url, commit: Self.commit)
      #expect(RunProgress(try fixture.journal.events).step("pr").pullRequest == merged)
    }

    @Test func `what the output leaves open is asked, and the command isn't run again`()
      async throws
    {
      let fixture = try RunFixture(Self.byCommand(Self.url))
      await #expect(throws: RunRefusal.self) { _ = try await fixture.run() }
      #expect(try fixture.state(of: "pr") != .done)
      fixture.terminal = ScriptedTerminal(answers: [Self.url, Self.commit])
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["opened"])
    }

    @Test func `two commits in an output are none`() async throws {
      let other = String(Self.commit.reversed())
      let found = MergedPullRequest.found(in: Array("\(Self.url) \(Self.commit) \(other)".utf8))
      #expect(found.url == Self.url && found.commit == nil)
      let twice = MergedPullRequest.found(in: Array("\(Self.commit)\n\(Self.commit)".utf8))
      #expect(twice.url == nil && twice.commit == Self.commit)
    }

    @Test(arguments: [
      ("https://x", true), ("https://x.example/a?b=c#d", true), ("https://", false),
      ("https:///a", false), ("https://:80/", false), ("ftp://x", false), ("https://a b", false),
      ("https://u:p@x/", false), ("https://x/\u{7}", false), ("https://x/ü", false), ("", false),
    ])
    func `a URL is one that can be pasted`(text: String, isOne: Bool) {
      #expect((MergedPullRequest.url(text) != nil) == isOne)
    }

    @Test func `a merge is reverted by a person`() async throws {
      let fixture = try RunFixture(Self.byHand)
      fixture.terminal = ScriptedTerminal(answers: ["y", Self.url, Self.commit])
      #expect(try await fixture.run() == .done)
      fixture.terminal = ScriptedTerminal(answers: ["y"])
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(fixture.terminal.text.contains("revert the merge of \(Self.url)"))
    }
  }
}
