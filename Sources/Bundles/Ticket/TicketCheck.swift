internal import Documents
internal import DurableFiles

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
    /// 1-based: of the answer, or of what it should stand in.
    public let line: Int
    /// 1-based, in characters.
    public let column: Int
    /// What is missing and why it is asked.
    public let message: String
    public let hint: String?
  }

  public let ticket: Ticket
  /// In the order in which a ticket asks.
  public private(set) var findings: [Finding] = []

  private let document: YAMLValue

  /// - Throws: ``FileError`` or ``Diagnostic``.
  public init(path: String) throws {
    try self.init(bytes: try DurableFile.read(path, limit: 1 << 20), file: path)
  }

  /// - Parameter file: the ticket's name for the findings.
  /// - Throws: ``Diagnostic`` where it isn't a ticket at all.
  public init(bytes: [UInt8], file: String) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(file: file, message: "not UTF-8")
    }
    document = try YAMLValue.parse(text, file: file)
    ticket = try Ticket(document)
    let intake = try TicketIntake.builtin()
    for question in intake.questions where ticket.holds(question.asked) {
      if isAnswered(question) {
        judge(question, intake: intake)
      } else if question.blocks.contains(where: ticket.holds) {
        add(question.id, .block, at: question.path, missing(question), hint: Self.hint(question))
      } else if question.warns.contains(where: ticket.holds) {
        add(question.id, .warn, at: question.path, missing(question), hint: Self.hint(question))
      }
    }
  }

  /// Whether work can start.
  public var isComplete: Bool { !findings.contains { $0.level == .block } }

  // MARK: What is there

  private func isAnswered(_ question: TicketQuestion) -> Bool {
    guard let value = document.value(at: question.path) else { return false }
    switch value.kind {
    case .scalar(let text, _): return question.kind != .confirmation || text == "true"
    case .sequence(let items): return !items.isEmpty
    case .mapping(let pairs): return pairs.contains { !$0.value.isNull }
    }
  }

  private func missing(_ question: TicketQuestion) -> String {
    let key = question.path.joined(separator: ".")
    return "'\(key)' is missing: \(question.ask) (\(question.why))"
  }

  private static func hint(_ question: TicketQuestion) -> String? {
    switch question.kind {
    case .choice: "one of \(question.choices.joined(separator: ", "))"
    case .moment: "a time in UTC, such as 2026-11-21T08:44:00Z"
    case .confirmation: "write true when somebody has looked"
    case .flags: "true or false for each of \(question.choices.joined(separator: ", "))"
    case .approvers:
      "[{name: Olga Marin, role: change-approver, principal: olga@client.example}]"
    default: question.example.map { "for instance \($0)" }
    }
  }

  // MARK: Whether it serves

  private mutating func judge(_ question: TicketQuestion, intake: TicketIntake) {
    switch question.kind {
    case .choice: judgeChoice(question)
    case .flags: judgeFlags(question)
    case .identifiers: judgeIdentifiers(question, intake: intake)
    case .approvers: judgeApprovers(question)
    case .moment where question.id == "backup-when":
      guard let moment = ticket.backups?.when, let created = ticket.created, created < moment
      else { return }
      add(
        "backup-future", .block, at: question.path,
        "the backup is of a time after the ticket: it can't have been confirmed yet")
    default: return
    }
  }

  private mutating func judgeChoice(_ question: TicketQuestion) {
    guard let text = try? document.value(at: question.path)?.rawText(),
      !question.choices.contains(text),
      // Other spellings of an environment are understood.
      question.id != "environment"
        || !(Ticket.harmlessEnvironments.union(["prod", "live"])).contains(text.lowercased())
    else { return }
    let closest = ClosestName.find(text, in: question.choices)
    add(
      "unknown-\(question.id)", .warn, at: question.path,
      "this is none of the answers to: \(question.ask)"
        + (question.id == "environment" ? " It is taken for production." : ""),
      hint: closest.map { "did you mean '\($0)'?" } ?? Self.hint(question))
  }

  private mutating func judgeFlags(_ question: TicketQuestion) {
    let unsaid = question.choices.filter { ticket.impact?[$0] == nil }
    guard !unsaid.isEmpty else { return }
    // What decides about backups must be known where it matters most.
    let isDeciding = ["databaseWrites", "customerData", "payments"].contains {
      unsaid.contains($0)
    }
    add(
      question.id, ticket.isProduction && isDeciding ? .block : .warn, at: question.path,
      "nothing is said of \(unsaid.joined(separator: ", ")): \(question.ask) (\(question.why))",
      hint: "write true or false for each")
  }

  private mutating func judgeIdentifiers(_ question: TicketQuestion, intake: TicketIntake) {
    for identifier in intake.identifiers(of: ticket.provider) {
      guard let text = ticket.identifiers[identifier.name] else {
        guard identifier.isNeeded else { continue }
        add(
          "identifiers", .warn, at: question.path,
          "'\(identifier.name)' is missing: it pins the target with \(ticket.provider ?? "it")",
          hint: identifier.command.map { "this tells it: \($0)" })
        continue
      }
      guard !identifier.accepts(text) else { continue }
      add(
        "identifier-form", .block, at: question.path + [identifier.name],
        "'\(identifier.name)' can't be one of \(ticket.provider ?? ""): it has \(identifier.formText)",
        hint: identifier.command.map { "this tells it: \($0)" })
    }
  }

  private mutating func judgeApprovers(_ question: TicketQuestion) {
    if ticket.approvers.contains(where: { $0.principal == nil || $0.role == nil }) {
      add(
        "approver-principal", .warn, at: question.path,
        "an approver without principal or role: an approval is signed by a key in a role",
        hint: Self.hint(question))
    }
  }

  /// - Parameter path: keys; the finding stands at the deepest that is there.
  private mutating func add(
    _ rule: String, _ level: Finding.Level, at path: [String], _ message: String,
    hint: String? = nil
  ) {
    let place = document.place(of: path)
    findings.append(
      Finding(
        rule: rule, level: level, file: document.file, line: place.line, column: place.column,
        message: message, hint: hint))
  }
}

extension YAMLValue {
  /// The value under keys; nil where there is none or nothing.
  fileprivate func value(at path: [String]) -> YAMLValue? {
    var value = self
    for name in path {
      guard let next = value.pair(name)?.value else { return nil }
      value = next
    }
    return value.isNull ? nil : value
  }

  fileprivate func place(of path: [String]) -> (line: Int, column: Int) {
    var place = (line: 1, column: 1)
    var value = self
    for name in path {
      guard let pair = value.pair(name) else { break }
      place = (pair.key.line, pair.key.column)
      value = pair.value
    }
    return place
  }

  private func pair(_ name: String) -> (key: YAMLValue, value: YAMLValue)? {
    guard case .mapping(let pairs) = kind else { return nil }
    return pairs.first {
      if case .scalar(name, _) = $0.key.kind { true } else { false }
    }
  }
}
