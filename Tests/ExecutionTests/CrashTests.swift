import Documents
import DurableFiles
import Execution
import TestSupport
import Testing

extension OneAtATime {
  /// The runner dies at every write of the journal; the next call takes up the run.
  @Suite(.serialized) struct CrashTests {
    private struct Death: Error {}

    private static let plan = """
      steps:
        - id: a
          class: mutate
          run: {script: 'echo a >> log'}
          expect: {verify: {argv: [grep, '-qx', a, log]}}
          rollback: {script: 'sed -i /^a$/d log'}
        - {id: b, class: mutate, run: {script: 'echo b >> log'}, rollback: {script: 'sed -i /^b$/d log'}}
        - {id: c, class: mutate, idempotent: true, run: {script: 'echo c > idem'}, rollback: {script: 'rm -f idem'}}
      """

    @Test(arguments: Journal.FaultPoint.allCases)
    func `nothing runs twice and nothing is lost, wherever the runner dies`(
      _ point: Journal.FaultPoint
    ) async throws {
      var victim = 1
      while true {
        let fixture = try RunFixture(Self.plan)
        var died = false
        fixture.fault = { reached, event in
          if reached == point, event.seq == victim {
            died = true
            throw Death()
          }
        }
        _ = try? await fixture.run()
        fixture.fault = nil
        guard died else { break }
        try await takeUp(fixture, "\(point) at line \(victim)")
        #expect(fixture.log == ["a", "b"], "\(point) at line \(victim)")
        #expect(try fixture.journal.problems.isEmpty)
        #expect(try await fixture.rollBack() == .rolledBack)
        #expect(fixture.log == [])
        victim += 1
      }
      #expect(victim > 15)
    }

    /// What is unknown and isn't idempotent asks a person, who looks at the target.
    private func takeUp(_ fixture: RunFixture, _ label: String) async throws {
      do {
        #expect(try await fixture.run() == .done, "\(label)")
      } catch let refusal as RunRefusal {
        #expect(refusal.code == .person, "\(label): \(refusal)")
        let progress = RunProgress(try fixture.journal.events)
        #expect(progress.state == .unknown)
        fixture.terminal = ScriptedTerminal(answers: [fixture.log.contains("b") ? "d" : "n"])
        #expect(try await fixture.run() == .done, "\(label)")
      }
    }

    @Test func `a command that never started runs without a question`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: b, class: mutate, run: {script: 'echo b >> log'}}\n")
      fixture.fault = { point, event in
        if event.type == .intent, point == .afterSync { throw Death() }
      }
      _ = try? await fixture.run()
      #expect(fixture.log.isEmpty)
      fixture.fault = nil
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["b"])
      #expect(try fixture.journal.events.contains { $0.note == "never started" })
    }

    @Test func `run asks about a rollback that was cut off`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}, rollback: {script: 'echo undo-a >> log'}}
          - {id: b, class: mutate, run: {script: 'exit 1'}}
        """)
      #expect(try await fixture.run() == .failed)
      fixture.fault = { point, event in
        if event.type == .result, event.phase == .rollback, point == .beforeWrite { throw Death() }
      }
      _ = try? await fixture.rollBack()
      fixture.fault = nil
      let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(error?.code == .person)
      #expect(fixture.log == ["a", "undo-a"])
      fixture.terminal = ScriptedTerminal(answers: ["d"])
      _ = try await fixture.run()
      #expect(fixture.log == ["a", "undo-a"])
      #expect(try fixture.state(of: "a") == .rolledBack)
      #expect(try fixture.journal.problems.isEmpty)
    }

    @Test func `a rollback that was cut off goes on`() async throws {
      var victim = 1
      while true {
        let fixture = try RunFixture(Self.plan)
        #expect(try await fixture.run() == .done)
        let before = try fixture.journal.events.count
        var died = false
        fixture.fault = { reached, event in
          if reached == .beforeSync, event.seq == before + victim {
            died = true
            throw Death()
          }
        }
        _ = try? await fixture.rollBack()
        fixture.fault = nil
        guard died else { break }
        do {
          #expect(try await fixture.rollBack() == .rolledBack)
        } catch let refusal as RunRefusal {
          #expect(refusal.code == .person)
          fixture.terminal = ScriptedTerminal(answers: [fixture.log.contains("b") ? "n" : "d"])
          #expect(try await fixture.rollBack() == .rolledBack)
        }
        #expect(fixture.log == [], "line \(victim)")
        victim += 1
      }
      #expect(victim > 8)
    }
  }
}
