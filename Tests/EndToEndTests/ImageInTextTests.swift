import TestSupport
import Testing

/// Pictures in base64 within texts, read and painted by the real Tesseract.
@Suite struct ImageInTextTests {
  private let scene = RedactScene()

  /// `texts FOLDER PICTURE`: one text of each kind that holds the picture; `taken FOLDER`: what stands in
  /// them, as `FOLDER/NAME.png`, by those texts' own readers.
  private static let tools =
    ImageRedactionTests.tools
      + #"""

      texts() {
        mkdir -p "$1"
        python3 - "$1" "$2" <<'END'
      import base64, json, sys, textwrap, urllib.parse
      folder, picture = sys.argv[1:]
      data = open(picture, 'rb').read()
      b = base64.b64encode(data).decode()
      def write(name, text): open(f'{folder}/{name}', 'w', newline='').write(text)
      write('notes.md', f'# Notes\n\n![the screen](data:image/png;base64,{b})\n\nkept words\n')
      write('page.html', f'<p>kept words</p><img alt="x" src="data:image/png;base64,{b}"><p>more</p>\n')
      write('style.css', 'a { background: url(data:image/png;base64,%s) }\n/* kept words */\n' % urllib.parse.quote(b, safe=''))
      content = {'size': len(data), 'mimeType': 'image/jpeg', 'encoding': 'base64', 'text': b}
      write('session.har', json.dumps({'log': {'entries': [{'response': {'content': content}}], 'comment': 'kept words'}}))
      write('escaped.json', json.dumps({'image': b, 'note': 'kept words'}).replace('/', '\\/'))
      write('book.ipynb', json.dumps({'cells': [{'outputs': [{'data': {'image/png': '\n'.join(textwrap.wrap(b, 76)) + '\n',
          'text/plain': 'kept words'}}]}]}, indent=1))
      write('mail.eml', 'Subject: kept words\r\nMIME-Version: 1.0\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n'
          + '\r\n'.join(textwrap.wrap(b, 76)) + '\r\n')
      write('url.txt', 'kept words\nimage=%s\n' % base64.urlsafe_b64encode(data).decode().rstrip('='))
      END
      }
      taken() {
        python3 - "$1" <<'END'
      import base64, email, json, re, sys, urllib.parse
      folder = sys.argv[1]
      def read(name): return open(f'{folder}/{name}', newline='').read()
      def uri(text): return base64.b64decode(urllib.parse.unquote(re.search(r'base64,([^")]*)', text)[1]), validate=True)
      found = {
          'notes.md': uri(read('notes.md')), 'page.html': uri(read('page.html')), 'style.css': uri(read('style.css')),
          'session.har': base64.b64decode(json.loads(read('session.har'))['log']['entries'][0]['response']['content']['text'], validate=True),
          'escaped.json': base64.b64decode(json.loads(read('escaped.json'))['image'], validate=True),
          'book.ipynb': base64.b64decode(json.loads(read('book.ipynb'))['cells'][0]['outputs'][0]['data']['image/png']),
          'mail.eml': email.message_from_string(read('mail.eml')).get_payload(decode=True),
      }
      encoded = re.search(r'image=(\S*)', read('url.txt'))[1]
      found['url.txt'] = base64.urlsafe_b64decode(encoded + '=' * (-len(encoded) % 4))
      for name, data in found.items():
          assert 'kept words' in read(name), name
          open(f'{folder}/{name}.png', 'wb').write(data)
      END
      }
      """#

  @Test func `a picture in a text is painted over, and the text stays what it is`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      picture shot <<END
      The deployment finished without errors
      AWS_ACCESS_KEY_ID=$(key)
      Please rotate everything tomorrow morning
      END
      texts in shot.png
      "$HANDOFF" redact in -o out --report report.html --report report.json 2> .messages.err
      never grep -q 'left out' .messages.err
      for name in $(ls in); do
        [ "$(wc -l < "in/$name")" = "$(wc -l < "out/$name")" ]
      done
      [ "$(grep -c $'\\r$' in/mail.eml)" = "$(grep -c $'\\r$' out/mail.eml)" ]
      grep -qF '%2B' out/style.css
      grep -qF '\\/' out/escaped.json
      cp -r out again
      taken again
      for name in $(ls in); do
        words "again/$name.png" > .messages.words
        never grep -qE 'Q7RZ3|KTE2VP' .messages.words
        grep -q 'deployment finished' .messages.words
        grep -q 'rotate everything tomorrow' .messages.words
      done
      jq -e '[.pictures[].path] | sort == ["book.ipynb:7", "escaped.json:1", "mail.eml:6", "notes.md:3", "page.html:1", "session.har:1", "style.css:1", "url.txt:2"]' report.json > .messages.report
      jq -e 'all(.pictures[]; .boxes | length == 1)' report.json > .messages.report
      "$HANDOFF" redact shot.png -o once.png 2> .messages.err
      "$HANDOFF" redact once.png -o twice.png 2> .messages.err
      "$HANDOFF" redact out -o twice 2> .messages.err
      taken twice
      for name in $(ls in); do
        cmp once.png "again/$name.png"
        cmp twice.png "twice/$name.png"
      done
      "$HANDOFF" check out 2> .messages.err
      """)
  }

  @Test func `values go from pictures in texts into other texts, and back`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      token=$(printf 'Zq8kLm2%s' 'Vx9tRw3h')
      picture shot <<END
      The deployment finished without errors
      while it printed $token
      $(key) was seen beside it
      END
      mkdir in
      echo "password: $token" > in/app.log
      echo "a copy of $(key | base64)" > in/copy.txt
      printf '{"image": "%s"}\\n' "$(base64 -w 0 shot.png)" > in/page.json
      tar czf in.tgz in
      gzip < in/page.json > page.json.gz
      "$HANDOFF" redact in in.tgz page.json.gz -o out 2> .messages.err
      tar xzf out/in.tgz -C out --one-top-level=tar
      gunzip < out/page.json.gz > out/unpacked.json
      for page in out/in/page.json out/tar/in/page.json out/unpacked.json; do
        jq -r .image "$page" | base64 -d > shown.png
        words shown.png > .messages.words
        never grep -qE 'Zq8kLm|Q7RZ3' .messages.words
        grep -q 'deployment finished' .messages.words
      done
      never grep -qF "$(key | base64)" out/in/copy.txt
      """)
  }

  @Test func `pictures in texts are dropped or kept on demand, and both is said aloud`()
    async throws
  {
    try await scene.shell(
      """
      \(Self.tools)
      mkdir in
      echo "AWS_ACCESS_KEY_ID=$(key)" | picture shot
      printf 'first\\n{"image": "%s"}\\n' "$(base64 -w 0 shot.png)" > in/page.json
      "$HANDOFF" redact in -o dropped --images drop 2> .messages.err
      grep -qE '^\\{"image": "REDACTED_embedded-picture_[0-9a-f]{16}"\\}$' dropped/page.json
      grep -qF 'left out in/page.json:2: a picture (PNG)' .messages.err
      "$HANDOFF" redact in -o kept --images keep 2> .messages.err
      cmp in/page.json kept/page.json
      grep -qF 'page.json:2: goes as it is' .messages.err
      "$HANDOFF" redact < in/page.json > out.json
      cmp out.json dropped/page.json
      "$HANDOFF" capture -o captured -- cat in/page.json > shown.txt 2> .messages.err
      never grep -rqF iVBORw captured shown.txt
      """)
  }

  @Test func `what can't be read goes from its text alone, which stays whole`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      picture shot <<END
      AWS_ACCESS_KEY_ID=$(key)
      END
      python3 - <<'END'
      import base64, json
      data = open('shot.png', 'rb').read()
      b = base64.b64encode
      gif = b'GIF89a\\x40\\x00\\x40\\x00\\x80\\x00\\x00\\x00\\x00\\x00\\xff\\xff\\xff,\\x00\\x00\\x00\\x00\\x40\\x00\\x40\\x00\\x00' + bytes(40) + b';'
      dot = b'GIF89a\\x01\\x00\\x01\\x00\\x80\\x00\\x00\\x00\\x00\\x00\\xff\\xff\\xff,\\x00\\x00\\x00\\x00\\x01\\x00\\x01\\x00\\x00\\x02\\x02D\\x01\\x00;'
      nested = b('<svg><image href="data:image/png;base64,{}"/></svg>'.format(b(data).decode()).encode()).decode()
      json.dump({'cut': b(data[:len(data) // 2]).decode(), 'gif': 'data:image/png;base64,' + b(gif).decode(),
          'dot': b(dot).decode(), 'svg': nested, 'none': '/9j/' + 'A' * 60, 'note': 'kept words'}, open('in.json', 'w'), indent=1)
      END
      "$HANDOFF" redact in.json -o out.json 2> .messages.err
      jq -e '.note == "kept words"' out.json > .messages.json
      jq -e '.cut, (.gif | ltrimstr("data:image/png;base64,")) | test("^REDACTED_embedded-picture_[0-9a-f]{16}$")' out.json > .messages.json
      [ "$(jq '.dot, .none' in.json)" = "$(jq '.dot, .none' out.json)" ]
      never sh -c "jq -r .svg out.json | base64 -d | grep -qF iVBORw0KGgoAAAANSUhEUgAA"
      grep -qF 'left out in.json:2: a picture (PNG)' .messages.err
      grep -qF 'left out in.json:3: a picture (GIF)' .messages.err
      """)
  }

  @Test func `check tells where in a text a picture shows a secret`() async throws {
    try await scene.shell(
      """
      \(Self.tools)
      mkdir in
      echo "AWS_ACCESS_KEY_ID=$(key)" | picture shot
      printf '# Notes\\n\\nlook: ![x](data:;base64,%s)\\n' "$(base64 -w 0 shot.png)" > in/notes.md
      tar czf in.tgz in
      code=0; "$HANDOFF" check in in.tgz > found.txt 2> .messages.err || code=$?
      [ "$code" = 2 ]
      [ "$(cat found.txt)" = "$(printf 'in/notes.md:3:25: credential: aws-access-key-id\\nin.tgz!/in/notes.md:3:25: credential: aws-access-key-id')" ]
      code=0; "$HANDOFF" check --json in > found.json 2> .messages.err || code=$?
      jq -e '.findings | length == 1 and .[0].line == 3 and .[0].box.width > 50' found.json > .messages.json
      """)
  }

  @Test func `a long text is read whole where pictures stand in it, and none starts a process`()
    async throws
  {
    try await scene.shell(
      """
      \(Self.tools)
      picture shot <<END
      The deployment finished without errors
      AWS_ACCESS_KEY_ID=$(key)
      END
      mkdir in
      python3 - <<'END'
      import base64
      b = base64.b64encode(open('shot.png', 'rb').read()).decode()
      lines = ['2026-01-01 INFO request %d was served by the orders service' % n for n in range(90000)]
      open('in/plain.log', 'w').write('\\n'.join(lines) + '\\n')
      lines[34000] = 'shown ' + b
      lines[80000] = 'shown ' + b
      open('in/app.log', 'w').write('\\n'.join(lines) + '\\n')
      END
      "$HANDOFF" redact in/app.log -o out.log 2> .messages.err
      [ "$(wc -l < in/app.log)" = "$(wc -l < out.log)" ]
      for line in 34001 80001; do
        sed -n "${line}s/shown //p" out.log | base64 -d > shown.png
        words shown.png > .messages.words
        grep -q 'deployment finished' .messages.words
        never grep -qE 'Q7RZ3|KTE2VP' .messages.words
      done
      cmp <(sed '34001d;80001d' in/app.log) <(sed '34001d;80001d' out.log)
      if command -v strace > /dev/null; then
        strace -f -e trace=execve -o .messages.trace "$HANDOFF" redact in/plain.log -o plain.log 2> .messages.err
        [ "$(grep -c execve .messages.trace)" = 1 ]
      fi
      """)
  }
}
