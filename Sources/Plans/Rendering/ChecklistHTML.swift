internal import Documents

/// `CHECKLIST.html`: one file, no script, nothing loaded, good on paper.
struct ChecklistHTML {
  private let document: ChangeDocument
  private var plan: Plan { document.plan }

  init(_ document: ChangeDocument) {
    self.document = document
  }

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
    <title>\(HTML.text(document.title))</title>
    <style>
    \(Self.style)
    </style>
    </head>
    <body>
    <main>
    <h1>\(HTML.text(document.title))</h1>
    \(plan.metadata.description.map { "<p>\(HTML.text($0))</p>" } ?? "")
    <table class="facts">
    <caption>The change</caption>
    <tbody>
    \(document.facts.map { "<tr><th scope=\"row\">\(HTML.text($0.name))</th><td>\(HTML.text($0.value))</td></tr>" }
      .joined(separator: "\n"))
    </tbody>
    </table>
    \(before)
    <h2>Steps</h2>
    \(plan.steps.enumerated().map { step($1, number: $0 + 1) }.joined(separator: "\n"))
    \(after)
    \(diffs)
    </main>
    </body>
    </html>

    """
  }

  private static let box = "<span class=\"box\" aria-hidden=\"true\"></span>"
  private static let sign = "<span class=\"sign\">by</span><span class=\"sign\">at</span>"

  private var before: String {
    var items = ["The signature and the checksums are verified (README.txt)."]
    if let window = plan.window { items.append("It is between \(window.start) and \(window.end).") }
    items += plan.approvals.filter { $0.before == nil }.map {
      "Approved: \(ChangeDocument.head(of: $0))."
    }
    var lines = items.map { "<li>\(Self.box)\(HTML.text($0))</li>" }
    for precondition in plan.preconditions {
      let code = precondition.command.map { HTML.code($0) } ?? ""
      lines.append("<li>\(Self.box)\(HTML.text(precondition.title ?? precondition.id))\(code)</li>")
    }
    if let backup = plan.backup, backup.required {
      let what = backup.what.map { ": \($0)" } ?? ""
      lines.append(
        "<li>\(Self.box)\(HTML.text("The backup is there and good\(what)."))\(backup.verify.map { HTML.code($0) } ?? "")</li>"
      )
    }
    for signal in plan.monitoring {
      let limit = signal.rollbackIf.map { "; roll back if \($0)" } ?? ""
      let place = signal.where.map { " (\($0))" } ?? ""
      lines.append(
        "<li>\(Self.box)\(HTML.text("Somebody watches \(signal.metric)\(place)\(limit)."))</li>")
    }
    return "<h2>Before</h2>\n<ul class=\"boxes\">\n\(lines.joined(separator: "\n"))\n</ul>"
  }

  private func step(_ step: Step, number: Int) -> String {
    var rows: [(String, String)] = []
    if let command = step.precheck?.command { rows.append(("First", HTML.code(command))) }
    if let command = step.precheck?.alreadyDone {
      rows.append(("Already done if", HTML.code(command)))
    }
    if let run = step.run {
      rows.append(("Command", HTML.code(run)))
      rows.append(("Timeout", HTML.text(DurationText.text(run.effectiveTimeout))))
    }
    if let patch = document.patch(of: step) {
      rows.append(
        ("Patch", "<code>\(HTML.text(patch.path))</code> on <code>\(patch.base.prefix(12))</code>"))
    }
    if step.class == .pullRequest {
      let route = PullRequestMarkdown.route(of: step).map { ", \($0)" } ?? ""
      let text = HTML.text(PullRequestMarkdown.title(of: step) + route)
      rows.append(
        ("Pull request", "\(text); its text: <code>\(PullRequestMarkdown.path(of: step))</code>"))
      rows.append(
        ("Merged", "<span class=\"sign\">URL</span><span class=\"sign\">merge commit</span>"))
    }
    let expected = ChangeDocument.expected(step.expect, isCommand: step.run != nil)
    if !expected.isEmpty {
      rows.append(("Expected", expected.map(HTML.text).joined(separator: "<br>")))
    }
    if let roles = document.approvals(of: step) { rows.append(("Approval", HTML.text(roles))) }
    rows.append(("If it fails", step.onFailure.rawValue))
    if case .command(let command) = step.rollback {
      rows.append(("Rollback", HTML.code(command)))
    } else {
      rows.append(("Rollback", HTML.text(document.rollbackLine(of: step))))
    }
    let table = rows.map { "<tr><th scope=\"row\">\($0.0)</th><td>\($0.1)</td></tr>" }
      .joined(separator: "\n")
    return """
      <section class="step \(step.class.rawValue)">
      <h3>\(Self.box)\(number). \(HTML.text(step.title))</h3>
      <p class="line"><code>\(HTML.text(step.id))</code> <b>\(step.class.rawValue)</b> \(Self.sign)</p>
      \(step.description.map { "<p>\(HTML.text($0))</p>" } ?? "")
      <table><caption>Step \(number)</caption><tbody>
      \(table)
      </tbody></table>
      </section>
      """
  }

  private var after: String {
    guard !plan.post.isEmpty else { return "" }
    let items = plan.post.map { task in
      "<li>\(Self.box)\(task.kind.rawValue): \(HTML.text(task.title ?? task.id))\(task.command.map { HTML.code($0) } ?? "")</li>"
    }
    return "<h2>After</h2>\n<ul class=\"boxes\">\n\(items.joined(separator: "\n"))\n</ul>"
  }

  private var diffs: String {
    guard !document.patches.isEmpty else { return "" }
    let parts = document.patches.map { patch in
      "<h3><code>\(HTML.text(patch.path))</code></h3>\n<pre class=\"diff\">\(HTML.diff(patch.patch))</pre>"
    }
    return "<h2>Patches</h2>\n" + parts.joined(separator: "\n")
  }

  private static let style = """
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1a1a1a; background: #fff; }
    main { max-width: 60rem; margin: 0 auto; padding: 1.5rem; }
    h1 { font-size: 1.6rem; } h2 { font-size: 1.25rem; margin-top: 2rem; border-bottom: 2px solid #1a1a1a; }
    h2, h3 { break-after: avoid; }
    h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
    table { border-collapse: collapse; width: 100%; }
    caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
    th { text-align: left; vertical-align: top; width: 8rem; padding: .2rem .6rem .2rem 0; font-weight: 600; }
    td { padding: .2rem 0; overflow-wrap: anywhere; }
    .step { border: 1px solid #767676; border-left-width: 6px; padding: .8rem 1rem; margin: 1rem 0; break-inside: avoid; }
    .destroy { border-left-color: #a4000f; } .mutate, .patch, .grant { border-left-color: #8a5300; }
    .read { border-left-color: #0b5d1e; }
    .boxes { list-style: none; padding: 0; } .boxes li { margin: .4rem 0; }
    .box { display: inline-block; width: .95em; height: .95em; border: 1.5px solid #1a1a1a; margin-right: .5em; vertical-align: -.1em; }
    .sign { display: inline-block; min-width: 9rem; border-bottom: 1px solid #1a1a1a; margin-left: 1rem; color: #555; font-size: .85rem; }
    pre, code { font: 13px/1.45 ui-monospace, monospace; }
    pre { background: #f4f4f4; padding: .5rem .7rem; margin: .2rem 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    .diff ins { background: #dbf3e0; color: #0b3d17; text-decoration: none; }
    .diff del { background: #fbdfe0; color: #6e0009; text-decoration: none; }
    @media print { body { font-size: 11pt; } main { padding: 0; max-width: none; } pre { border: 1px solid #999; } }
    """
}

extension HTML {
  static func code(_ command: Command) -> String {
    "<pre>\(text(CommandText.block(command)))</pre>"
  }

  /// Added and removed lines marked; at most 2,000 lines.
  static func diff(_ bytes: [UInt8]) -> String {
    let lines = String(decoding: bytes, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    var result = lines.prefix(2000).map { line in
      let escaped = text(String(line))
      if line.hasPrefix("+"), !line.hasPrefix("+++") { return "<ins>\(escaped)</ins>" }
      if line.hasPrefix("-"), !line.hasPrefix("---") { return "<del>\(escaped)</del>" }
      return escaped
    }
    if lines.count > 2000 { result.append("… \(lines.count - 2000) more lines in the patch file") }
    return result.joined(separator: "\n")
  }
}
