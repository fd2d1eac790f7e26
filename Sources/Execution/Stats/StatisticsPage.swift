import Bundles
import Crypto
import Documents

/// Statistics as one HTML file: nothing is loaded, no script runs, and it prints well.
package struct StatisticsPage {
  private let statistics: RunStatistics

  package init(_ statistics: RunStatistics) {
    self.statistics = statistics
  }

  package var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-\(Self.styleDigest)'; base-uri 'none'; form-action 'none'">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>Runs in numbers</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
    <h1>Runs in numbers</h1>
    <p class="summary">\(HTML.text(statistics.headline)). Made \(statistics.at).</p>
    \(remarks)
    </header>
    <main id="content">
    \(sections.map(Self.section).joined(separator: "\n"))
    </main>
    <footer>
    <p>This is about the process, not about people: it names and ranks nobody. Times are told by median, 90th percentile \
    (of \(Distribution.leastForPercentile) or more) and longest value, by nearest rank: each is one that was observed. Weeks and months are those of UTC in which a run began.</p>
    </footer>
    </body>
    </html>

    """
  }

  private struct Section {
    let id: String
    let title: String
    let body: String
  }

  private var sections: [Section] {
    var sections: [Section] = []
    if statistics.runs > 0 {
      sections = [
        Section(id: "endings", title: "How they ended", body: endings),
        Section(
          id: "periods", title: "By \(statistics.span.rawValue)",
          body: Self.wide(StatisticsCharts.periods(statistics)) + periods),
        Section(id: "times", title: "How long it took", body: times),
        Section(id: "events", title: "What happened", body: happenings),
      ]
    }
    if !statistics.gates.isEmpty {
      sections.append(Section(id: "gates", title: "Which gates were closed", body: gates))
    }
    if !statistics.refusedBefore.isEmpty {
      sections.append(
        Section(
          id: "refused", title: "Refused before a run began",
          body: "<p>From this machine's own list: there is no journal, and nothing seals it.</p>"
            + Self.gates(
              statistics.refusedBefore, title: "How often each gate refused a run at once")))
    }
    if !statistics.open.isEmpty {
      sections.append(Section(id: "open", title: "Still open", body: open))
    }
    if !statistics.unverified.isEmpty {
      sections.append(Section(id: "unverified", title: "Not counted", body: unverified))
    }
    return sections
  }

  private static func section(_ section: Section) -> String {
    """
    <section aria-labelledby="\(section.id)">
    <h2 id="\(section.id)">\(section.title)</h2>
    \(section.body)
    </section>
    """
  }

  private var remarks: String {
    guard !statistics.remarks.isEmpty else { return "" }
    return "<ul>\(statistics.remarks.map { "<li>\(HTML.text($0))</li>" }.joined())</ul>"
  }

  private var endings: String {
    let rows = RunStatistics.endings.map { ($0, statistics.states[$0.rawValue] ?? 0) }
      .filter { $0.1 > 0 }
    return Self.wide(
      StatisticsCharts.bars(
        rows.map {
          StatisticsCharts.Bar(
            name: RunStatistics.name(of: $0), count: $1, tone: StatisticsCharts.tone(of: $0))
        }, of: statistics.runs, title: "How \(statistics.runs) runs ended"
      ))
  }

  private var periods: String {
    Self.table(
      "Runs by \(statistics.span.rawValue)", ["Begun in", "Runs", "What didn't go well"],
      statistics.periods.map { [$0.period, String($0.runs), RunStatistics.remark(on: $0)] })
  }

  private var times: String {
    let rows = statistics.distributions.map { name, meaning, value in
      [
        name.prefix(1).uppercased() + name.dropFirst(), meaning, String(value.count),
        DurationText.text(value.median), DurationText.text(value.ninetieth),
        DurationText.text(value.longest),
      ]
    }
    let charts = statistics.distributions.filter { $0.value.count > 1 }.map { name, _, value in
      "<div>"
        + StatisticsCharts.bars(
          zip(RunStatistics.binNames, value.bins).map {
            StatisticsCharts.Bar(name: $0, count: $1, tone: .info)
          }, of: value.bins.max() ?? 0, title: "Time \(name), \(value.count) values", isNarrow: true
        ).text + "</div>"
    }
    return Self.table(
      "How long it took", ["Time", "From when to when", "n", "Median", "90 %", "Longest"], rows)
      + "<div class=\"charts\">\(charts.joined(separator: "\n"))</div>"
  }

  private var happenings: String {
    Self.wide(
      StatisticsCharts.bars(
        statistics.happenings.map {
          StatisticsCharts.Bar(
            name: $0.name, count: $0.value.runs, tone: .warn,
            note: $0.value.times > $0.value.runs ? "\($0.value.times) times in all" : "")
        }, of: statistics.runs, title: "In how many of \(statistics.runs) runs something happened"
      ))
  }

  private var gates: String {
    Self.gates(statistics.gates, title: "How often each gate was closed")
  }

  private static func gates(_ counts: [String: Int], title: String) -> String {
    wide(
      StatisticsCharts.bars(
        counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
          StatisticsCharts.Bar(name: $0.key, count: $0.value, tone: .bad)
        }, of: counts.values.max() ?? 0, title: title))
  }

  private static let mostOpen = 200

  private var open: String {
    let hidden = statistics.open.count - Self.mostOpen
    return Self.table(
      "Grants, rotations and reviews that nobody has confirmed",
      ["For", "What", "Ticket", "Run", "Folder"],
      statistics.open.prefix(Self.mostOpen).map {
        [
          DurationText.text($0.seconds), "\($0.kind) '\($0.id)'", $0.ticket ?? "", $0.run, $0.path,
        ]
      }) + (hidden > 0 ? "<p>\(hidden) younger ones are in the JSON.</p>" : "")
  }

  private var unverified: String {
    Self.table(
      "Journals that do not hold", ["Where", "Why"],
      statistics.unverified.map { [$0.path, $0.problem] })
  }

  /// It keeps its size on a telephone, and scrolls there.
  private static func wide(_ picture: SVG) -> String {
    "<div class=\"scroll\">\n\(picture.text)\n</div>\n"
  }

  private static func table(_ caption: String, _ head: [String], _ rows: [[String]]) -> String {
    let body = rows.map { row in
      let cells = zip(head, row).map { title, cell in
        "<td data-title=\"\(HTML.text(title))\">\(HTML.text(PrintableText.line(cell)))</td>"
      }
      return "<tr>\(cells.joined())</tr>"
    }
    return """
      <table>
      <caption>\(HTML.text(caption))</caption>
      <thead><tr>\(head.map { "<th scope=\"col\">\(HTML.text($0))</th>" }.joined())</tr></thead>
      <tbody>
      \(body.joined(separator: "\n"))
      </tbody>
      </table>

      """
  }

  private static let styleDigest = String(
    decoding: Base64.encode(Array(SHA256.hash(data: Array(style.utf8)))), as: UTF8.self)

  private static let style = """

    :root { --ink: #1a1a1a; --paper: #fff; --quiet: #4d4d4d; --line: #8a8a8a; }
    @media screen and (prefers-color-scheme: dark) { :root { --ink: #ececec; --paper: #161616; --quiet: #b5b5b5; --line: #7a7a7a; } }
    * { box-sizing: border-box; }
    body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 72rem; padding: 1.5rem; color: var(--ink); background: var(--paper); }
    h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 2px solid var(--ink); }
    p, ul { margin: .3rem 0; } .summary { font-size: 1.1rem; }
    .skip { position: absolute; left: -99rem; } .skip:focus { position: static; }
    table { border-collapse: collapse; width: 100%; margin: .5rem 0 1rem; }
    caption { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; white-space: nowrap; }
    th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
    th { font-weight: 600; overflow-wrap: normal; }
    .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 1.5rem; }
    .scroll { overflow-x: auto; } .scroll .picture { min-width: 40rem; }
    footer { margin-top: 3rem; padding-top: .5rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: .9rem; }
    \(SVG.style)
    @media screen and (max-width: 40rem) {
      body { padding: 1rem; } thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      table, tbody, tr, td { display: block; width: auto; } tr { border-bottom: 1px solid var(--line); padding: .4rem 0; }
      td { border: 0; padding: .05rem 0; } td:empty { display: none; } td::before { content: attr(data-title) ": "; color: var(--quiet); font-size: .85rem; }
    }
    @media print {
      @page { margin: 16mm 14mm; } body { font-size: 9.5pt; max-width: none; padding: 0; } .skip { display: none; }
      h2 { break-after: avoid; } tr, .charts > div { break-inside: avoid; } thead { display: table-header-group; } .charts { grid-template-columns: 1fr 1fr; }
      .scroll { overflow: visible; } .scroll .picture { min-width: 0; }
    }

    """
}
