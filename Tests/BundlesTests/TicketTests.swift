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

  @Test func `production is refused without backup and approver`() throws {
    let production = try TicketCheck(
      ticket("id: A\nclient: b\nenvironment: production\n"), file: "ticket.yaml")
    let test = try TicketCheck(ticket("id: A\nclient: b\nenvironment: test\n"), file: "ticket.yaml")
    let difference = Set(production.findings.map(\.rule)).subtracting(test.findings.map(\.rule))
    #expect(difference == ["backup", "approver"])
    #expect(!production.isComplete)
  }

  @Test func `the skeleton can be read, and lacks everything`() throws {
    let ticket = try ticket(TicketSkeleton(id: "T-1", client: "acme").text)
    #expect(ticket.id == "T-1")
    #expect(!TicketCheck(ticket, file: "").isComplete)
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
