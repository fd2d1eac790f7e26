public import Documents

/// A ticket as a file for people: each part below the question that it answers.
///
/// Without answers it is the ticket to fill in.
public struct TicketText: Sendable {
  public let id: String
  public let client: String
  public var answers: [String: TicketAnswer] = [:]
  private let created: Timestamp
  private let intake: TicketIntake

  public init(id: String, client: String, intake: TicketIntake, created: Timestamp? = nil) {
    self.id = id
    self.client = client
    self.intake = intake
    self.created = created ?? Timestamp.sourceDateEpoch ?? Timestamp.now
  }

  public var text: String {
    var text = """
      # Fill in what you know, then: handoff ticket check FILE
      # No passwords or keys in here: pack redacts this file too, but people see it.
      apiVersion: handoff/v1
      kind: Ticket
      id: \(YAMLText.scalar(id))
      client: \(YAMLText.scalar(client))
      created: \(created)

      """
    var group = ""
    for question in intake.questions {
      let isInside = question.path.count == 2
      // What belongs to an answer that was not given isn't shown to somebody who was asked.
      if !answers.isEmpty, question.asked != .always, answers[question.id] == nil { continue }
      if question.path[0] != group {
        group = question.path[0]
        text += "\n"
        if isInside { text += "\(group):\n" }
      }
      let space = isInside ? "  " : ""
      text += comment(question, indent: space)
      text += space + (question.path.last ?? "") + ":"
      text += (answers[question.id] ?? blank(question))?.yaml(indent: space.count + 2) ?? ""
      text += "\n"
    }
    return text
  }

  /// What stands for no answer.
  private func blank(_ question: TicketQuestion) -> TicketAnswer? {
    switch question.kind {
    case .text, .choice, .moment: nil
    case .list: .list([])
    case .pairs: .pairs([])
    case .flags: .flags(question.choices.map { ($0, nil) })
    case .yesNo, .confirmation: .flag(false)
    case .identifiers: .pairs([])
    case .approvers: .approvers([])
    }
  }

  private func comment(_ question: TicketQuestion, indent: String) -> String {
    var lines = ["\(question.ask) (\(question.why))"]
    switch question.kind {
    case .choice: lines.append(question.choices.joined(separator: " | "))
    case .flags: lines.append("Say true or false for each.")
    case .moment: lines.append("In UTC: \(created)")
    case .identifiers:
      let names = intake.identifiers(of: answered("provider")).map(\.name)
      if answered("provider") != nil { lines.append("Here: \(names.joined(separator: ", "))") }
    case .approvers:
      lines.append("The principal is what allowed_signers calls the person's key.")
      lines.append("[{name: Olga Marin, role: change-approver, principal: olga@client.example}]")
    default: break
    }
    if let example = question.example { lines.append("For instance \(example)") }
    return lines.map { Self.wrapped($0, indent: indent + "# ") + "\n" }.joined()
  }

  private func answered(_ id: String) -> String? {
    guard case .text(let text) = answers[id] else { return nil }
    return text
  }

  private static func wrapped(_ text: String, indent: String) -> String {
    var lines: [String] = []
    var line = indent
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > 80, line != indent {
        lines.append(line)
        line = indent
      }
      line += line == indent ? String(word) : " " + word
    }
    return (lines + [line]).joined(separator: "\n")
  }
}
