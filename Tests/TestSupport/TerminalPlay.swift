/// A terminal of 80 columns, played by tmux from bash. Without tmux the test fails.
package enum TerminalPlay {
  /// `play COMMAND` starts it in a session of its own, `look` prints the screen, `await` waits for a
  /// text on it, seen once or COUNT times, `answer` types a line, `press` a key.
  package static let functions = """
    command -v tmux > /dev/null || { echo 'tmux is not installed'; exit 1; }
    mux() { tmux -S "$PWD/tmux" -f /dev/null "$@"; }
    play() {
      # A server that is about to end takes nobody in any more.
      for _ in $(seq 20); do
        mux new-session -d -s run -x 80 -y 60 "$1; echo \\"ended with \\$?\\"; sleep 60" && return
        sleep 0.1
      done
      exit 1
    }
    look() { mux capture-pane -p -t run; }
    await() {
      for _ in $(seq 600); do
        if [ "$(look | grep -cF -- "$1")" -ge "${2:-1}" ]; then return; fi; sleep 0.1
      done
      echo "never seen: $1"; look; exit 1
    }
    answer() { mux send-keys -t run -l -- "$1" \\; send-keys -t run Enter; }
    press() { mux send-keys -t run "$1"; }
    trap 'mux kill-server 2> /dev/null || true' EXIT

    """
}
