internal import Bundles
internal import Documents

/// Asks at the terminal what a ticket asks, one question after the other.
struct TicketInterview {
  private let console: Console
  private let interview: Interview
  private let intake: TicketIntake
  private var ticket: TicketText

  init(id: String, client: String, intake: TicketIntake, console: Console) {
    self.console = console
    interview = Interview(console: console)
    self.intake = intake
    ticket = TicketText(id: id, client: client, intake: intake)
  }

  /// - Returns: the ticket with all answers.
  /// - Throws: ``Interview/Ended``.
  mutating func run() throws -> TicketText {
    console.ask(
      """
      Ticket \(ticket.id) for \(ticket.client). No passwords or keys in an answer, please.
      Enter leaves a question out, ? says why it is asked, < goes back one,
      Ctrl-C ends without writing anything.
      """)
    var asked: [Int] = []
    var index = 0
    while index < intake.questions.count {
      let question = intake.questions[index]
      let model = try Ticket(bytes: Array(ticket.text.utf8), file: "the answers")
      guard model.holds(question.asked) else {
        ticket.answers[question.id] = nil
        index += 1
        continue
      }
      let isNeeded = question.blocks.contains(where: model.holds)
      switch try ask(question, isNeeded: isNeeded) {
      case .answer(let answer):
        ticket.answers[question.id] = answer
        asked.append(index)
        index += 1
      case .back:
        index = asked.popLast() ?? index
      }
    }
    return ticket
  }

  // MARK: One question

  private func ask(
    _ question: TicketQuestion, isNeeded: Bool
  ) throws -> Interview.Turn<TicketAnswer?> {
    try interview.ask(question.ask + (isNeeded ? " (needed)" : ""), why: question.why) {
      try answer(question)
    }
  }

  private func line(_ prompt: String = "> ") throws -> String? { try interview.line(prompt) }

  private func answer(_ question: TicketQuestion) throws -> TicketAnswer? {
    switch question.kind {
    case .text: return try line().map { .text($0) }
    case .choice: return try interview.choice(of: question.choices).map { .text($0) }
    case .moment: return try moment()
    case .list: return try list()
    case .flags: return try flags(question)
    case .yesNo, .confirmation: return try yesNo()
    case .pairs: return try pairs()
    case .identifiers: return try identifiers()
    case .approvers: return try approvers()
    }
  }

  private func moment() throws -> TicketAnswer? {
    guard let text = try line("  UTC, such as 2026-11-21 08:44, or now > ") else { return nil }
    if text == "now" { return .moment(.now) }
    guard let moment = Timestamp(text) else {
      throw Interview.Misunderstood(text: "That is no time.")
    }
    return .moment(moment)
  }

  private func list() throws -> TicketAnswer? {
    console.ask("  One a line; an empty line ends.")
    var items: [String] = []
    while let item = try line() { items.append(item) }
    return items.isEmpty ? nil : .list(items)
  }

  private func flags(_ question: TicketQuestion) throws -> TicketAnswer? {
    interview.show(question.choices)
    guard let text = try line("  Numbers or words with commas between, or none > ") else {
      return nil
    }
    var chosen: Set<String> = []
    if text.lowercased() != "none" {
      for part in text.split(whereSeparator: { $0 == "," || $0 == " " }) {
        let word = part.lowercased()
        let choice =
          Int(part).flatMap {
            question.choices.indices.contains($0 - 1) ? question.choices[$0 - 1] : nil
          } ?? question.choices.first { $0.lowercased() == word }
        guard let choice else {
          throw Interview.Misunderstood(text: "'\(part)' is none of them.")
        }
        chosen.insert(choice)
      }
    }
    return .flags(question.choices.map { ($0, chosen.contains($0)) })
  }

  private func yesNo() throws -> TicketAnswer? {
    guard let text = try line("  yes or no > ") else { return nil }
    switch text.lowercased() {
    case "y", "yes", "true": return .flag(true)
    case "n", "no", "false": return .flag(false)
    default: throw Interview.Misunderstood(text: "Say yes or no.")
    }
  }

  private func pairs() throws -> TicketAnswer? {
    console.ask("  As NAME=VALUE, one a line; an empty line ends.")
    var pairs: [(name: String, value: String)] = []
    while let text = try line() {
      let parts = text.split(separator: "=", maxSplits: 1).map { String($0.trimmingSpace) }
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        console.ask("  Write it as NAME=VALUE.")
        continue
      }
      guard !pairs.contains(where: { $0.name == parts[0] }) else {
        console.ask("  '\(parts[0])' was given already.")
        continue
      }
      pairs.append((parts[0], parts[1]))
    }
    return pairs.isEmpty ? nil : .pairs(pairs)
  }

  private func identifiers() throws -> TicketAnswer? {
    var provider: String?
    if case .text(let text) = ticket.answers["provider"] { provider = text }
    var pairs: [(name: String, value: String)] = []
    for identifier in intake.identifiers(of: provider) {
      if let command = identifier.command { console.ask("  this tells it: \(command)") }
      while let value = try line("  \(identifier.name) > ") {
        guard identifier.accepts(value) else {
          console.ask("  It has \(identifier.formText).")
          continue
        }
        pairs.append((identifier.name, value))
        break
      }
    }
    return pairs.isEmpty ? nil : .pairs(pairs)
  }

  private func approvers() throws -> TicketAnswer? {
    console.ask("  One after the other; an empty name ends.")
    var people: [Ticket.Approver] = []
    while let name = try line("  name > ") {
      let principal = try line("  principal, as allowed_signers calls the key > ")
      let role = try line("  role [change-approver] > ") ?? "change-approver"
      let key = try line("  public key, to compare (may be empty) > ")
      people.append(Ticket.Approver(name: name, role: role, principal: principal, key: key))
    }
    return people.isEmpty ? nil : .approvers(people)
  }
}
