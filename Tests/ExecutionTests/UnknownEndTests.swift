import DurableFiles
import Execution
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension OneAtATime {
  /// What may be concluded about a command whose end was lost, and what may not.
  @Suite(.serialized) struct UnknownEndTests {
    private struct Death: Error {}

    /// Dies when a result of this phase is about to be written.
    private func loseResult(_ phase: JournalEvent.Phase, of fixture: RunFixture) {
      fixture.fault = { point, event in
        if event.type == .result, event.phase == phase, point == .beforeWrite { throw Death() }
      }
    }

    @Test(arguments: [
      // Its own verification says no.
      "rollback: {script: 'true', expect: {verify: {argv: [test, -e, undone]}}}",
      // The target is out of reach: the step's verification fails, and so does its precheck.
      "precheck: {argv: [test, -e, up]}, rollback: {script: 'unlink up'}",
    ])
    func `a rollback isn't done because the step's verification fails`(
      _ rest: String
    ) async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}, expect: {verify: {script: 'test -e up && grep -qx a log'}}, \(rest)}
        """)
      try fixture.work.write("up", "")
      #expect(try await fixture.run() == .done)
      loseResult(.rollback, of: fixture)
      _ = try? await fixture.rollBack()
      fixture.fault = nil
      if DurableFile.exists(fixture.work.file("up")) { unlink(fixture.work.file("up")) }
      let error = await #expect(throws: RunRefusal.self) { try await fixture.rollBack() }
      #expect(error?.code == .person)
      #expect(try fixture.state(of: "a") != .rolledBack)
    }

    @Test func `a lost rollback of a step that could run again is done`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, precheck: {script: 'test -e log'}, run: {script: 'echo a >> log'}, expect: {verify: {script: 'grep -qx a log'}}, rollback: {script: 'sed -i /^a$/d log'}}
        """)
      try fixture.work.write("log", "")
      #expect(try await fixture.run() == .done)
      loseResult(.rollback, of: fixture)
      _ = try? await fixture.rollBack()
      fixture.fault = nil
      #expect(try await fixture.rollBack() == .rolledBack)
    }

    @Test func `a retry that was cut off goes on`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, idempotent: true, retries: 2, onFailure: continue, run: {script: 'echo x >> log; test $(wc -l < log) -ge 2'}}
        """)
      fixture.fault = { point, event in
        if event.type == .result, event.phase == .run, point == .afterSync { throw Death() }
      }
      _ = try? await fixture.run()
      fixture.fault = nil
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["x", "x"])
    }

    @Test func `a command that couldn't start may start later, without a question`() async throws {
      let fixture = try RunFixture(
        "steps: [{id: a, class: mutate, run: {argv: [touch, made], workingDirectory: later}}]")
      #expect(try await fixture.run() == .failed)
      #expect(try fixture.journal.events.contains { $0.outcome == "not-started" })
      #expect(fixture.terminal.text.contains("it was not started: "))
      try DurableFile.makeFolders(fixture.work.file("later"))
      #expect(try await fixture.run() == .done)
    }

    @Test func `a patch that was found wrong stays wrong`() async throws {
      let before = JournalText.digest(Array("one\ntwo\n".utf8))
      let record =
        #"{"apiVersion":"handoff/v1","base":"0","commits":[],"files":[{"after":"01","before":"\#(before)","change":"changed","path":"conf"}],"id":"fix"}"#
      let fixture = try RunFixture(
        """
        patches:
          - {id: fix, repo: ., files: [conf], base: HEAD}
        steps:
          - {id: a, class: patch, patch: fix}
        """,
        files: [
          "patches/fix.patch": "--- a/conf\n+++ b/conf\n@@ -1,2 +1,2 @@\n one\n-two\n+three\n",
          "patches/fix.json": record,
        ])
      try DurableFile.write(Array("one\ntwo\n".utf8), to: fixture.work.file("conf"))
      #expect(try await fixture.run() == .failed)
      #expect(try await fixture.run() == .failed)
      #expect(try fixture.state(of: "a") == .failed)
    }

    // MARK: After the run

    private static let closing = """
      steps: [{id: a, class: read, run: {argv: ['true']}}]
      post:
        - {id: drop, kind: revoke, what: grant, run: {script: 'echo drop >> log'}VERIFY}
      """

    private func close(_ fixture: RunFixture) async throws -> CloseOut {
      try await fixture.withRunner { try await $0.close() }
    }

    @Test func `a task after the run whose end was lost is verified, not repeated`() async throws {
      let verify = ", verify: {argv: [grep, -qx, drop, log]}"
      let fixture = try RunFixture(Self.closing.replacing("VERIFY", with: verify))
      #expect(try await fixture.run() == .done)
      loseResult(.post, of: fixture)
      _ = try? await close(fixture)
      fixture.fault = nil
      #expect(try await close(fixture).open.isEmpty)
      #expect(fixture.log == ["drop"])
    }

    @Test(arguments: [("d", 1), ("n", 2)])
    func `where nothing tells, a person says whether it is done`(
      _ answer: String, times: Int
    ) async throws {
      let fixture = try RunFixture(Self.closing.replacing("VERIFY", with: ""))
      #expect(try await fixture.run() == .done)
      loseResult(.post, of: fixture)
      _ = try? await close(fixture)
      fixture.fault = nil
      let error = await #expect(throws: RunRefusal.self) { try await close(fixture) }
      #expect(error?.code == .person)
      fixture.terminal = ScriptedTerminal(answers: [answer])
      #expect(try await close(fixture).open.isEmpty)
      #expect(fixture.log.count == times)
    }

    @Test func `a signal while a run is closed leaves the run where it stands`() async throws {
      let fixture = try RunFixture(Self.closing.replacing("VERIFY", with: ""))
      #expect(try await fixture.run() == .done)
      fixture.fault = { point, event in
        if event.type == .confirmed, point == .afterSync { kill(getpid(), SIGTERM) }
      }
      await #expect(throws: RunInterruption.self) { try await close(fixture) }
      fixture.fault = nil
      #expect(RunProgress(try fixture.journal.events).state == .done)
      #expect(try await close(fixture).open.isEmpty)
      #expect(fixture.log == ["drop"])
    }
  }
}
