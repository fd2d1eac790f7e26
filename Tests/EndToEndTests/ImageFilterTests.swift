import TestSupport
import Testing

/// Pictures on standard input, read and painted by the real Tesseract.
@Suite struct ImageFilterTests {
  private let scene = RedactScene()

  /// `shot.png` with two secrets, and `painted FILE`: that it is, and what else it showed is there.
  private static let plant = """
    \(ImageRedactionTests.tools)
    picture shot <<END
    The deployment finished without errors
    AWS_ACCESS_KEY_ID=$(key)
    Contact: jane.miller@example.com
    Please rotate everything tomorrow morning
    END
    painted() {
      words "$1" > .messages.words
      never grep -qE 'Q7RZ3|KTE2VP|miller' .messages.words
      grep -q 'deployment finished' .messages.words
    }
    """

  @Test func `a picture goes through the filter as it does as a file`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      "$HANDOFF" redact shot.png -o file.png --quiet
      "$HANDOFF" redact < shot.png > redirected.png 2> .messages
      grep -q '2 places painted over' .messages
      cat shot.png | "$HANDOFF" redact --quiet > piped.png 2> .messages
      [ ! -s .messages ]
      painted redirected.png
      cmp file.png redirected.png
      cmp file.png piped.png
      # Byte by byte it is no text either.
      { for at in 0 1 2 3 4; do dd if=shot.png bs=1 skip=$at count=1 status=none; sleep 0.05; done
        tail -c +6 shot.png; } | "$HANDOFF" redact --quiet > slow.png
      cmp file.png slow.png
      """)
  }

  @Test func `values of --known are painted over in a picture on standard input`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      echo deployment > known.txt
      "$HANDOFF" redact --known known.txt --quiet < shot.png > out.png
      words out.png > .messages.words
      never grep -q 'deployment' .messages.words
      grep -q 'rotate everything' .messages.words
      """)
  }

  @Test func `a picture that can't be redacted doesn't go through the filter`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      head -c 2000 shot.png > half.png
      printf 'GIF89a%050d' 0 > old.gif
      for given in half.png old.gif; do
        fails 1 "standard input: can't be redacted: a picture" "$HANDOFF" redact < $given > out
        grep -q 'handoff: hint: ' .messages
        [ ! -s out ]
        cat $given | fails 1 "can't be redacted" "$HANDOFF" redact > out
        [ ! -s out ]
      done
      fails 1 'pictures are left out' "$HANDOFF" redact --images drop < shot.png > out
      grep -qF -- '--images redact' .messages
      [ ! -s out ]
      "$HANDOFF" redact --images keep < shot.png > out 2> .messages
      grep -q 'warning: the picture: goes as it is' .messages
      cmp shot.png out
      """)
  }

  @Test func `a picture never goes to a terminal`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      for mode in redact keep; do
        script -qec '"$HANDOFF" redact --images '$mode' < shot.png 2> said; echo "code $?"' /dev/null > seen
        [ "$(tr -d '\\r' < seen)" = 'code 64' ]
        grep -qF -- '-o OUT' said
      done
      """)
  }

  @Test func `pictures in pipes are checked, and redacted, as files are`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      "$HANDOFF" check shot.png 2> .messages > file.txt && exit 1 || [ $? = 2 ]
      cat shot.png | "$HANDOFF" check 2> .messages > piped.txt && exit 1 || [ $? = 2 ]
      [ "$(wc -l < piped.txt)" = 2 ]
      [ "$(sed 's/^shot.png//' file.txt)" = "$(sed 's/^-//' piped.txt)" ]
      "$HANDOFF" redact <(cat shot.png) -o out.png --quiet
      painted out.png
      printf 'GIF89a%050d' 0 > old.gif
      fails 1 "-: can't be checked: a picture (GIF)" "$HANDOFF" check < old.gif
      grep -q 'hint: .* as PNG' .messages
      """)
  }

  @Test func `the filter says how many pictures it took out of a text`() async throws {
    try await scene.shell(
      """
      \(Self.plant)
      base64 -w0 shot.png > b64
      printf 'one %s\\ntwo %s\\nkept\\n' "$(cat b64)" "$(cat b64)" > notes.md
      says() { grep -qF '2 pictures in base64 left out; redact the file with -o' .messages; }
      "$HANDOFF" redact < notes.md > out 2> .messages; says
      cat notes.md | "$HANDOFF" redact 2> .messages > piped; says
      cmp out piped
      grep -q kept out
      iconv -t UTF-16 notes.md | "$HANDOFF" redact 2> .messages > out; says
      gzip < notes.md | "$HANDOFF" redact 2> .messages > out; says
      "$HANDOFF" redact --quiet < notes.md 2> .messages > out
      [ ! -s .messages ]
      echo none | "$HANDOFF" redact 2> .messages > out
      [ ! -s .messages ]
      """)
  }
}
