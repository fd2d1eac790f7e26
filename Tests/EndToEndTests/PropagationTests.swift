import TestSupport
import Testing

/// A job over many files, planted and judged by scripts that know nothing of the engine.
@Suite struct PropagationTests {
  private let scene = RedactScene()

  private static let scripts = Fixture.path("Propagation", beside: #filePath)

  @Test(arguments: [1, 2])
  func `500 secrets in 2,000 files, each told once and hidden five times, leave none`(
    seed: Int
  ) async throws {
    try await scene.shell(
      """
      python3 -B '\(Self.scripts)/plant.py' in truth --files 2000 --secrets 500 --seed \(seed)
      [ "$(find in -type f | wc -l)" -ge 2000 ]
      # The judge sees every secret in what was planted.
      code=0; python3 -B '\(Self.scripts)/leftovers.py' truth in > seen || code=$?
      [ "$code" = 2 ]; [ "$(wc -l < seen)" = 500 ]
      "$HANDOFF" redact in -o out --vault all --quiet
      [ "$(find out -type f | wc -l)" = "$(find in -type f | wc -l)" ]
      python3 -B '\(Self.scripts)/leftovers.py' truth out || exit 1
      "$HANDOFF" redact out -o again --vault none --quiet; diff -r out again
      """)
  }
}
