import Testing

@testable import Redaction

/// Private keys whose lines stand in strings of their own, or behind what a log puts before each.
@Suite struct ArmouredKeyTests {
  struct Key: CustomStringConvertible, Sendable {
    let description: String
    let lines: [String]

    static let all = [
      key("PEM", ["-----BEGIN RSA " + "PRIVATE KEY-----"], "-----END RSA PRIVATE KEY-----"),
      key(
        "PGP", ["-----BEGIN PGP " + "PRIVATE KEY BLOCK-----"], "-----END PGP PRIVATE KEY BLOCK-----"
      ),
      key(
        "SSH2", ["---- BEGIN SSH2 " + "PRIVATE KEY ----", "Comment: old box"],
        "---- END SSH2 PRIVATE KEY ----"),
    ]

    private static func key(_ name: String, _ head: [String], _ end: String) -> Key {
      var generator = SeededGenerator(seed: 7)
      let body = [48, 48, 48].map { count in
        let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return String(decoding: Encoding.base64(bytes), as: UTF8.self)
      }
      return Key(description: name, lines: head + body + ["c2hvcnQ=", end])
    }
  }

  /// `L` is where a line of the key stands; between the marks is what goes. The last three rows bear
  /// the key's first line, those behind it, and its last.
  private static let layouts = [
    """
    String k = "⟪L\\n⟫" +
      "⟪L\\n⟫" +
      "⟪L⟫";
    """,
    """
    String k = "⟪L\\r\\n⟫"
      + "⟪L\\r\\n⟫"
      + "⟪L⟫";
    """,
    """
    const k = [
      '⟪L⟫',
      '⟪L⟫',
      '⟪L⟫'].join('\\n');
    """,
    """
    KEY = (
      b'⟪L\\n⟫'
      b'⟪L\\n⟫'
      b'⟪L\\n⟫')
    """,
    """
    $k = '⟪L⟫' . "\\n" .
      '⟪L⟫' . "\\n" .
      '⟪L⟫';
    """,
    """
    k = "⟪L⟫" & vbCrLf & _
      "⟪L⟫" & vbCrLf & _
      "⟪L⟫"
    """,
    """
    #define K \\
      "⟪L\\n⟫" \\
      "⟪L\\n⟫" \\
      "⟪L⟫"
    """,
    """
    key += "⟪L\\n⟫";
    key += "⟪L\\n⟫";
    key += "⟪L⟫";
    """,
    """
    sb.append("⟪L\\n⟫");
    sb.append("⟪L\\n⟫");
    sb.append("⟪L⟫");
    """,
    """
    keys:
      - "⟪L⟫"
      - "⟪L⟫"
      - "⟪L⟫"
    """,
    """
    {"log":"⟪L\\n⟫","stream":"stdout","time":"2026-01-02T03:04:05.1Z"}
    {"log":"⟪L\\n⟫","stream":"stdout","time":"2026-01-02T03:04:05.12Z"}
    {"log":"⟪L\\n⟫","stream":"stdout","time":"2026-01-02T03:04:05.2Z"}
    """,
    """
    level=info msg="⟪L⟫" n=1
    level=info msg="⟪L⟫" n=2
    level=info msg="⟪L⟫" n=3
    """,
    """
    {"text":"k = \\"⟪L\\\\n⟫\\" +
      \\"⟪L\\\\n⟫\\" +
      \\"⟪L⟫\\";"}
    """,
    """
    2026-01-02T03:04:05.123Z ⟪L⟫
    2026-01-02T03:04:05.13Z ⟪L⟫
    2026-01-02T03:05:00.1Z ⟪L⟫
    """,
    """
    2026-01-02T03:04:05.123456789Z stdout F ⟪L⟫
    2026-01-02T03:04:05.123456790Z stdout F ⟪L⟫
    2026-01-02T03:04:05.2Z stdout F ⟪L⟫
    """,
    """
    Mar  9 01:02:03 web1 app[12]: read ⟪L⟫
    Mar  9 01:02:03 web1 app[12]: ⟪L⟫
    Mar 10 01:02:03 web1 app[123]: ⟪L⟫
    """,
    "> ⟪L⟫\n> ⟪L⟫\n> ⟪L⟫", "# ⟪L⟫\n# ⟪L⟫\n# ⟪L⟫", "+⟪L⟫\n+⟪L⟫\n+⟪L⟫", "-⟪L⟫\n-⟪L⟫\n-⟪L⟫",
    "web_1  | ⟪L⟫\nweb_1  | ⟪L⟫\nweb_1  | ⟪L⟫", "   9  ⟪L⟫\n  10  ⟪L⟫\n  11  ⟪L⟫",
    "k.pem:9:⟪L⟫\nk.pem-10-⟪L⟫\nk.pem-11-⟪L⟫",
    "\u{1B}[36mweb |\u{1B}[0m ⟪L⟫\n\u{1B}[36mweb |\u{1B}[0m ⟪L⟫\n\u{1B}[36mweb |\u{1B}[0m ⟪L⟫",
    "k = \"⟪L⟫\\n\\\n⟪L⟫\\n\\\n⟪L⟫\";",
  ]

  /// What a layout makes of a key's lines, marked.
  private static func text(_ lines: [String], _ layout: String, isCut: Bool) -> [String] {
    let rows = layout.split(separator: "\n").map(String.init)
    let places = Array(rows.suffix(3))
    return rows.dropLast(3)
      + lines.indices.map { index in
        let isLast = index == lines.count - 1 && !isCut
        return places[index == 0 ? 0 : isLast ? 2 : 1].replacing("⟪L", with: "⟪" + lines[index])
      }
  }

  /// A row of ``text(_:_:isCut:)`` with `substitute` in the place of what goes.
  private static func masked(_ row: String, _ substitute: String) -> String {
    guard let start = row.firstIndex(of: "⟪"), let end = row.firstIndex(of: "⟫") else { return row }
    return row[..<start] + substitute + row[row.index(after: end)...]
  }

  @Test(arguments: Key.all, layouts)
  func `each line goes from its place, and what stands around it stays`(
    key: Key, layout: String
  ) throws {
    for isCut in [false, true] {
      let lines = isCut ? Array(key.lines.dropLast(2)) : key.lines
      let rows = Self.text(lines, layout, isCut: isCut)
      let first = rows.count - lines.count
      let plain = MarkedText(rows.joined(separator: "\n") + "\nan end 1\n").plain
      let masked = rows.enumerated().map { Self.masked($1, $0 == first ? "▒" : "") }
      let output = try RedactionFixture.redact(plain)
      #expect(MarkedText.mask(output) == masked.joined(separator: "\n") + "\nan end 1\n")
      #expect(try RedactionFixture.redact(output) == output)
      // The substitute is the one that the key gets in a file of its own.
      let file = try RedactionFixture.redact(lines.joined(separator: "\n") + "\n")
      #expect(output.contains(file.prefix { $0 != "\n" }))
    }
  }

  /// One string is longer than what stands between two.
  @Test(arguments: [
    "k = \"⟪L⟫\\n\" +\n", "{\"log\":\"⟪L⟫\\n\",\"stream\":\"stdout\"}\n", "app | ⟪L⟫\n",
  ])
  func `where a stream is cut changes nothing`(row: String) throws {
    let long = String(repeating: Key.all[0].lines[1], count: 12)
    let text =
      ([Key.all[0].lines[0], long] + Key.all[0].lines.dropFirst(2))
      .map { row.replacing("⟪L⟫", with: $0) }.joined() + "an end\n"
    let bytes = Array(text.utf8)
    let expected = Array(try RedactionFixture.redact(text).utf8)
    for cut in stride(from: 0, through: bytes.count, by: 13) {
      let stream = try StreamRedactor(rules: RedactionFixture.rules(), key: RedactionFixture.key)
      let output = try stream.feed(bytes[..<cut]) + stream.feed(bytes[cut...]) + stream.finish()
      #expect(output == expected, "cut at \(cut)")
    }
  }

  @Test func `lines of a PuTTY key go from their strings`() throws {
    let lines = Key.all[0].lines
    let text =
      "k = \"Private-Lines: 2\\n\" +\n  \"\(lines[1])\\n\" +\n  \"\(lines[2])\\n\" +\n  \"Private-MAC: 00ff\\n\";\n"
    #expect(
      try MarkedText.mask(RedactionFixture.redact(text))
        == "k = \"Private-Lines: 2\\n\" +\n  \"▒\" +\n  \"\" +\n  \"\";\n")
  }

  @Test func `where the text is shown as it was, a mask stands on each line`() throws {
    let bytes = Array(Key.all[0].lines.map { "app | \($0)\n" }.joined().utf8)
    let redactor = try Redactor(rules: RedactionFixture.rules(), key: RedactionFixture.key)
    _ = try redactor.redact(bytes)
    let masked = String(repeating: "app | █████\n", count: Key.all[0].lines.count)
    #expect(redactor.masked(bytes) == Array(masked.utf8))
  }

  @Test func `what another rule finds between the lines goes too`() throws {
    let lines = Key.all[0].lines
    let text = lines.map { "10.20.30.40 app: \($0)\n" }.joined()
    let output = try RedactionFixture.redact(text, profile: .strict)
    #expect(!output.contains("10.20.30.40"))
    #expect(lines.dropFirst().allSatisfy { !output.contains($0) })
    #expect(output.split(separator: "\n").count == lines.count)
    #expect(try RedactionFixture.redact(output, profile: .strict) == output)
  }

  @Test(arguments: [
    "if strings.HasPrefix(s, \"-----BEGIN "
      + "PRIVATE KEY-----\") {\n  parseThePrivateKeyFromItsText(s)\n}\n",
    "const H = \"-----BEGIN "
      + "PRIVATE KEY-----\";\nconst D = \"da39a3ee5e6b4b0d3255bfef95601890afd80709\";\n",
    "2026-01-02 ERROR -----BEGIN "
      + "PRIVATE KEY-----\n2026-01-02 INFO theServerWasStartedOnThePort ok\n",
    "> -----BEGIN " + "PRIVATE KEY-----\n> ...\n> -----END PRIVATE KEY-----\n",
  ])
  func `an armour without a key stays`(text: String) throws {
    #expect(try RedactionFixture.redact(text, profile: .secrets) == text)
  }
}
