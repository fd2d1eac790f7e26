internal import Documents

/// One thing that a ticket asks, and why: an entry of `checklists/intake/ticket.yaml`.
public struct TicketQuestion: Sendable {
  public enum Kind: String, CaseIterable, Sendable {
    case text
    /// One of ``choices``.
    case choice
    case moment
    case list
    case pairs
    /// True or false for each of ``choices``.
    case flags
    case yesNo = "yes-no"
    /// Only `true` is an answer.
    case confirmation
    case identifiers
    case approvers
  }

  /// What of a ticket makes a question matter.
  public enum Condition: String, CaseIterable, Sendable {
    case always
    case production
    /// Writes, customer data or payments are touched.
    case data
    case emergency
    /// One is confirmed.
    case backup
    /// An outsider gets access.
    case temporary
  }

  public let id: String
  /// Where the answer stands: one key, or two.
  public let path: [String]
  public let kind: Kind
  public let choices: [String]
  public let ask: String
  public let why: String
  /// A value, in YAML.
  public let example: String?
  /// It is asked only where this holds.
  public let asked: Condition
  /// Where one of these holds, work can't start without an answer.
  public let blocks: [Condition]
  public let warns: [Condition]

  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a question")
    id = try mapping.required("id").string()
    path = try mapping.required("at").string().split(separator: ".").map(String.init)
    kind = try mapping.optional("kind")?.choice(Kind.self) ?? .text
    choices = try mapping.optional("choices")?.strings() ?? []
    ask = try mapping.required("ask").string()
    why = try mapping.required("why").string()
    example = try mapping.optional("example")?.string()
    asked = try mapping.optional("asked")?.choice(Condition.self) ?? .always
    blocks = try mapping.optional("blocks")?.sequence().map { try $0.choice(Condition.self) } ?? []
    warns = try mapping.optional("warns")?.sequence().map { try $0.choice(Condition.self) } ?? []
    try mapping.finish()
  }
}

extension Ticket {
  public func holds(_ condition: TicketQuestion.Condition) -> Bool {
    switch condition {
    case .always: true
    case .production: isProduction
    case .data: ["databaseWrites", "customerData", "payments"].contains { impact?[$0] == true }
    case .emergency: emergency
    case .backup: backups?.confirmed == true
    case .temporary: access?.mode == "temporary-access"
    }
  }
}
