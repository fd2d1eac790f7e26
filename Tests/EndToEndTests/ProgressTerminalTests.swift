import TestSupport
import Testing

/// Progress as a person at a terminal sees it, played by tmux. Without tmux these tests fail.
@Suite(.serialized) struct ProgressTerminalTests {
  private let scene = RedactScene()

  /// tmux on a socket of its own, with so many columns; `look` prints the screen.
  private static let play = """
    command -v tmux > /dev/null || { echo 'tmux is not installed'; exit 1; }
    mux() { tmux -S "$PWD/.config/tmux" -f /dev/null "$@"; }
    look() { mux capture-pane -p -t run; }
    await() {
      for _ in $(seq 1200); do if look | grep -qE -- "$1"; then return; fi; sleep 0.05; done
      echo "never seen: $1"; look; exit 1
    }
    begin() { mux new-session -d -s run -x $1 -y 12 "$2; echo ended with \\$?; sleep 60"; }
    end() { await '^ended with'; look; mux kill-server; sleep 0.2; }
    trap 'mux kill-server 2> /dev/null || true' EXIT
    yes 'INFO GET /orders/4711 served in 12 ms to jane@example.com' | head -c \(12 << 20) > big
    mkdir -p .config; secret=in/ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2; mkdir -p $secret
    for i in $(seq 60); do head -c 300000 big > $secret/$i; done

    """

  @Test func `a job shows how far it is, in one line that goes with it`() async throws {
    let played = try await scene.shell(
      Self.play + """
        begin 80 '"$HANDOFF" redact big -o out --jobs 1'
        await '^finding [0-9.]+ MB of 12 MB, [0-9]+ %, [0-9.]+ [kM]B/s, [0-9]+:[0-9]+ left$'
        end
        begin 80 '"$HANDOFF" redact in -o outs --jobs 1'
        await '^(finding|writing) .* left, [0-9]+ of 60 files$'
        end
        begin 80 '"$HANDOFF" check big --jobs 1 > found'
        await '^checking [0-9.]+ MB of 12 MB, [0-9]+ %'
        end
        begin 80 'cat big | "$HANDOFF" redact --jobs 1 > filtered'
        await '^redacting [0-9.]+ (kB|MB), [0-9.]+ [kM]B/s$'
        end
        """)
    // Once a job has ended, its line is gone, and what it says stands at the line's beginning.
    let lines = played.output.split(separator: "\n")
    #expect(!lines.contains { $0.contains(" left") || $0.contains("MB/s") }, "\(played.output)")
    #expect(lines.contains { $0.hasPrefix("handoff: ") && $0.contains(" redacted in 1 files") })
    #expect(!played.output.contains("ghp_"))
  }

  @Test func `a narrow terminal gets a short line, and an interrupt takes it away`() async throws {
    let played = try await scene.shell(
      Self.play + """
        begin 32 '"$HANDOFF" redact big -o out --jobs 1'
        await '^finding [0-9.]+ MB of 12 MB, [0-9]+ %$'
        mux send-keys -t run C-c
        end
        holds big in
        """)
    #expect(played.output.contains("ended with 130"))
    #expect(!played.output.contains("finding"), "\(played.output)")
  }

  @Test func `nothing is drawn where nobody looks, or where it would disturb`() async throws {
    let played = try await scene.shell(
      Self.play + """
        "$HANDOFF" redact big -o out --jobs 1 2> messages
        if grep -q -e MB -e $'\\e' messages; then exit 1; fi
        for command in 'redact big -o quiet --quiet' 'check big --quiet'; do
          begin 80 "\\"\\$HANDOFF\\" $command --jobs 1 > data"; sleep 1
          if look | grep -q MB; then exit 1; fi; end
        done
        begin 80 'cat big | "$HANDOFF" redact --jobs 1 | cat > data'; sleep 1
        if look | grep -q MB; then exit 1; fi; end
        begin 80 'TERM=dumb "$HANDOFF" redact big -o dumb --jobs 1'; sleep 1
        if look | grep -q MB; then exit 1; fi; end
        """)
    #expect(!played.output.contains("MB"))
  }
}
