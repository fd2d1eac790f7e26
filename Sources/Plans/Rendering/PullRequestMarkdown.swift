/// `patches/<step>.pull-request.md`: what the client opens a pull request with.
struct PullRequestMarkdown {
  private let document: ChangeDocument
  private let step: Step

  init(_ document: ChangeDocument, step: Step) {
    self.document = document
    self.step = step
  }

  /// Below the bundle's top folder.
  static func path(of step: Step) -> String { "patches/\(step.id).pull-request.md" }

  static func title(of step: Step) -> String { step.pullRequest?.title ?? step.title }

  /// Where it goes, in one line.
  static func route(of step: Step) -> String? {
    let request = step.pullRequest
    let parts = [
      request?.branch.map { "branch \($0)" }, request?.base.map { "into \($0)" },
      request?.repository.map { "of \($0)" },
    ].compactMap(\.self)
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  /// The first line is the title; the rest is the body.
  var text: String {
    let plan = document.plan
    var lines = ["# \(Self.title(of: step).oneLine)", ""]
    if let body = step.pullRequest?.body ?? step.description {
      lines += body.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while lines.last?.isEmpty == true { lines.removeLast() }
      lines.append("")
    }
    if let route = Self.route(of: step) { lines += ["- For: \(Markdown.text(route))"] }
    if let ticket = plan.metadata.ticket {
      lines.append("- Ticket: \(ticket), plan \(plan.metadata.id)")
    }
    if let patch = document.patch(of: step) {
      lines.append("- Patch: `\(patch.path)` on commit `\(patch.base)`")
      for file in patch.files { lines.append("  - \(file.change): `\(file.path)`") }
      lines.append(
        "- To apply it: `git apply --index \(patch.path)`"
          + (patch.tip == nil ? ", then commit" : ", or `git am` to keep its commits"))
    }
    lines += ["", "## Risk", ""]
    lines += document.facts.filter { ["Risk", "Window", "Target"].contains($0.name) }.map {
      "- \($0.name): \(Markdown.text($0.value))"
    }
    lines += ["", "## Checks", ""]
    lines += checks.map { "- [ ] \(Markdown.text($0))" }
    lines += ["", "## Rollback", "", Markdown.text(document.rollbackLine(of: step))]
    return lines.joined(separator: "\n") + "\n"
  }

  private var checks: [String] {
    let plan = document.plan
    var checks: [String] = []
    if let command = step.precheck?.command {
      checks.append("before: \(CommandText.line(command))")
    }
    checks += ChangeDocument.expected(step.expect, isCommand: step.run != nil)
    checks += plan.monitoring.map { signal in
      let place = signal.where.map { " (\($0))" } ?? ""
      return "\(signal.metric)\(place)" + (signal.rollbackIf.map { "; roll back if \($0)" } ?? "")
    }
    return checks.isEmpty ? ["the reviewers' own"] : checks
  }
}
