import TestSupport
import Testing

/// A hundred files in as many formats: every secret goes, everything else stays, and each file still
/// parses. `Formats/formats.py` makes them and judges the copies with readers of its own.
@Suite struct FormatTests {
  private static let formats = Fixture.path("Formats/formats.py", beside: #filePath)

  @Test(arguments: [
    "--seed 1", "--seed 2", "--seed 3", "--seed 4 --crlf", "--seed 5 --encoding utf-8-sig",
    "--seed 6 --encoding latin-1", "--seed 7 --encoding utf-16-le",
    "--seed 8 --encoding utf-16-be", "--seed 9 --encoding utf-32-le",
    "--seed 10 --encoding utf-32-be",
  ])
  func `secrets go, and what stands around them stays`(options: String) async throws {
    try await RedactScene().shell(
      """
      python3 -B '\(Self.formats)' render in \(options)
      "$HANDOFF" redact in -o out --quiet
      python3 -B '\(Self.formats)' check in out
      "$HANDOFF" redact out -o again --quiet
      diff -r out again
      """)
  }

  @Test func `what is left is told`() async throws {
    try await RedactScene().shell(
      """
      python3 -B '\(Self.formats)' render in
      ! python3 -B '\(Self.formats)' check in in > report
      for file in app/settings.json home/.npmrc src/deploy.sh logs/encoded.log k8s/secret.yaml; do
        grep -q "$file.*left" report && grep -q "$file: can be read" report
      done
      """)
  }
}
