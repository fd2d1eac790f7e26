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

  @Test func `what is painted goes on to the word's end, read or not`() async throws {
    try await scene.shell(
      """
      python3 -B "\(Fixture.path("Images/pictures.py", beside: #filePath))" check-stretch "$HANDOFF"
      """)
  }
}
