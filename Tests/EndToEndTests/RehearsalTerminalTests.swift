import TestSupport
import Testing

/// A rehearsal at a terminal of 80 columns: the run's own questions, marked.
@Suite(.serialized) struct RehearsalTerminalTests {
  @Test func `a person answers the run's questions, fails a step and takes it back`() async throws {
    let scene = try await RunScene(
      RunScene.steps.replacing(
        "- id: two\n    class: mutate", with: "- id: two\n    class: destroy"))
    try await scene.shell(
      TerminalPlay.functions + """
        play "$HANDOFF run b.tar.gz --rehearse --journal table --rehearse-fail two"
        await 'REHEARSAL: no command of the plan is executed'
        await '-- REHEARSAL step 1 of 3: one ---'
        await 'REHEARSAL Run it? [y]es'; look > screen
        test "$(wc -L < screen)" -le 80
        answer y; await 'REHEARSAL Type two to run it, or'; answer two
        await 'failed: it ended with exit code 1'
        await 'REHEARSAL Roll the done steps back now? [y/N]'; answer y
        await "failed midway. Roll it back too? [y/N]"; answer y
        await '-- REHEARSAL roll back: one'; await 'ended with 2'; mux kill-server
        test ! -s log
        "$HANDOFF" status table | grep -q 'one *rolled-back'
        """)
  }
}
