internal import Plans

/// Asks at the terminal what a template asks, one setting after the other.
struct PlanInterview {
  private let interview: Interview
  private let template: PlanTemplate

  init(_ template: PlanTemplate, console: Console) {
    interview = Interview(console: console)
    self.template = template
  }

  /// - Parameter given: what is known and therefore not asked.
  /// - Returns: with the answers; a setting that was left at its sample isn't among them.
  /// - Throws: ``Interview/Ended``.
  func run(given: [String: String]) throws -> [String: String] {
    let questions = template.settings.filter { given[$0.name] == nil }
    guard !questions.isEmpty else { return given }
    interview.console.ask(
      """
      \(template.name): \(template.title)
      No passwords or keys in an answer, please. Enter takes what stands in brackets,
      ? says why it is asked, < goes back one, Ctrl-C ends without writing anything.
      """)
    var answers = given
    var index = 0
    while index < questions.count {
      switch try ask(questions[index], before: answers[questions[index].name]) {
      case .answer(let answer):
        answers[questions[index].name] = answer
        index += 1
      case .back: index = max(0, index - 1)
      }
    }
    return answers
  }

  private func ask(
    _ setting: TemplateSetting, before: String?
  ) throws -> Interview.Turn<String?> {
    let prompt = "  \(setting.name) [\(before ?? setting.sample)] > "
    return try interview.ask(sentence(setting.description), why: why(setting)) {
      guard setting.type == .choice else {
        guard let text = try interview.line(prompt) else { return before }
        do { try setting.check(text) } catch let fault as PlanFault {
          throw Interview.Misunderstood(text: "\(sentence(fault.message)).")
        }
        return text
      }
      return try interview.choice(of: setting.choices, prompt: prompt) ?? before
    }
  }

  /// What fits, and where it goes.
  private func why(_ setting: TemplateSetting) -> String {
    let lines = template.lines(using: setting.name)
    let more = lines.count > 2 ? ", and in \(lines.count - 2) more" : ""
    let places = lines.prefix(2).map { "\($0)" }.joined(separator: " and in ")
    return "it is \(setting.form)" + (lines.isEmpty ? "." : "; it goes into \(places)\(more).")
  }

  private func sentence(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
