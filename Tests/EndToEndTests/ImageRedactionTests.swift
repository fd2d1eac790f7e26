import Foundation
import TestSupport
import Testing

/// Pictures are read, painted over and read again by the real Tesseract; they are made from a text by
/// Poppler, so that none is kept here.
@Suite struct ImageRedactionTests {
  private let scene = RedactScene()

  private static let schema =
    URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
    + "/Schemas/redaction-report.schema.json"

  /// `picture NAME < TEXT`: a PNG of a text's lines; `words FILE`: what can be read in a picture.
  static let tools = """
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
      # Whoever had the picture had the key: it is to be rotated.
      jq -e '.rotate | length == 1 and .[0].rule == "aws-access-key-id" and .[0].count == 1
        and (.[0].values[0].placeholder | startswith("REDACTED_aws-access-key-id"))
        and .[0].values[0].places[0].line > 1' report.json > /dev/null
      python3 -c '
      import json, jsonschema
      jsonschema.validate(json.load(open("report.json")), json.load(open("\(Self.schema)")))'
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

  @Test func `every format comes out as itself, a PDF as pictures of its pages`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      mkdir in
      printf 'The deployment finished without errors\\nAWS_ACCESS_KEY_ID=%s\\n' "$(key)" > in/page.txt
      page in/page
      pdftoppm -r 96 -singlefile -jpeg in/page.pdf in/a
      pdftoppm -r 96 -singlefile -tiff in/page.pdf in/b
      rm in/page.txt
      "$HANDOFF" redact in -o out 2> .messages.err
      [ "$(ls out)" = "$(printf 'a.jpg\\nb.tif\\npage.pdf')" ]
      [ "$(head -c 3 out/a.jpg | od -An -tx1)" = ' ff d8 ff' ]
      [ "$(head -c 2 out/b.tif)" = II ]
      never pdftotext out/page.pdf - | grep -q .
      pdftoppm -r 96 -singlefile -png out/page.pdf drawn
      for picture in out/a.jpg out/b.tif drawn.png; do
        words "$picture" > .messages.words
        never grep -qE 'Q7RZ3|KTE2VP' .messages.words
        grep -q 'deployment finished' .messages.words
      done
      """)
  }

  @Test func `check tells pages and boxes, also in an archive, and a page shows what came out`()
    async throws
  {
    try await scene.shell(
      """
      \(Self.tools)
      mkdir in
      echo "AWS_ACCESS_KEY_ID=$(key)" | picture in/shot
      tar czf in.tgz in
      code=0; "$HANDOFF" check --json in/shot.png > found.json 2> .messages.err || code=$?
      [ "$code" = 2 ]
      jq -e '.findings | length == 1 and .[0].box.page == 1 and .[0].line == .[0].box.y + 1 and .[0].box.width > 50' found.json > /dev/null
      code=0; "$HANDOFF" check in.tgz > found.txt 2> .messages.err || code=$?
      [ "$code" = 2 ]
      grep -q '^in.tgz!/in/shot.png:[0-9]*:[0-9]*: credential: aws-access-key-id$' found.txt
      "$HANDOFF" redact in in.tgz -o out --report out/report.html --report out/report.json 2> .messages.err
      tar xzf out/in.tgz
      words in/shot.png > .messages.words
      never grep -qE 'Q7RZ3|KTE2VP' .messages.words
      jq -e '[.pictures[].path] | sort == ["in.tgz!/in/shot.png", "in/shot.png"]' out/report.json > /dev/null
      grep -qF "img-src data:" out/report.html
      python3 - <<'END'
      import base64, re
      shown = re.findall(r'src="data:image/png;base64,([^"]*)"', open('out/report.html').read())
      assert [base64.b64decode(s) for s in shown] == [open('out/in/shot.png', 'rb').read()]
      END
      """)
  }

  @Test func `a picture can't reach what its process may not do`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      echo "AWS_ACCESS_KEY_ID=$(key)" | picture shot
      "$HANDOFF" redact shot.png -o out.png 2> .messages.err
      # Nothing of it stands in the temporary folder or in core files.
      holds out.png shot.png .messages.err
      # The process ends when nobody asks any more, and takes nothing but requests.
      printf '' | timeout 60 "$HANDOFF" __pictures | od -An -tx1 | grep -q '00 00 00 04 00 00 00 00'
      code=0; printf 'garbage!' | timeout 60 "$HANDOFF" __pictures > /dev/null || code=$?
      [ "$code" = 0 ]
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
