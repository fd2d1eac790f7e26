import TestSupport
import Testing

/// Pictures that are cut off, damaged, enormous, or something else than their names say.
@Suite struct MalformedImageTests {
  private let scene = RedactScene()

  @Test func `damaged pictures are left out and named, or nothing secret is read in them`()
    async throws
  {
    let seed = Int.random(in: 0..<1_000_000)
    try await scene.shell(
      """
      \(Self.functions)
      echo 'seed \(seed)'
      mkdir in; pictures broken in \(seed)
      "$HANDOFF" redact in -o out 2> messages
      pictures check-broken in out messages
      """)
  }

  @Test func `what unpacks to enormous pictures is left out in little memory`() async throws {
    try await scene.shell(
      """
      \(Self.functions)
      mkdir in; pictures bombs in
      pictures bounded 900 "$HANDOFF" redact in -o out 2> messages
      pictures check-broken in out messages
      for name in flat.png declared.png widest.png huge.tiff large.tiff; do
        grep -q "left out in/$name: " messages
        fails 1 "in/$name: can't be redacted" pictures bounded 900 "$HANDOFF" redact "in/$name" -o no
        fails 1 "in/$name" pictures bounded 900 "$HANDOFF" check "in/$name"
      done
      never test -e no
      """)
  }

  @Test func `a picture is told by its bytes, and so is what only has its name`() async throws {
    try await scene.shell(
      """
      \(Self.functions)
      mkdir in; pictures misnamed in
      "$HANDOFF" redact in -o out 2> messages
      pictures check-broken in out messages
      for name in jpeg.png png.webp picture.txt picture; do test -s "out/$name"; done
      head -c 3 out/jpeg.png | cmp - <(printf '\\377\\330\\377')
      head -c 4 out/png.webp | cmp - <(printf '\\211PNG')
      # A text is a text whatever its name.
      grep -q '^Password: REDACTED_' out/text.png
      test -e out/empty.png; never test -s out/empty.png
      never test -e out/program.png; grep -q 'left out in/program.png: ' messages
      """)
  }

  @Test func `pictures of other formats and packed bytes are no texts, old texts are`() async throws
  {
    let seed = Int.random(in: 0..<1_000_000)
    try await scene.shell(
      """
      \(Self.functions)
      echo 'seed \(seed)'
      mkdir in texts; pictures others in \(seed); pictures old-texts texts
      cp texts/utf8.txt in
      "$HANDOFF" redact in -o out 2> messages
      pictures check-broken in out messages
      [ "$(ls out)" = utf8.txt ]
      for name in in/other.bmp in/photo.heic in/other.gif in/other.jpeg2000; do
        fails 1 "can't be redacted: a picture" "$HANDOFF" redact "$name" -o no
      done
      "$HANDOFF" redact texts -o texts-out
      [ "$(grep -lac 'password: REDACTED_' texts-out/* | wc -l)" = "$(ls texts | wc -l)" ]
      """)
  }

  private static let functions = """
    pictures() { python3 -B "\(Fixture.path("Images/pictures.py", beside: #filePath))" "$@"; }
    """
}
