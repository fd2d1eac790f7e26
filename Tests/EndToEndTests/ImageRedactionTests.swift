import TestSupport
import Testing

/// Pictures are read, painted over and read again by the real Tesseract; they are made from a text by
/// Poppler, so that none is kept here.
@Suite struct ImageRedactionTests {
  private let scene = RedactScene()

  /// `picture NAME < TEXT`: a PNG of a text's lines; `words FILE`: what can be read in a picture.
  private static let tools = """
    page() { # PDF of the lines on standard input, in even type
      python3 - "$1" <<'END'
    import sys
    lines = open(sys.argv[1] + '.txt').read().splitlines()
    text = 'BT /F 14 Tf 20 TL 30 %d Td ' % (30 + 20 * len(lines))
    for line in lines:
        text += '(%s) Tj T* ' % line.replace('\\\\', r'\\\\').replace('(', r'\\(').replace(')', r'\\)')
    text += 'ET'
    parts = ['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Kids[3 0 R]/Count 1>>',
        '<</Type/Page/Parent 2 0 R/MediaBox[0 0 760 %d]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>' % (60 + 20 * len(lines)),
        '<</Length %d>>stream\\n%s\\nendstream' % (len(text), text),
        '<</Type/Font/Subtype/Type1/BaseFont/Courier>>']
    out = '%PDF-1.4\\n'
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += '%d 0 obj%s\\nendobj\\n' % (number, part)
    start = len(out)
    out += 'xref\\n0 6\\n0000000000 65535 f \\n' + ''.join('%010d 00000 n \\n' % p for p in places)
    out += 'trailer<</Size 6/Root 1 0 R>>\\nstartxref\\n%d\\n%%%%EOF\\n' % start
    open(sys.argv[1] + '.pdf', 'w').write(out)
    END
    }
    picture() { cat > "$1.txt"; page "$1"; pdftoppm -r 96 -singlefile -png "$1.pdf" "$1"; rm "$1.txt" "$1.pdf"; }
    words() { OMP_THREAD_LIMIT=1 tesseract "$1" - --psm 6 2> .messages.tesseract; }
    key() { printf 'AK%s%s' "IA" "Q7RZ3NDW5XKTE2VP"; }
    """

  @Test func `a secret in a picture is painted over, the rest stays readable`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      picture shot <<END
      The deployment finished without errors
      AWS_ACCESS_KEY_ID=$(key)
      Contact: jane.miller@example.com
      Please rotate everything tomorrow morning
      END
      words shot.png | grep -q 'deployment finished'
      words shot.png | grep -q 'miller@example'
      "$HANDOFF" redact shot.png -o out.png --json > report.json
      words out.png > .messages.words
      never grep -qE 'Q7RZ3|KTE2VP|miller' .messages.words
      grep -q 'deployment finished' .messages.words
      grep -q 'rotate everything tomorrow' .messages.words
      jq -e '.pictures | length == 1 and .[0].isKept == false and (.[0].boxes | length == 2)' report.json > /dev/null
      jq -e '[.rules[].rule] | contains(["email-address"])' report.json > /dev/null
      """)
  }

  @Test func `values go from pictures into texts, and from texts into pictures`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      mkdir in
      token=$(printf 'Zq8kLm2%s' 'Vx9tRw3h')
      echo "password: $token" > in/app.log
      picture in/shot <<END
      The deployment finished without errors
      while it printed $token
      $(key) was seen beside it
      END
      echo "a copy of $(key | base64)" > in/copy.txt
      "$HANDOFF" redact in -o out
      words out/shot.png > .messages.words
      never grep -qE 'Zq8kLm|Q7RZ3' .messages.words
      grep -q 'deployment finished' .messages.words
      never grep -qF "$(key | base64)" out/copy.txt
      """)
  }

  @Test func `pictures are dropped or kept on demand, and keeping is said aloud`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      mkdir in
      echo "AWS_ACCESS_KEY_ID=$(key)" | picture in/shot
      "$HANDOFF" redact in -o dropped --images drop 2> .messages.err
      [ ! -e dropped/shot.png ]
      grep -qF 'left out in/shot.png: a picture (PNG)' .messages.err
      "$HANDOFF" redact in -o kept --images keep 2> .messages.err
      cmp in/shot.png kept/shot.png
      grep -qF 'shot.png: goes as it is' .messages.err
      """)
  }

  @Test func `a picture that can't be decoded is left out, or refused by name`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      mkdir in
      echo "the deployment finished without errors" | picture in/good
      head -c 700 in/good.png > in/cut.png
      cp in/good.png in/wrong.jpg
      { printf '\\211PNG\\r\\n\\032\\n\\0\\0\\0\\015IHDR\\0\\1\\0\\0\\0\\1\\0\\0\\010\\2\\0\\0\\0'; head -c 64 /dev/zero; } > in/bomb.png
      "$HANDOFF" redact in -o out 2> .messages.err
      [ "$(ls out)" = "$(printf 'good.png\\nwrong.jpg')" ]
      grep -qF "left out in/cut.png: a picture (PNG): it can't be decoded" .messages.err
      grep -qF 'left out in/bomb.png: a picture (PNG)' .messages.err
      fails 1 "in/cut.png: can't be redacted: a picture (PNG): it can't be decoded" "$HANDOFF" redact in/cut.png -o single.png
      [ ! -e single.png ]
      """)
  }
}
