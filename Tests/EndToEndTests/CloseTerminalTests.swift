import TestSupport
import Testing

/// A person closes a run at a terminal of 80 columns.
@Suite(.serialized) struct CloseTerminalTests {
  private static let play =
    TerminalPlay.functions + CloseScene.functions + """
      begin() { play "$HANDOFF close run ${1:-}"; }

      """

  @Test func `each item is asked once, answered or waived, and closed`() async throws {
    let scene = try await CloseScene.make()
    let played = try await scene.shell(
      Self.play + """
        # --yes runs the plan's commands; it answers for no rotation and no grant.
        begin --yes
        await 'reduce-access'; await 'Is it done? [y/N]'; answer y
        await 'Is it done? [y/N]' 2; answer ''
        await 'Is it done? [y/N]' 3; answer y
        await 'Is it done? [y/N]' 4; answer ''
        await 'Is it revoked? [y/N] (or [w]aive with a reason)'; answer w
        await 'Why is it left?'; answer ''; await 'Without a reason it stays open.'
        await 'Is it rotated?'; answer y
        await 'Who rotated it? (empty: erik@x)'; answer 'olga'
        await 'When?'; answer 2199-01-01; await 'That is no time in the past'
        answer 2026-01-02T03:04:05Z
        await 'How is it known?'; answer 'the old one is refused: password=Tr0ub4dor-and-more'
        await 'Is it rotated?' 2; answer w; await 'Why is it left?' 2; answer 'a sandbox'
        await 'waived, signed by erik@x'
        await 'Is it rotated?' 3; answer n
        await 'ended with 2'; look > screen
        grep -q "not confirmed: revoke the grant of 'more'" screen
        mux kill-server
        grep -q '"rotation":{"at":"2026-01-02T03:04:05Z","by":"olga","proof":"the old one is refused: password=REDACTED_' run/journal.jsonl
        if grep -qF Tr0ub4dor run/journal.jsonl; then exit 1; fi
        # What was answered isn't asked again.
        begin
        await 'Is it done? [y/N]'; look | grep -q review-access; answer y
        await 'Is it done? [y/N]' 2; look | grep -q confirm-ticket; answer y
        await 'Is it revoked?'; answer y
        await 'Is it rotated?'; answer y
        await 'Who rotated it?'; answer ''; await 'When?'; answer ''; await 'How is it known?'; answer ''
        await 'ended with 0'; look | tee screen
        if grep -qE 'reduce-access|confirm-service|-- revoke: take|stripe' screen; then exit 1; fi
        mux kill-server
        "$HANDOFF" journal verify run
        before=$(lines); begin; await 'ended with 0'; mux kill-server; test "$before" = "$(lines)"
        """)
    #expect(played.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `many secrets of a kind are answered together, or one by one`() async throws {
    let scene = try await CloseScene.make(
      more: """
        for n in $(seq 10 22); do
            printf 'sk_%s_4eC39HqLyjWDarjtT1zdp7dcBBBB12%s\\n' live $n >> in/pay.log
          done
          echo 'DB_PASSWORD=an0ther-and-more' > in/b.env; rm -r state/handoff/packs
          "$HANDOFF" pack --quiet --ticket ticket.yaml in -o many.tar.gz --sign erik
        """)
    try await scene.shell(
      Self.play + """
        begin --yes
        for n in 1 2 3 4; do await 'Is it done? [y/N]' $n; answer ''; done
        await 'Is it revoked?'; answer y
        await '(14 secrets)'; await 'and 4 more'
        await 'Are all 14 rotated? [y/N] (or [o]ne by one, [w]aive with a reason)'; answer w
        await 'Why'; answer 'made up'
        await 'Is it rotated?'; answer n
        await 'Are all 2 rotated?'; answer o
        await 'Is it rotated?' 2; answer y
        await 'Who'; answer ''; await 'When?'; answer ''; await 'How is'; answer ''
        await 'Is it rotated?' 3; mux kill-server
        for _ in $(seq 50); do if grep -q interrupted run/journal.jsonl; then break; fi; sleep 0.1; done
        begin --yes
        for n in 1 2 3 4; do await 'Is it done? [y/N]' $n; answer ''; done
        await 'Is it rotated?'; answer w; await 'Why'; answer 'never used'
        await 'Is it rotated?' 2; answer w; await 'Why' 2; answer 'never used'
        await 'ended with 0'; mux kill-server
        "$HANDOFF" journal verify run; "$HANDOFF" ticket note run > out
        says 'waived: 14 secrets of the rule'; says 'by erik@x: made up'
        """)
  }
}
