internal import Documents
internal import Plans
internal import Redaction

/// The answer as one HTML file: nothing is loaded, no script runs, and it prints well.
package struct AuditPage {
  private let result: AuditResult
  private let shown: ShownText

  /// Rows of one table; the JSON has all.
  private static let most = 2000

  package init(_ result: AuditResult, _ shown: ShownText) {
    self.result = result
    self.shown = shown
  }

  package func text() throws -> String {
    let parts = try sections()
    let picture = try AuditPicture(result, shown).text() ?? ""
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
      <meta name="referrer" content="no-referrer">
      <meta name="color-scheme" content="light dark">
      <title>Audit</title>
      <style>\(ReportStyle.text)
      .bad { color: var(--credential); font-weight: 600; } .when { white-space: nowrap; } figure { margin: 1.5rem 0 0; }
      @media screen and (min-width: 50rem) { td[data-title=By], td[data-title=Provider] { min-width: 6rem; } td[data-title=Where] { min-width: 9rem; } }
      \(SVG.style)</style>
      </head>
      <body>
      <a class="skip" href="#content">Skip to the content</a>
      <header>
      <h1>Audit</h1>
      <p class="summary">\(HTML.text(summary))</p>
      \(try facts())
      </header>
      <nav aria-label="Sections">
      <ul>
      \(parts.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" }.joined(separator: "\n"))
      </ul>
      </nav>
      <main id="content">
      <figure>
      \(picture)
      <figcaption class="note">\(caption)</figcaption>
      </figure>
      \(parts.map { "<h2 id=\"\($0.id)\">\($0.title)</h2>\n\($0.body)" }.joined(separator: "\n"))
      </main>
      <footer>
      <p>An event is explained by action where its action and what it names are those of a command \
      that ran then; by time and identity only where the command's words don't tell them. \
      Texts are quoted redacted.</p>
      </footer>
      </body>
      </html>

      """
  }

  private var caption: String {
    result.runs.isEmpty
      ? "A sign for each moment at which something was done; UTC."
      : "A bar for each command that ran, blue where it changes something; below, a sign for each moment at which something was done. Shaded: the plan's window. UTC."
  }

  private var summary: String {
    let total = ShownEvent.counted(
      result.timeline.items.count + result.timeline.unlisted.values.reduce(0, +), "event")
    guard !result.runs.isEmpty else { return "\(total), compared with no journal." }
    let alerts = ShownEvent.counted(result.alerts.count, "alert")
    let unreadable =
      result.unreadable > 0
      ? " \(ShownEvent.counted(result.unreadable, "record")) can't be read: nobody knows what they tell."
      : ""
    return
      "\(total): \(result.count("explained")) explained, \(result.count("unexplained")) unexplained, \(result.count("background")) of the provider's own; \(alerts).\(unreadable)"
  }

  private func facts() throws -> String {
    var rows: [(String, String)] = []
    for run in result.runs {
      rows.append(("Run", run.id))
      rows.append(("Plan", run.plan.metadata.title ?? run.plan.metadata.id))
      rows.append(("Executed by", try shown(run.actor)))
      rows.append(("From, to", "\(run.begin), \(run.end)"))
      for (provider, names) in run.identities.sorted(by: { $0.key.rawValue < $1.key.rawValue })
      where !names.isEmpty && run.concerns(provider) {
        rows.append(
          (
            "Known to \(provider.rawValue) as",
            try names.sorted().map { try shown($0) }.joined(separator: ", ")
          ))
      }
    }
    rows.append(("Clocks may differ by", "\(result.tolerance) s"))
    rows.append(("Trails", result.files.map(\.file).prefix(20).joined(separator: ", ")))
    return "<dl class=\"facts\">"
      + rows.map { "<dt>\(HTML.text($0.0))</dt><dd>\(HTML.text($0.1))</dd>" }.joined() + "</dl>"
  }

  private struct Section {
    var id: String
    var title: String
    var body: String
  }

  private func sections() throws -> [Section] {
    let items = result.timeline.items
    let alerted = Set(result.alerts.map(\.item))
    func indices(_ verdict: String) -> [Int] {
      items.indices.filter { items[$0].verdict.name == verdict && !alerted.contains($0) }
    }
    var all = [
      Section(
        id: "alerts", title: "Alerts", body: try table(result.alerts.map(\.item), "Alerts")),
      Section(
        id: "unexplained", title: "Unexplained",
        body: try table(indices("unexplained"), "Unexplained events")),
      Section(id: "missing", title: "Steps without an event", body: try missing()),
      Section(
        id: "explained", title: "Explained",
        body: try table(indices("explained"), "Explained events")),
      Section(
        id: "background", title: "The provider's own",
        body: try table(indices("background"), "Events of the provider's own")),
      Section(id: "timeline", title: "Events", body: try table(indices("listed"), "Events")),
      Section(id: "unreadable", title: "Unreadable", body: try unreadable()),
    ]
    if result.runs.isEmpty {
      all.removeAll { !["timeline", "unreadable"].contains($0.id) }
    } else {
      all.removeAll { $0.id == "timeline" }
    }
    if result.unreadable == 0 { all.removeAll { $0.id == "unreadable" } }
    return all
  }

  private func table(_ indices: [Int], _ caption: String) throws -> String {
    guard !indices.isEmpty else { return "<p class=\"note\">None.</p>" }
    let rows = try indices.prefix(Self.most).map { index in
      let event = try ShownEvent(result.timeline.items[index], shown)
      let who = [event.identity, event.address].filter { !$0.isEmpty }.joined(separator: " from ")
      let what = [event.resource, event.failure.isEmpty ? "" : "failed: \(event.failure)"]
        .filter { !$0.isEmpty }.joined(separator: "; ")
      return row([
        ("Time", "<span class=\"when\">\(HTML.text(event.time))</span>"),
        ("What", "\(HTML.text(event.provider)): <code>\(HTML.text(event.action))</code>"),
        ("On", HTML.text(what)), ("By", HTML.text(who)), ("Verdict", remark(index)),
        (
          "Where", "<span class=\"place\">\(HTML.text(event.place.file)):\(event.place.line)</span>"
        ),
      ])
    }
    return table(rows, ["Time", "What", "On", "By", "Verdict", "Where"], caption)
      + more(indices.count - rows.count)
  }

  private func remark(_ index: Int) -> String {
    switch result.timeline.items[index].verdict {
    case .explained(let how):
      return HTML.text("\(how.step), \(how.phase): \(how.text)")
    case .unexplained(_, let message):
      let text = result.alerts.first { $0.item == index }?.message ?? message
      return "<span class=\"bad\">\(HTML.text(text))</span>"
    case .background: return "the provider's own"
    case .listed: return ""
    }
  }

  private func missing() throws -> String {
    guard !result.missing.isEmpty else { return "<p class=\"note\">None.</p>" }
    let rows = result.missing.prefix(Self.most).map { missing in
      let why =
        !missing.hasTrail
        ? HTML.text("no trail of \(missing.provider.rawValue) was read")
        : missing.changes
          ? "<span class=\"bad\">a change that the trail doesn't show</span>"
          : "it only reads; the trail may leave that out"
      return row([
        ("Step", HTML.text("\(missing.step), \(missing.phase), attempt \(missing.attempt)")),
        ("From, to", HTML.text("\(missing.begin), \(missing.end)")),
        ("Provider", missing.provider.rawValue), ("Why", why),
      ])
    }
    return table(rows, ["Step", "From, to", "Provider", "Why"], "Steps without an event")
      + more(result.missing.count - rows.count)
  }

  private func unreadable() throws -> String {
    let rows = try result.faults.map { fault in
      row([
        ("Where", HTML.text("\(fault.place.file):\(fault.place.line)")),
        ("What", HTML.text(try shown(fault.message))),
      ])
    }
    return table(rows, ["Where", "What"], "Unreadable records")
      + more(result.unreadable - rows.count)
  }

  private func row(_ cells: [(title: String, content: String)]) -> String {
    "<tr>"
      + cells.map { "<td data-title=\"\($0.title)\">\($0.content)</td>" }.joined() + "</tr>"
  }

  private func table(_ rows: [String], _ head: [String], _ caption: String) -> String {
    """
    <table>
    <caption>\(caption)</caption>
    <thead><tr>\(head.map { "<th scope=\"col\">\($0)</th>" }.joined())</tr></thead>
    <tbody>
    \(rows.joined(separator: "\n"))
    </tbody>
    </table>
    """
  }

  private func more(_ count: Int) -> String {
    count > 0 ? "\n<p class=\"note\">And \(count) more: the JSON has them.</p>" : ""
  }
}
