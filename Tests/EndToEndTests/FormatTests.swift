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

  @Test func `a filter reads UTF-16 and UTF-32, from a file and from a slow or a fast pipe`()
    async throws
  {
    try await RedactScene().shell(
      """
      printf 'password=hunter2xyz\\r\\nhost=db-1 \\u20ac\\n' > plain
      "$HANDOFF" redact < plain > wanted
      grep -q 'password=REDACTED_.*' wanted && grep -q 'db-1 €' wanted
      for code in UTF-16LE UTF-16BE UTF-32LE UTF-32BE; do
        for mark in '\\ufeff' ''; do
          { printf "$mark"; cat plain; } | iconv -f UTF-8 -t $code > input
          { printf "$mark"; cat wanted; } | iconv -f UTF-8 -t $code > expected
          "$HANDOFF" redact < input | cmp - expected
          cat input | "$HANDOFF" redact | cmp - expected
          { head -c 33 input; sleep 0.1; tail -c +34 input; } | "$HANDOFF" redact | cmp - expected
          "$HANDOFF" redact input -o out --force && cmp out expected
          "$HANDOFF" check input > found 2>&1 && exit 1
          grep -q 'input:1:10: credential: generic-password' found
        done
      done
      printf '\\377\\376\\000\\330a\\000' > broken
      fails 1 "is UTF-16 that isn't well formed" "$HANDOFF" redact < broken
      # A line goes out before the next one comes.
      mkfifo lines; "$HANDOFF" redact < lines > got & exec 9> lines; printf 'a=1\\n' >&9
      for _ in $(seq 600); do grep -q a=1 got && break; sleep 0.1; done
      grep -q a=1 got; printf 'b=2\\n' >&9; exec 9>&-; wait; grep -q b=2 got
      """)
  }

  @Test func `what is left is told`() async throws {
    try await RedactScene().shell(
      """
      python3 -B '\(Self.formats)' render in
      if python3 -B '\(Self.formats)' check in in > report; then exit 1; fi
      for file in app/settings.json home/.npmrc src/deploy.sh logs/encoded.log k8s/secret.yaml; do
        grep -q "$file.*left" report && grep -q "$file: can be read" report
      done
      """)
  }
}
