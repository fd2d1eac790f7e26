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
  /// What a command starts and leaves behind, and what reaches it when its runner dies.
  @Suite(.serialized) struct LeftBehindTests {
    private struct Death: Error {}
    private let folder = TemporaryFolder()

    private func start(_ script: String, input: [UInt8] = []) throws -> ChildProcess {
      let program = try #require(BuiltProgram.path, "the built handoff is missing")
      return try ChildProcess(
        Launch(
          ["bash", "-c", script], environment: ["PATH": "/usr/bin:/bin"],
          workingDirectory: folder.path, standardInput: input),
        through: [program, "__launch"])
    }

    @Test func `a timeout gives the whole group its time to end`() throws {
      let child = try start(
        """
        (trap 'sleep 0.7; echo tidy > tidied; exit' TERM; while :; do sleep 0.1; done) &
        wait
        """)
      child.release()
      let outcome = child.wait(timeout: 1, signals: nil) { _, _ in }
      #expect(outcome.cause == .timeout)
      #expect(try folder.read("tidied") == "tidy\n")
    }

    @Test func `a command never takes half of its input for the whole`() throws {
      let child = try start("cat > got", input: [UInt8](repeating: 0x61, count: 1 << 20))
      // As much as the pipe holds goes out, and the launcher may read it.
      child.release()
      usleep(300_000)
      child.abandon()
      #expect(access(folder.file("got"), F_OK) != 0)
    }

    @Test(arguments: [0, 1, 65_000, 70_000, 3 << 20])
    func `all of the input arrives`(_ count: Int) throws {
      let child = try start("wc -c", input: [UInt8](repeating: 0x61, count: count))
      child.release()
      var output: [UInt8] = []
      let outcome = child.wait(timeout: 20, signals: nil) { output += $1 }
      #expect(outcome.termination == .exited(0))
      #expect(String(decoding: output, as: UTF8.self).contains("\(count)\n"))
      #expect(!outcome.leftBehind)
    }

    @Test func `a command that reads none of a long input leaves nobody behind`() throws {
      let child = try start("exit 4", input: [UInt8](repeating: 0x61, count: 1 << 20))
      child.release()
      let outcome = child.wait(timeout: 20, signals: nil) { _, _ in }
      #expect(outcome.termination == .exited(4))
      #expect(!outcome.leftBehind)
    }

    @Test func `what a failed command left running is ended before the way back`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}, rollback: {script: 'sed -i /a/d log'}}
          - {id: b, class: mutate, onFailure: rollback, run: {script: '(sleep 1.2; echo late >> log) > /dev/null 2>&1 & exit 3'}, rollback: {script: 'true'}}
        """)
      #expect(try await fixture.run() == .rollbackIncomplete)
      usleep(1_500_000)
      #expect(fixture.log.isEmpty)
      #expect(
        try fixture.journal.events.contains {
          $0.note == "processes of its group still ran, and were ended"
        })
    }

    @Test func `what a killed command left running is ended too`() async throws {
      let fixture = try RunFixture(
        "steps: [{id: a, class: mutate, run: {script: '(sleep 1.2; echo late >> log) > /dev/null 2>&1 & kill -9 $$'}}]"
      )
      #expect(try await fixture.run() == .failed)
      usleep(1_500_000)
      #expect(fixture.log.isEmpty)
      #expect(try fixture.journal.events.contains { $0.signal == 9 })
    }

    @Test func `a daemon that a step starts stays`() async throws {
      let fixture = try RunFixture(
        "steps: [{id: a, class: mutate, run: {script: '(sleep 1; echo up >> log) > /dev/null 2>&1 &'}, expect: {verify: {argv: [grep, -qx, up, log]}, within: 20s}}]"
      )
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["up"])
    }

    @Test func `a resumed run waits for what its command left at work`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - id: a
            class: mutate
            idempotent: true
            run: {script: '(sleep 1.2; echo a >> log) > /dev/null 2>&1 &'}
            expect: {verify: {argv: [grep, -qx, a, log]}}
        """)
      fixture.fault = { point, event in
        if event.type == .result, event.phase == .run, point == .beforeWrite { throw Death() }
      }
      _ = try? await fixture.run()
      fixture.fault = nil
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["a"])
    }

    @Test func `a flood of output is kept up to a limit, and the journal says so`() async throws {
      let fixture = try RunFixture(
        "steps: [{id: a, class: read, run: {script: 'head -c 67200000 /dev/zero'}}]")
      #expect(try await fixture.run() == .done)
      let result = try fixture.journal.events.first { $0.type == .result }
      #expect(result?.note == "of its output the first 64 MiB are kept")
      #expect(result?.stdout?.bytes == 64 << 20)
      #expect(try DurableFile.read(fixture.folder.outputs + "/a-1.txt").count == 64 << 20)
    }
  }
}
