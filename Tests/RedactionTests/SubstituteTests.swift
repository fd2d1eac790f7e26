import Testing

@testable import Redaction

@Suite struct SubstituteTests {
  /// What stands for a value is a contract: plans and tickets hold it.
  @Test(arguments: [
    ("10.1.2.3", "248.49.160.49"), ("10.1.2.0/24", "248.49.160.0/24"),
    ("10.0.0.0/8", "240.0.0.0/8"), ("10.20.30.40/28", "246.3.76.32/28"),
    ("10.0.0.0/0", "0.0.0.0/0"),
    ("fe80::1ff:fe23:4567:890a", "2001:db8:dbd8:ae06:c3ee:2f93:ec44:e026"),
    ("64:ff9b::192.0.2.33", "2001:db8:38b6:c467:2cf4:f576:5ec1:a8d5"),
    ("3c:22:fb:90:4d:1a", "02:48:4f:20:45:f2"), ("3C-22-FB-90-4D-1A", "02-48-4f-20-45-f2"),
    ("3c22.fb90.4d1a", "0248.4f20.45f2"),
    ("Jane.Doe@Example.com", "user-60ffa3b9726abdb0@redacted.invalid"),
    ("db-1.eu.internal", "host-d6bcffc36fa4c2ba.redacted.invalid"),
    ("password=hunter2hunter2", "password=REDACTED_generic-password_084be72dc0658581"),
  ])
  func `a value's substitute under a key never changes`(value: String, substitute: String) throws {
    #expect(try RedactionFixture.redact("x \(value) y", profile: .strict) == "x \(substitute) y")
  }

  static let placeholder = "REDACTED_generic-password_0123456789abcdef"

  /// A placeholder is shorter than most values and has no signs: what ended a value, or was out of
  /// reach, may seem to be part of it in a second run.
  @Test(arguments: [
    ("Driver=x;Uid=o;Pwd=\(placeholder)\\nProvider=SQLOLEDB;Data Source=sql-1", ""),
    ("ENV API_SECRET \(placeholder)\(String(repeating: "A[<!", count: 20_000))", "Dockerfile"),
    ("FROM a\\nRUN x --db-password \(placeholder)\\nRestart=always", ""),
    ("key = \"\(placeholder)://\(placeholder)@sentry.internal/4505", ""),
    ("'password' => '\(placeholder)\"api_key\" => \"\(placeholder)\"];\n", "a.php"),
    ("a 0123@redacted.i\(placeholder) b", ""),
    ("c = Client.new('REDACTED_aws-access-key-id_0123456789abcdef', 'o7xKpQ26opoC6IQSZv')", "a.rb"),
    ("a: REDACTED_stripe-secret-key_0123456789abcdef\": \"https://api.northwind.example/x\"", ""),
    ("x = [REDACTED_generic-password_0123456789abcdef: 7f3kQp29ZxW1, 4]", "a.py"),
    ("always-auth=true\\\(placeholder)\n", ".npmrc"),
    (String(repeating: "a=\"Bearer \(placeholder)\" ", count: 3000), "a.ps1"),
  ])
  func `what stands behind a placeholder stays`(text: String, path: String) throws {
    let redacted = try RedactionFixture.redact(text, path: path)
    #expect(redacted == text, "\(redacted.suffix(200))")
  }

  @Test func `no two octets become one, and each goes anywhere`() {
    var generator = SeededGenerator(seed: 3)
    var counts = [Int](repeating: 0, count: 1 << 16)
    for _ in 0..<4096 {
      let permutation = OctetPermutation(seed: generator.next())
      let all = (0...255).map { permutation[$0] }
      #expect(Set(all).count == 256)
      for (octet, substitute) in all.enumerated() { counts[octet << 8 | Int(substitute)] += 1 }
    }
    // 16 on average; of 65,536 numbers drawn so, none is expected above 45.
    #expect(counts.min() ?? 0 > 0)
    #expect(counts.max() ?? 0 < 45)
  }

  @Test func `a remembered digest is the value's own`() throws {
    let keyed = KeyedHash(RedactionFixture.key.authentication)
    let substitutes = Substitutes(RedactionFixture.key)
    var generator = SeededGenerator(seed: 4)
    // More values than are remembered, some longer than is, many twice.
    let values = (0..<40_000).map { index -> [UInt8] in
      let number = Int.random(in: 0..<30_000, using: &generator)
      let text = Array("value \(number)".utf8)
      return index % 50 == 0 ? Array(repeatElement(text, count: 12).joined()) : text
    }
    for value in values {
      let expected = value.withUnsafeBytes { keyed.digest($0) }
      #expect(value.withUnsafeBytes { substitutes.digest($0) } == expected)
    }
  }
}
