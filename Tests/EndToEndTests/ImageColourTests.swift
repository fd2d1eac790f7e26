import TestSupport
import Testing

/// What a person reads at a glance though a threshold between dark and light shows nothing.
@Suite struct ImageColourTests {
  private let scene = RedactScene()

  @Test func `a secret is painted over whatever its colours are`() async throws {
    try await scene.shell(
      """
      pictures() { python3 -B "\(Fixture.path("Images/pictures.py", beside: #filePath))" "$@"; }
      mkdir in; pictures colours in
      never pictures check-colours in
      "$HANDOFF" redact in -o out
      pictures check-colours out
      """)
  }
}
