import DurableFiles
import Execution
import TestSupport
import Testing

extension OneAtATime {
  /// A run dies, and nobody takes it up: it is taken back at once.
  @Suite(.serialized) struct RollbackAfterCrashTests {
    private struct Death: Error {}

    private static let plan = """
      steps:
        - id: a
          class: mutate
          run: {script: 'echo a >> log'}
          expect: {verify: {argv: [grep, '-qx', a, log]}}
          rollback: {script: 'sed -i /^a$/d log'}
        - {id: b, class: mutate, run: {script: 'echo b >> log'}, rollback: {script: 'sed -i /^b$/d log'}}
        - {id: c, class: mutate, idempotent: true, run: {script: 'echo c >> log'}, rollback: {script: 'sed -i /^c$/d log'}}
      """

    @Test(arguments: Journal.FaultPoint.allCases)
    func `what was begun is taken back, wherever the runner died`(
      _ point: Journal.FaultPoint
    ) async throws {
      var victim = 2
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
        let label: Comment = "\(point) at line \(victim)"
        do {
          #expect(try await fixture.rollBack() == .rolledBack, label)
        } catch let refusal as RunRefusal {
          #expect(refusal.code == .person, label)
          let unknown = try #require(RunProgress(fixture.journal.events).unknownStep, label)
          fixture.terminal = ScriptedTerminal(answers: [
            fixture.log.contains(unknown.id) ? "d" : "n"
          ])
          #expect(try await fixture.rollBack() == .rolledBack, label)
        }
        #expect(fixture.log == [], label)
        #expect(try fixture.journal.problems.isEmpty)
        victim += 1
      }
      #expect(victim > 15)
    }

    @Test func `what may have begun and is to run again is not called taken back`() async throws {
      let fixture = try RunFixture(
        "steps: [{id: c, class: mutate, idempotent: true, run: {script: 'echo c >> log'}, rollback: {script: 'sed -i /^c$/d log'}}]"
      )
      fixture.fault = { point, event in
        if event.type == .result, point == .beforeWrite { throw Death() }
      }
      _ = try? await fixture.run()
      // The next call decides that it runs again, and dies before it does.
      fixture.fault = { point, event in
        if event.type == .resolved, point == .afterSync { throw Death() }
      }
      _ = try? await fixture.run()
      fixture.fault = nil
      #expect(try await fixture.rollBack() == .rollbackIncomplete)
      fixture.terminal = ScriptedTerminal(answers: ["y"])
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(fixture.log == [])
    }

    @Test func `what an attempt of this run did is not taken for done before`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - id: a
            class: mutate
            idempotent: true
            precheck: {alreadyDone: {argv: [grep, -qx, a, log]}}
            run: {script: 'echo a >> log'}
            rollback: {script: 'sed -i /^a$/d log'}
        """)
      fixture.fault = { point, event in
        if event.type == .result, event.phase == .run, point == .beforeWrite { throw Death() }
      }
      _ = try? await fixture.run()
      fixture.fault = nil
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["a"])
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(fixture.log == [])
    }
  }
}
