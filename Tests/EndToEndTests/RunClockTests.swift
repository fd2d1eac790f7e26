#if os(Linux)
  import TestSupport
  import Testing

  /// The machine's clock jumps while a step runs.
  @Suite(.serialized) struct RunClockTests {
    private static let steps = """
      steps:
        - id: one
          class: mutate
          run: {script: 'echo one >> log; if test -e jump; then mv jump offset; fi', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /one/d log', timeout: 5s}
        - id: two
          class: mutate
          run: {script: 'echo two >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /two/d log', timeout: 5s}
      """

    private func scene() async throws -> RunScene {
      let scene = try await RunScene(Self.steps)
      try await scene.approve()
      let source = Fixture.path("../Faults/clock-jump.c", beside: #filePath)
      try await scene.shell("cc -shared -fPIC -Wall -Werror -o clock.so '\(source)' -ldl")
      return scene
    }

    /// Runs with a clock that jumps during the first step.
    private func run(_ scene: RunScene, jump seconds: Int) async throws -> Command {
      try await scene.shell("echo \(seconds) > jump")
      return try await scene.handoff(
        [
          "run", "b.tar.gz", "--sign", "erik", "--approval", "ap.json", "--journal", "run", "--yes",
        ],
        environment: [
          "LD_PRELOAD": scene.folder.file("clock.so"),
          "CLOCK_OFFSET": scene.folder.file("offset"),
        ])
    }

    @Test func `a jump forward ends no step early, and the journal says when it was`() async throws
    {
      let scene = try await scene()
      let run = try await run(scene, jump: 40 * 86_400)
      #expect(run.status == 0, "\(run.errors)")
      #expect(scene.log == "one\ntwo\n")
      #expect(!run.errors.contains("ran longer"))
      try await scene.shell(
        """
        test "$(grep -o '"ts":"[^T]*' run/journal.jsonl | sort -u | wc -l)" -ge 2
        "$HANDOFF" journal verify run
        "$HANDOFF" rollback run --yes > out 2>&1 < /dev/null; test ! -s log
        """)
    }

    @Test(arguments: [
      // Before the approval was given, and after the plan has expired.
      -40 * 86_400, 100 * 365 * 86_400,
    ])
    func `where the time is wrong the next step waits`(_ jump: Int) async throws {
      let scene = try await scene()
      let stopped = try await run(scene, jump: jump)
      #expect(stopped.status == 3, "\(stopped.errors)")
      #expect(scene.log == "one\n")
      try await scene.shell(
        """
        "$HANDOFF" journal verify run
        # The clock is right again.
        rm offset
        "$HANDOFF" run b.tar.gz --sign erik --approval ap.json --journal run --yes > out 2>&1 \\
          < /dev/null || { cat out; exit 1; }
        test "$(tr '\\n' ' ' < log)" = 'one two '
        "$HANDOFF" journal verify run
        """)
    }

    @Test func `a run is taken back whatever the time is`() async throws {
      let scene = try await scene()
      #expect(try await run(scene, jump: 100 * 365 * 86_400).status == 3)
      let back = try await scene.handoff(
        ["rollback", "run", "--yes"],
        environment: [
          "LD_PRELOAD": scene.folder.file("clock.so"),
          "CLOCK_OFFSET": scene.folder.file("offset"),
        ])
      #expect(back.status == 0, "\(back.errors)")
      #expect(scene.log == "")
    }
  }
#endif
