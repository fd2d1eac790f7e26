public import Documents

/// What somebody answered to a ``TicketQuestion``.
public enum TicketAnswer: Sendable {
  case text(String)
  case moment(Timestamp)
  case flag(Bool)
  case list([String])
  /// In order.
  case pairs([(name: String, value: String)])
  /// Nil: nothing is said.
  case flags([(name: String, value: Bool?)])
  case approvers([Ticket.Approver])

  /// What stands behind the key and its colon, with a space or a line break before it.
  func yaml(indent: Int) -> String {
    let space = String(repeating: " ", count: indent)
    switch self {
    case .text(let text): return " " + YAMLText.scalar(text)
    case .moment(let moment): return " \(moment)"
    case .flag(let flag): return " \(flag)"
    case .list(let items):
      if items.isEmpty { return " []" }
      return items.map { "\n\(space)- \(YAMLText.scalar($0))" }.joined()
    case .pairs(let pairs):
      if pairs.isEmpty { return " {}" }
      return pairs.map { "\n\(space)\(YAMLText.scalar($0.name)): \(YAMLText.scalar($0.value))" }
        .joined()
    case .flags(let flags):
      return flags.map {
        "\n\(space)\(YAMLText.scalar($0.name)):" + ($0.value.map { " \($0)" } ?? "")
      }.joined()
    case .approvers(let people):
      if people.isEmpty { return " []" }
      return people.map { person in
        let parts = [
          ("name", person.name), ("role", person.role), ("principal", person.principal),
          ("key", person.key),
        ]
        let lines = parts.compactMap { name, value in
          value.map { "\(name): \(YAMLText.scalar($0))" }
        }
        return "\n\(space)- " + lines.joined(separator: "\n\(space)  ")
      }.joined()
    }
  }
}
