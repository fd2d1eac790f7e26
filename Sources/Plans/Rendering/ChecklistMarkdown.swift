/// `CHECKLIST.md`.
struct ChecklistMarkdown {
  private let document: ChangeDocument
  private var plan: Plan { document.plan }

  init(_ document: ChangeDocument) {
    self.document = document
  }

  var text: String {
    var lines = ["# \(Markdown.text(document.title))", ""]
    if let description = plan.metadata.description { lines += [Markdown.text(description), ""] }
    lines += ["| | |", "|---|---|"]
    lines += document.facts.map { "| \($0.name) | \(Markdown.cell($0.value)) |" }
    lines += [
      "",
      "Each box is ticked by the person who did it, with name and time. `handoff run` executes",
      "this list and keeps the journal; `run-by-hand.sh` does it without handoff.", "",
    ]
    lines += parameters + before + steps + after
    return lines.joined(separator: "\n") + "\n"
  }

  private var parameters: [String] {
    guard !plan.parameters.isEmpty else { return [] }
    var lines = ["## Parameters", "", "| name | value | goes to |", "|---|---|---|"]
    for parameter in plan.parameters {
      let uses = plan.commands.flatMap { use in
        use.command.references.filter { $0.name == parameter.name }.map {
          "\(use.owner) (\($0.destination.text))"
        }
      }
      var seen: Set<String> = []
      let places = uses.filter { seen.insert($0).inserted }.joined(separator: ", ")
      lines.append(
        "| \(parameter.name) | \(Markdown.cell(parameter.shownValue)) | \(Markdown.cell(places)) |")
    }
    return lines + [""]
  }

  private var before: [String] {
    var lines = ["## Before", ""]
    lines.append("- [ ] The signature and the checksums are verified (README.txt).")
    if let window = plan.window {
      lines.append("- [ ] It is between \(window.start) and \(window.end).")
    }
    for approval in plan.approvals where approval.before == nil {
      lines.append("- [ ] Approved: \(Markdown.text(ChangeDocument.head(of: approval))).")
    }
    for precondition in plan.preconditions {
      lines.append("- [ ] \(Markdown.text(precondition.title ?? precondition.id))")
      if let command = precondition.command { lines += Markdown.code(command, indent: "      ") }
    }
    if let backup = plan.backup, backup.required {
      lines.append(
        "- [ ] The backup is there and good\(backup.what.map { ": " + Markdown.text($0) } ?? "").")
      if let verify = backup.verify { lines += Markdown.code(verify, indent: "      ") }
    }
    for signal in plan.monitoring {
      let place = signal.where.map { " (\(Markdown.text($0)))" } ?? ""
      let limit = signal.rollbackIf.map { "; roll back if \(Markdown.text($0))" } ?? ""
      lines.append("- [ ] Somebody watches \(Markdown.text(signal.metric))\(place)\(limit).")
    }
    return lines + [""]
  }

  private var steps: [String] {
    var lines = ["## Steps", ""]
    for (number, step) in plan.steps.enumerated() {
      lines += [
        "### \(number + 1). \(Markdown.text(step.title))", "",
        "- [ ] `\(step.id)` · \(step.class.rawValue) · done by ______________ at ________", "",
      ]
      if let description = step.description { lines += [Markdown.text(description), ""] }
      if let precheck = step.precheck?.command {
        lines += ["First:", ""] + Markdown.code(precheck) + [""]
      }
      if let done = step.precheck?.alreadyDone {
        lines +=
          ["Already done, and to be skipped, where this succeeds:", ""] + Markdown.code(done) + [""]
      }
      if let run = step.run {
        lines += Markdown.code(run) + [""]
        lines.append("- Timeout: \(DurationText.text(run.effectiveTimeout))")
      }
      if let patch = document.patch(of: step) {
        lines.append("- Patch: `\(patch.path)` on commit `\(patch.base.prefix(12))`")
        for file in patch.files { lines.append("  - \(file.change): `\(file.path)`") }
      }
      if step.class == .pullRequest {
        let route = PullRequestMarkdown.route(of: step).map { ", \($0)" } ?? ""
        lines.append(
          "- Pull request: \(Markdown.text(PullRequestMarkdown.title(of: step) + route)); its text:"
            + " `\(PullRequestMarkdown.path(of: step))`")
        lines.append("- URL ______________________________ merge commit ____________________")
      }
      for line in ChangeDocument.expected(step.expect, isCommand: step.run != nil) {
        lines.append("- Expected: \(Markdown.text(line))")
      }
      if !step.needs.isEmpty { lines.append("- Needs: \(step.needs.joined(separator: ", "))") }
      if let roles = document.approvals(of: step) {
        lines.append("- Waits for the approval of: \(Markdown.text(roles))")
      }
      lines.append("- If it fails: \(step.onFailure.rawValue)")
      lines.append("- Rollback: \(Markdown.text(document.rollbackLine(of: step)))")
      lines.append("")
    }
    return lines
  }

  private var after: [String] {
    guard !plan.post.isEmpty else { return [] }
    var lines = ["## After", ""]
    for task in plan.post {
      lines.append("- [ ] \(task.kind.rawValue): \(Markdown.text(task.title ?? task.id))")
      if let command = task.command { lines += Markdown.code(command, indent: "      ") }
    }
    return lines + [""]
  }
}

extension Parameter {
  /// The value as the checklist shows it.
  var shownValue: String {
    if let from { return "resolved on your machine from \(from)" }
    if isSecret { return "asked for when it runs" }
    return givenValue ?? "asked for when it runs"
  }
}

extension ParameterDestination {
  var text: String {
    switch self {
    case .argv: "argument"
    case .environment(let name): "environment variable \(name)"
    case .standardInput: "standard input"
    }
  }
}
