import TestSupport
import Testing

/// Text that doesn't stand upright, and ink that is none.
@Suite struct ImageTurnedTests {
  private let scene = RedactScene()

  @Test func `text in any direction is painted over, the rest stays`() async throws {
    try await scene.shell(
      """
      \(Self.functions)
      mkdir in; pictures turned in
      "$HANDOFF" redact in -o out
      [ "$(ls out)" = "$(ls in)" ]
      pictures check-turned out
      """)
  }

  @Test func `text that can't be read leaves the picture out, things in rows don't`() async throws {
    try await scene.shell(
      """
      \(Self.functions)
      mkdir in; pictures textless in
      "$HANDOFF" redact in -o out 2> messages
      [ "$(ls out)" = "$(ls in)" ]
      pictures unread in
      fails 1 "a part of its text can't be read" "$HANDOFF" redact in/tiny.png -o no
      fails 1 "a part of its text can't be read" "$HANDOFF" check in/tiny.png
      """)
  }

  private static let functions = """
    pictures() { python3 -B "\(Fixture.path("Images/pictures.py", beside: #filePath))" "$@"; }
    """
}
