import TestSupport
import Testing

/// A folder in which scripts run the built program, `$HANDOFF`.
struct RedactScene {
  let folder = TemporaryFolder()

  /// - Returns: what the script wrote; it ends at the first command that fails.
  @discardableResult
  func shell(_ script: String) async throws -> Command {
    let program = try #require(BuiltProgram.path)
    let result = try await Command.run(
      "/bin/bash", ["-c", "set -eu\n\(Self.functions)\n\(script)"], in: folder.path,
      environment: [
        "HANDOFF": program, "LC_ALL": "C.UTF-8", "XDG_STATE_HOME": folder.file(".state"),
        "XDG_CONFIG_HOME": folder.file(".config"), "TMPDIR": folder.path,
      ])
    #expect(result.status == 0, "\(script)\n\(result.output)\n\(result.errors)")
    return result
  }

  /// `fails CODE TEXT COMMAND…`: the command must exit so, and its messages hold the text.
  /// `never COMMAND…`: it must fail; a `!` in front would not end the script.
  /// `holds NAME…`: nothing but these stands in the folder, apart from hidden state.
  private static let functions = """
    fails() {
      code=0; want=$1; text=$2; shift 2
      "$@" 2> .messages || code=$?
      [ "$code" = "$want" ] || { echo "exit $code, not $want: $*"; cat .messages; exit 1; }
      grep -qF -- "$text" .messages || { echo "no '$text': $*"; cat .messages; exit 1; }
    }
    never() {
      if "$@"; then echo "came true: $*"; exit 1; fi
    }
    holds() {
      found=$(ls -A | grep -v -x -e .state -e .config -e .messages | sort | tr '\\n' ' ')
      [ "$found" = "$(printf '%s\\n' "$@" | sort | tr '\\n' ' ')" ] || { echo "found: $found"; exit 1; }
    }
    """
}
