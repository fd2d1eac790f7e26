import TestSupport
import Testing

/// `redact --diff` over pictures, read by the real Tesseract: what would be painted over is told.
@Suite struct ImageDiffTests {
  private let scene = RedactScene()

  private static let plant = """
    \(ImageRedactionTests.tools)
    picture shot <<END
    The deployment finished without errors
    AWS_ACCESS_KEY_ID=$(key)
    Contact: jane.miller@example.com
    END
    shows() { never grep -qE 'Q7RZ3|KTE2VP|miller' "$@"; }
    """

  @Test func `the boxes of a picture are those that redact paints`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      "$HANDOFF" redact shot.png -o out.png --json > report.json 2> .messages
      "$HANDOFF" redact --diff shot.png > diff.txt 2> .messages.err
      shows diff.txt .messages.err
      grep -q '2 would be redacted in 1 files' .messages.err
      { echo 'shot.png: page 1: 2 boxes would be painted over'
        jq -r '.pictures[0].boxes | sort_by(.y)[] | "  x \\(.x), y \\(.y), \\(.width) x \\(.height): \\(.rule)"' report.json
      } > wanted.txt
      cmp wanted.txt diff.txt
      "$HANDOFF" redact --diff < shot.png 2> .messages | sed 's/^-/shot.png/' | cmp - wanted.txt
      cat shot.png | "$HANDOFF" redact --diff 2> .messages | sed 's/^-/shot.png/' | cmp - wanted.txt
      """)
  }

  @Test func `a picture that a diff can't show says so, and how to mend it`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      head -c 2000 shot.png > half.png
      fails 1 "half.png: can't be redacted: a picture (PNG)" "$HANDOFF" redact --diff half.png
      grep -q 'sharper or larger' .messages
      fails 1 "shot.png: can't be redacted" "$HANDOFF" redact --diff --images drop shot.png
      grep -qF -- '--images redact' .messages
      "$HANDOFF" redact --diff --images keep shot.png > diff.txt 2> .messages
      [ ! -s diff.txt ]
      grep -q 'shot.png: goes as it is' .messages
      """)
  }

  @Test func `a diff tells of pictures in folders, archives and texts`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      mkdir in
      printf 'one\\n![x](data:image/png;base64,%s)\\n' "$(base64 -w0 shot.png)" > in/notes.md
      tar cf in/all.tar shot.png
      head -c 2000 shot.png > in/half.png
      echo "again $(key)" > in/copy.txt
      mv shot.png in
      "$HANDOFF" redact --diff in > diff.txt 2> .messages.err
      shows diff.txt .messages.err
      grep -qx 'in/shot.png: page 1: 2 boxes would be painted over' diff.txt
      grep -qxF 'in/all.tar!/shot.png: page 1: 2 boxes would be painted over' diff.txt
      grep -qF 'in/notes.md:2: a picture (PNG) in base64 would be painted over' diff.txt
      grep -q '^+again REDACTED_' diff.txt
      grep -q 'left out in/half.png: a picture (PNG)' .messages.err
      "$HANDOFF" redact --diff --images drop in/notes.md > diff.txt 2> .messages.err
      grep -q 'embedded-picture' diff.txt
      never grep -q 'would be painted' diff.txt
      "$HANDOFF" redact --diff --images keep in/notes.md > diff.txt 2> .messages.err
      grep -q 'in base64 would stay as it is' diff.txt
      """)
  }
}
