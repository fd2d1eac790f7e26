import Testing

@testable import Redaction

@Suite struct PseudonymTests {
  private func strict(_ text: String) throws -> String {
    try RedactionFixture.redact(text, profile: .strict)
  }

  private func address(_ text: String) throws -> [Int] {
    try strict("x \(text) y").split(separator: " ")[1].split(separator: "/")[0].split(
      separator: "."
    )
    .compactMap { Int($0) }
  }

  @Test func `addresses move to 240.0.0.0/4 and neighbours stay neighbours`() throws {
    let first = try address("10.1.2.3")
    let second = try address("10.1.2.77")
    let far = try address("10.1.3.3")
    #expect((240...254).contains(first[0]) && first.count == 4)
    #expect(first[..<3] == second[..<3] && first[3] != second[3])
    #expect(first[..<3] != far[..<3])
    #expect(try Set((0...255).map { try address("10.9.8.\($0)")[3] }).count == 256)
  }

  @Test(arguments: [("10.1.2.0/24", 1), ("10.1.0.0/16", 2), ("10.0.0.0/8", 3)])
  func `a network's host bits become zero`(text: String, zeros: Int) throws {
    let octets = try address(text)
    #expect(octets.suffix(zeros).allSatisfy { $0 == 0 })
    #expect(try strict("x \(text) y").contains("/" + (text.split(separator: "/").last ?? "")))
  }

  @Test(arguments: [
    "0.0.0.0", "127.0.0.1", "255.255.255.0", "169.254.169.254", "192.0.2.7", "198.51.100.9",
    "203.0.113.200", "240.1.2.3", "::1", "::", "2001:db8::5", "1.2.3.4.5", "12:30:15", "v1.2.3",
    "02:48:4f:01:02:03", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "std::vector", "git@github.com",
    "postgresql@15-main.service",
  ])
  func `what always stays stays`(text: String) throws {
    #expect(try strict("x \(text) y") == "x \(text) y")
  }

  @Test(arguments: [
    "ssh -i ~/.ssh/id_rsa deploy@app-3.internal", "scp dump.sql backup@nas-1.internal:/backups/",
    "+ /usr/bin/rsync -av ./dist/ 'deploy@app-3.internal:~/www'", "deploy@nas-1.internal:/srv",
    "{\"principalEmail\": \"ci@northwind-prod.iam.gserviceaccount.com\"}",
    "sudo -u x sh -c 'ssh -p 22 root@db-1.internal uptime'",
  ])
  func `a login to a machine is no person's address, but under the strict profile`(text: String)
    throws
  {
    #expect(try RedactionFixture.redact(text) == text)
    let strict = try RedactionFixture.redact(text, profile: .strict)
    #expect(!strict.contains("@app") && !strict.contains("@nas") && !strict.contains("@north"))
  }

  @Test(arguments: [
    "ssh-keygen -C jane@northwind.example", "ssh a; mail jane@northwind.example",
    "jane@northwind.example: hi", "ssh-ed25519 AAAAC3Nz jane@northwind.example",
  ])
  func `an address near such a command goes`(text: String) throws {
    #expect(try !RedactionFixture.redact(text).contains("jane"))
  }

  @Test func `the others stay valid of their kind`() throws {
    #expect(try strict("x fe80::1ff:fe23:4567:890a y").hasPrefix("x 2001:db8:"))
    #expect(try strict("x 3c:22:fb:90:4d:1a y").hasPrefix("x 02:48:4f:"))
    #expect(try strict("x 3C-22-FB-90-4D-1A y").hasPrefix("x 02-48-4f-"))
    #expect(try strict("x 3c22.fb90.4d1a y").hasPrefix("x 0248.4f"))
    #expect(try strict("to db-1.eu.internal now").hasPrefix("to host-"))
    let mail = try strict("to Jane.Doe@Example.com now")
    #expect(mail.hasPrefix("to user-") && mail.hasSuffix("@redacted.invalid now"))
    #expect(try strict("to jane.doe@example.com now") == mail)
  }

  @Test(arguments: [
    ("4111 1111 1111 1111", true), ("4111-1111-1111-1112", false), ("378282246310005", true),
    ("5555555555554444", true), ("1732178460123456", false), ("id=4111111111111111x", false),
    ("DE89 3704 0044 0532 0130 00", true), ("GB82WEST12345698765432", true),
    ("DE89370400440532013001", false), ("+49 30 901820", true), ("+1 (212) 555-0123", true),
    ("+0200", false), ("2026-11-21T08:44:00+0100", false),
  ])
  func `numbers go when their check digits say so`(text: String, goes: Bool) throws {
    let redacted = try RedactionFixture.redact("x \(text) y")
    #expect((redacted != "x \(text) y") == goes, "\(redacted)")
  }
}
