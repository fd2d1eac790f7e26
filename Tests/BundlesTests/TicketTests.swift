import Bundles
import Documents
import Testing

@Suite struct TicketTests {
  private func ticket(_ text: String) throws -> Ticket {
    try Ticket(bytes: Array(text.utf8), file: "ticket.yaml")
  }

  @Test func `the smallest ticket has an id and a client`() throws {
    let ticket = try ticket("id: ORD-1\nclient: acme\n")
    #expect(ticket.id == "ORD-1")
    #expect(ticket.client == "acme")
  }

  @Test(arguments: [
    ("client: acme\n", "a ticket has no 'id'"), ("id: ORD-1\n", "a ticket has no 'client'"),
    ("id: ../x\nclient: acme\n", "not a ticket's id"),
    ("id: ORD-1\nclient: acme\nprovder: aws\n", "unknown key 'provder'"),
    ("id: ORD-1\nclient: acme\nprovider: amazon\n", "'amazon' is not a known provider"),
    ("id: ORD-1\nclient: acme\nimpact: {trafic: true}\n", "unknown key 'trafic'"),
    ("id: ORD-1\nclient: acme\nbackups: {confirmed: yes}\n", "expected true or false"),
    ("id: ORD-1\nclient: acme\ncreated: yesterday\n", "expected a time"),
    ("id: ORD-1\nclient: acme\napprovers: [{role: lead}]\n", "an approver has no 'name'"),
  ])
  func `what can't be understood is refused`(text: String, message: String) {
    let diagnostic = #expect(throws: Diagnostic.self) { try ticket(text) }
    #expect(diagnostic?.message.contains(message) == true, "\(String(describing: diagnostic))")
  }

  private func check(_ text: String) throws -> TicketCheck {
    try TicketCheck(bytes: Array("id: A\nclient: b\n\(text)".utf8), file: "ticket.yaml")
  }

  private func blocks(_ text: String) throws -> Set<String> {
    Set(try check(text).findings.filter { $0.level == .block }.map(\.rule))
  }

  /// Nothing is missing in it.
  private static let complete = """
    title: Checkout fails
    provider: aws
    environment: production
    affected: [service/orders]
    identifiers: {account: "111122223333", region: eu-central-1}
    deployment: {method: Terraform}
    infrastructure: code
    error: {message: "502", since: 2026-11-21T08:44:00Z, evidence: [logs]}
    impact: {traffic: true, databaseWrites: false, customerData: false, payments: false, tracking: false, email: false, criticalJobs: false}
    backups: {confirmed: true, what: snapshot rds-7, when: 2026-11-21T02:00:00Z, by: Olga}
    approvers: [{name: Olga, role: change-approver, principal: olga@x}]
    access: {mode: client-executed}

    """

  /// The complete ticket with one line in place of the one that begins with the same key.
  private func complete(with line: String) -> String {
    let key = line.prefix { $0 != ":" } + ":"
    let lines = Self.complete.split(separator: "\n").filter { !$0.hasPrefix(key) }
    return lines.joined(separator: "\n") + "\n" + line + "\n"
  }

  @Test func `a complete ticket of production has no findings`() throws {
    #expect(try check(Self.complete).findings.isEmpty)
  }

  @Test(arguments: [
    ("title:", "title"), ("provider:", "provider"), ("environment:", "environment"),
    ("affected: []", "affected"), ("identifiers: {}", "identifiers"), ("error:", "error"),
    ("impact:", "impact"), ("impact: {traffic: true}", "impact"), ("backups:", "backup"),
    ("backups: {confirmed: false, what: w, when: 2026-11-21, by: b}", "backup"),
    ("backups: {confirmed: true, when: 2026-11-21, by: b}", "backup-what"),
    ("backups: {confirmed: true, what: w, by: b}", "backup-when"),
    ("backups: {confirmed: true, what: w, when: 2026-11-21}", "backup-by"),
    ("approvers: []", "approver"), ("emergency: true", "emergency-reason"),
    ("identifiers: {account: '1111', region: r}", "identifier-form"),
    ("access: {mode: temporary-access, level: read-only}", "access-expires"),
    ("access: {mode: temporary-access, expires: 2026-11-22}", "access-level"),
  ])
  func `production can't start without`(line: String, rule: String) throws {
    #expect(try blocks(complete(with: line)) == [rule])
  }

  @Test(arguments: [
    ("environment: Production EU", ["backup", "approver"]),
    ("environment: prod", ["backup", "approver"]),
    ("environment: disaster-recovery", ["backup", "approver"]),
    ("environment: staging", []), ("environment: Dev", []),
    ("environment: staging\nimpact: {customerData: true}", ["backup"]),
    ("environment: staging\nimpact: {payments: true}", ["backup"]),
    ("environment: staging\nimpact: {traffic: true}", []),
  ])
  func `what is asked depends on environment and impact`(text: String, rules: [String]) throws {
    #expect(try blocks(text).intersection(["backup", "approver"]) == Set(rules))
  }

  @Test func `a finding stands where the answer belongs`() throws {
    let findings = try check("backups:\n  confirmed: true\n  by:\nenvironment: test\n").findings
    let place = findings.first { $0.rule == "backup-by" }
    #expect(place?.line == 5 && place?.column == 3)
    #expect(findings.first { $0.rule == "backup-what" }?.line == 3)
    #expect(findings.first { $0.rule == "title" }?.line == 1)
  }

  @Test func `a ticket to fill in can be read, and lacks everything`() throws {
    let intake = try TicketIntake.builtin()
    let text = TicketText(id: "T-1", client: "acme", intake: intake).text
    let check = try TicketCheck(bytes: Array(text.utf8), file: "")
    #expect(check.ticket.id == "T-1")
    let missing = Set(check.findings.map(\.rule))
    let asked = intake.questions.filter { !$0.blocks.isEmpty || !$0.warns.isEmpty }
    let always = asked.filter { ($0.blocks + $0.warns).contains(.always) }.map(\.id)
    #expect(missing == Set(always) && always.count > 10)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func `what the intake names is what a ticket can hold`() throws {
    let intake = try TicketIntake.builtin()
    #expect(intake.question("provider")?.choices == Ticket.providers)
    #expect(intake.question("impact")?.choices == Ticket.impacts)
    for provider in Ticket.providers {
      #expect(!intake.identifiers(of: provider).isEmpty)
    }
  }

  @Test func `answers come back as they were given, whatever they hold`() throws {
    var text = TicketText(id: "007", client: "on", intake: try TicketIntake.builtin())
    let odd = [
      "FATAL: \"x\" \\ # no", "yes", "- 1", "007", "2026-11-21", "a: b", "{x}", "tab\there", "ü 密码",
      "a:", "'", "!tag", "&a *b", "null", "1e5", "bell\u{7}\u{202E}", "%", "@x", "`y`",
    ]
    text.answers["title"] = .text(odd[0])
    text.answers["affected"] = .list(odd)
    text.answers["branches"] = .pairs(odd.map { ($0, $0) })
    text.answers["approver"] = .approvers([
      Ticket.Approver(name: "no", role: "a: b", principal: "o@x", key: "ssh-ed25519 AAAA")
    ])
    let ticket = try ticket(text.text)
    #expect(ticket.id == "007" && ticket.client == "on" && ticket.title == odd[0])
    #expect(ticket.affected == odd)
    #expect(ticket.deployment?.branches == Dictionary(uniqueKeysWithValues: odd.map { ($0, $0) }))
    #expect(ticket.approvers.first?.name == "no" && ticket.approvers.first?.role == "a: b")
  }

  @Test(arguments: ["A", "ORD-1042", "a.b_c-d", "0"])
  func `an id becomes a file name`(id: String) {
    #expect(TicketID.isValid(id))
  }

  @Test(arguments: ["", ".a", "-a", "a/b", "a b", "ä", "a\n", String(repeating: "a", count: 65)])
  func `what could not is no id`(id: String) {
    #expect(!TicketID.isValid(id))
  }
}
