/// `ROLLBACK.md`: when and how to go back, last step first.
struct RollbackMarkdown {
  private let document: ChangeDocument
  private var plan: Plan { document.plan }

  init(_ document: ChangeDocument) {
    self.document = document
  }

  var text: String {
    var lines = ["# Rollback: \(Markdown.text(document.title))", "", "## When", ""]
    lines.append("- A step fails and its list says to roll back.")
    for signal in plan.monitoring {
      if let limit = signal.rollbackIf {
        let place = signal.where.map { " (\(Markdown.text($0)))" } ?? ""
        lines.append("- \(Markdown.text(signal.metric))\(place): \(Markdown.text(limit)).")
      }
    }
    if let window = plan.window {
      lines.append("- The window closes at \(window.end) and the change isn't finished.")
    }
    lines += ["", "## Who decides", ""]
    let roles = plan.approvals.map(\.role)
    lines.append(
      roles.isEmpty
        ? "The person who runs the change."
        : "Any of: \(Markdown.text(roles.joined(separator: ", "))).")
    lines += [
      "", "## How", "",
      "`handoff rollback DIR` does it from the journal; `run-by-hand.sh --rollback` without handoff.",
      "By hand: only steps that were done, in this order.", "",
    ]
    var number = 0
    for step in plan.steps.reversed() where step.changes || step.rollback != nil {
      number += 1
      lines += ["### \(number). \(Markdown.text(step.title))", ""]
      lines.append("- [ ] `\(step.id)` taken back by ______________ at ________")
      lines.append("")
      if case .command(let command) = step.rollback {
        lines += Markdown.code(command) + [""]
        let expect = command.expect ?? Expectation()
        for line in ChangeDocument.expected(expect, isCommand: true) {
          lines.append("- Expected: \(Markdown.text(line))")
        }
      } else if case nil = step.rollback, let patch = document.patch(of: step) {
        lines += ["```", "git apply \(patch.reversePath)", "```"]
      } else {
        lines.append(Markdown.text(document.rollbackLine(of: step)))
      }
      lines.append("")
    }
    if number == 0 { lines += ["This plan changes nothing.", ""] }
    return lines.joined(separator: "\n")
  }
}
