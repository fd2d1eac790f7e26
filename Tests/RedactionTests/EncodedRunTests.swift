import Archives
import Testing

@testable import Redaction

/// Secrets in base64 where no key tells.
@Suite struct EncodedRunTests {
  private static let token = "ghp_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2"

  private static func base64(_ text: String) -> String {
    String(decoding: Encoding.base64(Array(text.utf8)), as: UTF8.self)
  }

  private static func url(_ text: String) -> String {
    String(
      decoding: Encoding.base64URL(Array(base64(text).utf8)).filter { $0 != 0x3D }, as: UTF8.self)
  }

  /// The text as it decodes, line breaks left out.
  private static func decoded(_ text: some StringProtocol) -> String {
    let bytes = Array(text.utf8).withUnsafeBytes { Decoding.base64($0) }
    return String(decoding: bytes ?? [], as: UTF8.self)
  }

  @Test(arguments: [
    ("payload ", "\n"), ("{\"data\":[\"", "\"]}"), ("first\\n", "\\nlast"),
    ("GET /r?next=%3D", " "),
    ("\u{1B}[33m", "\u{1B}[0m"), ("data:text/plain;base64,", ")"), ("name_", "."), ("'", "'"),
    ("GET /hook/", "/details HTTP/1.1"),
  ])
  func `a token goes, and the rest decodes as before`(before: String, behind: String) throws {
    for encode in [Self.base64, Self.url] {
      let text = before + encode("id=7 \(Self.token) ok") + behind
      let output = try RedactionFixture.redact(text)
      #expect(output.hasPrefix(before) && output.hasSuffix(behind), "\(output)")
      let inner = Self.decoded(output.dropFirst(before.count).dropLast(behind.count))
      #expect(MarkedText.mask(inner) == "id=7 ▒ ok", "\(output)")
      #expect(try RedactionFixture.redact(output) == output)
    }
  }

  @Test(arguments: [
    "{\"type\":\"service_account\",\"private_key_id\":\"⟪0a1b2c3d4e5f60718293a4b5c6d7e8f901234567⟫\"}",
    "apiVersion: v1\nkind: Config\nusers:\n- name: ops\n  user:\n    token: ⟪k7Gf3Qx9Zp2LmW8tRr5Vn1Kc⟫\n",
    "DB_HOST=db\nDB_PASSWORD=⟪hunter2hunter2⟫\n", "ops:⟪S3cure-Pa55!word⟫",
    "svc-app:⟪k7Gf3Qx9Zp2LmW8t⟫",
  ])
  func `what is in a file or a login goes`(marked: String) throws {
    let marked = MarkedText(marked)
    for encode in [Self.base64, Self.url] {
      let output = try RedactionFixture.redact("attachment \(encode(marked.plain)) read")
      let inner = Self.decoded(output.dropFirst(11).dropLast(5))
      #expect(MarkedText.mask(inner) == marked.masked, "\(output)")
      #expect(try RedactionFixture.redact(output) == output)
    }
  }

  private static let key =
    "-----BEGIN RSA PRIV" + "ATE KEY-----\nMIIEvQIBADANBgkqXjIpIuzC\n-----END RSA PRIV"
    + "ATE KEY-----"

  @Test(arguments: [
    ("{\"auths\":{\"r.internal\":{\"auth\":\"", "ci:⟪hunter2xyz⟫", "\"}}}"),
    ("//npm.internal/:_password=", "⟪hunter2xyz9⟫", "\n"),
    ("_auth=", "ci:⟪hunter2xyz9⟫", "\nstrict-ssl=true\n"),
    ("users:\n- user:\n    client-key-data: ", "⟪\(key)⟫\n", "\n"),
    ("kind: Secret\ndata:\n  tls.key: ", "⟪\(key)⟫\n", "\n"),
  ])
  func `what a program decodes stays decodable`(before: String, text: String, behind: String) throws
  {
    let text = MarkedText(text)
    let output = try RedactionFixture.redact(before + Self.base64(text.plain) + behind)
    #expect(output.hasPrefix(before) && output.hasSuffix(behind), "\(output)")
    let inner = Self.decoded(output.dropFirst(before.count).dropLast(behind.count))
    #expect(MarkedText.mask(inner) == text.masked, "\(output)")
    #expect(try RedactionFixture.redact(output) == output)
  }

  @Test func `a token that happens to be made of base64's letters isn't encoded`() throws {
    let output = try RedactionFixture.redact(
      "//registry.npmjs.org/:_authToken=np" + "m_a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2a1B2\n")
    #expect(MarkedText.mask(output) == "//registry.npmjs.org/:_authToken=▒\n")
  }

  @Test(arguments: [64, 76], ["", "  "])
  func `base64 that is broken into lines decodes as a whole`(width: Int, indent: String) throws {
    let text = MarkedText(
      "{\"user\":\"orders\",\"password\":\"⟪hunter2hunter2⟫\",\"note\":\"long enough for three lines of base64, whoever broke it\",\"id\":7}"
    )
    let encoded = Array(Self.base64(text.plain))
    let lines = stride(from: 0, to: encoded.count, by: width).map {
      indent + String(encoded[$0..<min($0 + width, encoded.count)])
    }
    for end in ["\n", "\r\n"] {
      let input = "body:\(end)\(lines.joined(separator: end))\(end)end: 1\(end)"
      let output = try RedactionFixture.redact(input)
      #expect(output.hasPrefix("body:\(end)\(indent)") && output.hasSuffix("\(end)end: 1\(end)"))
      #expect(output.utf8.count { $0 == 0x0A } == input.utf8.count { $0 == 0x0A })
      let inner = Self.decoded(output.split(separator: "end: 1")[0].dropFirst(5))
      #expect(MarkedText.mask(inner) == text.masked, "\(output)")
      #expect(try RedactionFixture.redact(output) == output)
    }
  }

  private static func gzip(_ text: String) throws -> String {
    let packed = try Array(text.utf8).withUnsafeBytes { try PieceCompressor(.gzip).compress($0) }
    return String(decoding: Encoding.base64(packed), as: UTF8.self)
  }

  private static func unpacked(_ text: some StringProtocol) throws -> String {
    let packed = try #require(Array(text.utf8).withUnsafeBytes { Decoding.base64($0) })
    let stream = try DecompressedStream(
      MemoryStream(packed), .gzip, UnpackBudget(packed: Int64(packed.count)))
    return String(decoding: try stream.next(1 << 20), as: UTF8.self)
  }

  @Test(arguments: [
    ("{\"awslogs\":{\"data\":\"", "\"},\"id\":7}"), ("user_data: ", "\n"), ("x ", ""), ("'", "' y"),
  ])
  func `what gzip in base64 holds goes, and the rest unpacks as before`(
    before: String, behind: String
  ) throws {
    let text = MarkedText("host=db-1\npassword=⟪hunter2hunter2⟫\nid=7 ⟪\(Self.token)⟫ ok\n")
    let output = try RedactionFixture.redact(before + Self.gzip(text.plain) + behind)
    #expect(output.hasPrefix(before) && output.hasSuffix(behind), "\(output)")
    let inner = try Self.unpacked(output.dropFirst(before.count).dropLast(behind.count))
    #expect(MarkedText.mask(inner) == text.masked)
    #expect(try RedactionFixture.redact(output) == output)
    let twice = try RedactionFixture.redact(before + Self.base64(Self.gzip(text.plain)) + behind)
    let once = Self.decoded(twice.dropFirst(before.count).dropLast(behind.count))
    #expect(MarkedText.mask(try Self.unpacked(once)) == text.masked)
  }

  @Test func `gzip in base64 that can't be read whole goes whole, and one without secrets stays`()
    throws
  {
    let plain = try "blob=\(Self.gzip("nothing but words"))"
    #expect(try RedactionFixture.redact(plain) == plain)
    let packed = try Self.gzip("host=db-1 password=hunter2hunter2 and more")
    let bomb = try Self.gzip(String(repeating: "0", count: 2 << 20))
    for text in [String(packed.dropLast(20)), String(packed.prefix(40)), bomb] {
      #expect(try MarkedText.mask(RedactionFixture.redact("x \(text) y")) == "x ▒ y")
    }
  }

  /// Helm's releases have a hundred kilobytes and more.
  @Test(arguments: [
    ("kind: Secret\ndata:\n  password: aHVudGVyMg==\n  release: ", "\n"),
    ("{\"kind\": \"Secret\", \"data\": {\"password\": \"aHVudGVyMg==\", \"release\": \"", "\"}}\n"),
    ("{\"data\": {\"password\": \"aHVudGVyMg==\", \"release\": \"", "\"}, \"kind\": \"Secret\"}\n"),
  ])
  func `a Secret's values go however long they are`(before: String, behind: String) throws {
    var generator = SeededGenerator(seed: 11)
    let bytes = (0..<150_000).map { _ in UInt8.random(in: 0...255, using: &generator) }
    let long = String(decoding: Encoding.base64(bytes), as: UTF8.self)
    let output = try RedactionFixture.redact(before + long + behind)
    #expect(output.count < 400 && !output.contains("aHVudGVyMg") && output.hasSuffix(behind))
    #expect(try RedactionFixture.redact(output) == output)
  }

  @Test func `a private key goes, encoded as a whole`() throws {
    let body = String(repeating: "MIIEvQIBADANBgkqXjIpIuzCxWMws4f04ed3N6nB8W38qUR\n", count: 8)
    let key = "-----BEGIN PRIVATE KEY-----\n\(body)-----END PRIVATE KEY-----\n"
    let output = try RedactionFixture.redact("key \(Self.base64(key))\n")
    #expect(!Self.decoded(output.dropFirst(4)).contains("MIIEvQ"))
  }

  @Test func `what is encoded four times is found, and not what is encoded more often`() throws {
    // As long as nothing ever needs padding, which some rules look for.
    var text = "value \(Self.token)" + String(repeating: " ", count: 729 - 46)
    for depth in 1...6 {
      text = Self.base64(text)
      let output = try RedactionFixture.redact("x \(text)")
      #expect((output != "x \(text)") == (depth <= 4), "\(depth)")
    }
  }

  @Test func `lines that are tokens of their own go one by one`() throws {
    // 48 bytes: 64 characters without padding.
    let line = Self.base64("deploy: " + Self.token)
    let output = try RedactionFixture.redact("\(line)\n\(line)\n\(line)\n")
    for line in output.split(separator: "\n") {
      #expect(MarkedText.mask(Self.decoded(line)) == "deploy: ▒")
    }
  }

  @Test(arguments: [
    "data:image/svg+xml;base64,\(base64("<svg xmlns=\"http://www.w3.org/2000/svg\"><g/></svg>"))",
    "cursor \(base64("arrayconnection:1024:forward"))",
    "id \(base64("Order:5f3a9c0d1e2b4a6c8d7e9f01"))",
    "gid \(base64("gid://shopify/Product/7234567890"))",
    "at \(base64("db.example.com:5432 is up"))",
    "digest \(base64("sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"))",
    "range \(base64("from:2026-11-21 to:2026-11-22"))",
  ])
  func `an encoded text without a secret stays`(text: String) throws {
    #expect(try RedactionFixture.redact(text, profile: .secrets) == text)
  }

  @Test func `a known value inside goes with what the rules find there`() throws {
    let rules = try RedactionFixture.rules()
    let secret = "Zp2LmW8tRr5Vn1KcQ4x"
    let rule = try #require(rules.rules.firstIndex { $0.id == "generic-secret" })
    let known = try KnownValues([Array(secret.utf8): rule])
    let redactor = try Redactor(rules: rules, key: RedactionFixture.key, known: known)
    for before in ["x ", "/hook/", "hook/"] {
      let text = before + Self.base64("a \(secret) b DB_PASSWORD=hunter2hunter2")
      let output = String(decoding: try redactor.redact(Array(text.utf8)).bytes, as: UTF8.self)
      let inner = Self.decoded(output.dropFirst(before.count))
      #expect(!inner.contains("hunter2") && !inner.contains(secret), "\(output)")
      if before == "x " { #expect(MarkedText.mask(inner) == "a ▒ b DB_PASSWORD=▒") }
    }
  }
}
