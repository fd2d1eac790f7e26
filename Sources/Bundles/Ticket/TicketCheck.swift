/// What an intake lacks, and why it is asked.
public struct TicketCheck: Sendable {
  public struct Finding: Codable, Hashable, Sendable {
    public enum Level: String, Codable, Sendable {
      case block
      case warn
    }

    public let rule: String
    public let level: Level
    public let file: String
    public let line: Int
    public let column: Int
    /// What is missing and why it is asked.
    public let message: String
  }

  public let findings: [Finding]

  /// - Parameter file: the ticket's name for the findings.
  public init(_ ticket: Ticket, file: String) {
    var findings: [Finding] = []
    func ask(_ rule: String, _ level: Finding.Level, unless isThere: Bool, _ message: String) {
      if isThere { return }
      findings.append(
        Finding(rule: rule, level: level, file: file, line: 1, column: 1, message: message))
    }
    let touchesData = ["databaseWrites", "customerData", "payments"].contains {
      ticket.impact?[$0] == true
    }
    ask("title", .block, unless: ticket.title != nil, "no title: one line that names the fault")
    ask(
      "provider", .block, unless: ticket.provider != nil,
      "no provider: the checklists and the identifiers depend on it")
    ask(
      "environment", .block, unless: ticket.environment != nil,
      "no environment: production asks for more care than a test system")
    ask(
      "error", .block, unless: ticket.error?.message != nil,
      "no error message: the exact text is where a diagnosis starts")
    ask(
      "impact", .block, unless: ticket.impact?.isEmpty == false,
      "no impact: say for each of traffic, databaseWrites, customerData, … true or false")
    ask(
      "approver", .block, unless: !ticket.isProduction || !ticket.approvers.isEmpty,
      "no approver: a change of production needs somebody at the client who may allow it")
    ask(
      "approver-principal", .warn,
      unless: ticket.approvers.allSatisfy { $0.principal != nil && $0.role != nil },
      "an approver without principal or role: an approval is signed by a key in a role")
    ask(
      "backup", .block,
      unless: !(ticket.isProduction || touchesData) || ticket.backups?.confirmed == true,
      "no confirmed backup: a change of production or of data must be reversible")
    ask(
      "backup-proof", .block,
      unless: ticket.backups?.confirmed != true
        || (ticket.backups?.what != nil && ticket.backups?.when != nil
          && ticket.backups?.by != nil),
      "a confirmed backup without what, when and by whom: nobody could find it in need")
    ask(
      "affected", .warn, unless: !ticket.affected.isEmpty,
      "no affected resources: a plan names its target exactly")
    ask(
      "identifiers", .warn, unless: !ticket.identifiers.isEmpty,
      "no identifiers: account, project, cluster, namespace or domain pin the target")
    ask(
      "deployment", .warn, unless: ticket.deployment?.method != nil,
      "no deployment method: a fix goes the way that changes always go there")
    ask(
      "infrastructure", .warn, unless: ticket.infrastructure != nil,
      "no infrastructure: made by hand, a fix by command holds; made as code, it is undone")
    ask(
      "evidence", .warn, unless: ticket.error?.evidence.isEmpty == false,
      "no evidence: name the logs or links that show the error")
    ask(
      "access", .warn, unless: ticket.access?.mode != nil,
      "no access mode: client-executed, temporary or none")
    self.findings = findings
  }

  /// Whether work can start.
  public var isComplete: Bool { !findings.contains { $0.level == .block } }
}
