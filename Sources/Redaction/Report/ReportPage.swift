import Crypto
import Documents

/// The report as one HTML file: nothing is loaded, no script runs, and it prints well.
struct ReportPage {
  let report: RedactionReport
  let pictures: [ReportPicture]
  /// Rows shown of files, and of one rule's values; the JSON has more.
  static let fileRows = 1000
  static let valueRows = 100
  private static let placesShown = 6

  init(_ report: RedactionReport, showing pictures: [ReportPicture] = []) {
    self.report = report
    self.pictures = pictures
  }

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none';\(pictures.isEmpty ? "" : " img-src data:;") style-src 'sha256-\(Self.styleDigest)'; base-uri 'none'; form-action 'none'">
    <meta name="referrer" content="no-referrer">
    <meta name="color-scheme" content="light dark">
    <title>Redaction report</title>
    <style>\(ReportStyle.text)</style>
    </head>
    <body>
    <a class="skip" href="#content">Skip to the content</a>
    <header>
    <h1>Redaction report</h1>
    \(summary)
    \(facts)
    </header>
    <nav aria-label="Sections">
    <ul>
    \(sections.map { "<li><a href=\"#\($0.id)\">\($0.title)</a></li>" }.joined(separator: "\n"))
    </ul>
    </nav>
    <main id="content">
    \(sections.map(section).joined(separator: "\n"))
    </main>
    <footer>
    <p>A placeholder, <code>REDACTED_rule_hex</code>, names the rule that found a value; the same value has \
    the same hex in every file. A pseudonym stays valid of its kind: <code>user-hex@redacted.invalid</code>. \
    Who has the key can ask what stands behind one: <code>handoff reveal PLACEHOLDER</code>.</p>
    <p>Lines and file names are quoted from the redacted output: this report tells as much as that does.</p>
    </footer>
    </body>
    </html>

    """
  }

  private static let styleDigest = String(
    decoding: Encoding.base64(Array(SHA256.hash(data: Array(ReportStyle.text.utf8)))),
    as: UTF8.self)

  private struct Section {
    let id: String
    let title: String
    let body: String
  }

  private var sections: [Section] {
    [
      Section(id: "categories", title: "By category", body: categories),
      Section(id: "rotate", title: "Rotate these", body: rotate),
    ]
      + (report.captures.isEmpty
        ? [] : [Section(id: "captures", title: "Captured commands", body: captures)])
      + (report.pictures.isEmpty
        ? [] : [Section(id: "pictures", title: "Pictures", body: picturesShown)]) + [
        Section(id: "left-out", title: "Left out", body: leftOut),
        Section(id: "allowed", title: "Allowed to stay", body: allowed),
        Section(id: "rules", title: "By rule", body: rules),
        Section(id: "files", title: "By file", body: files),
        Section(id: "context", title: "Lines in context", body: context),
      ]
  }

  private func section(_ section: Section) -> String {
    """
    <section aria-labelledby="\(section.id)">
    <h2 id="\(section.id)">\(section.title)</h2>
    \(section.body)
    </section>
    """
  }

  // MARK: The head

  private var summary: String {
    let values = Self.amount(report.total, "value was", "values were")
    let files = Self.amount(report.files.count, "file", "files")
    let exposed = report.rotate.reduce(0) { $0 + ($1.valuesAbout ?? $1.values.count) }
    let about = report.rotate.contains { $0.valuesAbout != nil } ? "About " : ""
    let rotation =
      report.rotate.isEmpty
      ? ""
      : " \(about)\(Self.amount(exposed, "credential", "different credentials")) of \(Self.amount(report.rotate.count, "kind", "kinds")) should be rotated."
    let left =
      report.leftOut.isEmpty
      ? "" : " \(Self.amount(report.leftOut.count, "item was", "items were")) left out."
    return "<p class=\"summary\">\(values) replaced in \(files).\(rotation)\(left)</p>"
  }

  private var facts: String {
    var facts: [(String, String)] = [
      ("Profile", HTML.text(report.profile)),
      ("Made with", HTML.text(report.tool)),
      ("Rules, SHA-256", "<code>\(HTML.text(report.rulesDigest))</code>"),
      ("Key", "<code>\(HTML.text(report.keyFingerprint))</code>"),
    ]
    if let created = report.created { facts.append(("Time", HTML.text("\(created)"))) }
    let items = facts.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }
    return "<dl class=\"facts\">\(items.joined())</dl>"
  }

  // MARK: Counts

  private var categories: String {
    let most = max(1, report.categories.map(\.count).max() ?? 0)
    let rows = report.categories.map { category in
      // Nothing is no bar; a little is one that can be seen.
      let width = category.count == 0 ? 0 : max(1, category.count * 100 / most)
      return [
        HTML.text(category.category), Self.number(category.count), Self.number(category.rules),
        """
        <svg class="bar" width="100%" height="14" role="img" aria-label="\(category.count) of \(report.total)"><rect class="\(HTML.text(category.category))" width="\(width)%" height="14"/></svg>
        """,
      ]
    }
    return Table(
      caption: "Values replaced, by category",
      head: [.text("Category"), .number("Values"), .number("Rules"), .wide("Share")], rows: rows
    ).text
  }

  private var rules: String {
    guard !report.rules.isEmpty else { return "<p>No rule found anything.</p>" }
    return Table(
      caption: "Values replaced, by rule",
      head: [
        .text("Rule"), .text("What it finds"), .text("Category"), .number("Values"),
        .number("Files"),
      ],
      rows: report.rules.map {
        [
          "<code>\(HTML.text($0.rule))</code>", HTML.text($0.name), HTML.text($0.category),
          Self.number($0.count), Self.number($0.files),
        ]
      }
    ).text
  }

  private var files: String {
    guard !report.files.isEmpty else { return "<p>Nothing was replaced in any file.</p>" }
    var shown = report.files
    var note = ""
    if shown.count > Self.fileRows {
      shown = Array(
        shown.sorted { ($1.total, $0.path) < ($0.total, $1.path) }.prefix(Self.fileRows))
      note =
        "<p>The \(Self.fileRows) files with the most values of \(Self.number(report.files.count)); the JSON report has all.</p>\n"
    }
    return note
      + Table(
        caption: "Values replaced, by file",
        head: [.text("File"), .number("Values"), .wide("Rules")],
        rows: shown.map { file in
          let counts = file.counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
          return [
            Self.file(file.path), Self.number(file.total),
            counts.map { "\(HTML.text($0.key))&nbsp;\(Self.number($0.value))" }
              .joined(separator: ", "),
          ]
        }
      ).text
  }

  private var leftOut: String {
    guard !report.leftOut.isEmpty else { return "<p>Nothing was left out.</p>" }
    let shown = report.leftOut.prefix(Self.fileRows)
    let note =
      shown.count < report.leftOut.count
      ? " The first \(Self.number(shown.count)) of \(Self.number(report.leftOut.count)); the JSON report has all."
      : ""
    return
      "<p>These are not in the output.\(note)</p>\n"
      + Table(
        caption: "Left out, and why", head: [.text("What"), .wide("Why")],
        rows: shown.map { [Self.file($0.path), HTML.text($0.reason)] }
      ).text
  }

  private var allowed: String {
    let overruled =
      report.overruled == 0
      ? ""
      : "<p>\(Self.amount(report.overruled, "allowed value was", "allowed values were")) replaced all the same: a secret elsewhere in this job.</p>\n"
    guard !report.allowed.isEmpty else {
      return overruled + "<p>Nothing that was found stayed.</p>"
    }
    let shown = report.allowed.prefix(Self.fileRows)
    let note =
      shown.count < report.allowed.count
      ? " The first \(Self.number(shown.count)) of \(Self.number(report.allowed.count)); the JSON report has all."
      : ""
    return
      "<p>These were found and are in the output, because somebody allows it.\(note)</p>\n\(overruled)"
      + Table(
        caption: "Allowed to stay, and why",
        head: [.wide("Why"), .text("Rule"), .text("File"), .number("Times")],
        rows: shown.map {
          [
            HTML.text($0.reason), "<code>\(HTML.text($0.rule))</code>", Self.file($0.file),
            Self.number($0.count),
          ]
        }
      ).text
  }

  // MARK: What was exposed

  private var rotate: String {
    guard !report.rotate.isEmpty else {
      return "<p>No credential stands in the output, not even as a placeholder.</p>"
    }
    return
      "<p>These credentials stood in what was redacted. Whoever could read it could use them: replace each one, then tick it off.</p>\n"
      + report.rotate.map(exposure).joined(separator: "\n")
  }

  private func exposure(_ exposure: RedactionReport.Exposure) -> String {
    let title = HTML.text(exposure.name)
    let id = exposure.rule.isEmpty ? "" : " <code>\(HTML.text(exposure.rule))</code>"
    let how = exposure.how.map { "<p>How: \(HTML.text($0)).\(Self.link(exposure.docs))</p>" } ?? ""
    let shown = exposure.values.prefix(Self.valueRows)
    var note = ""
    if exposure.values.count > shown.count || exposure.valuesAbout != nil {
      let all =
        exposure.valuesAbout.map { "about \(Self.number($0))" }
        ?? Self.number(exposure.values.count)
      note =
        "<p class=\"note\">A sample: \(shown.count) of \(all) values; the JSON report lists \(Self.number(exposure.values.count)).</p>\n"
    }
    let table = Table(
      caption: "Values found as \(exposure.name)",
      head: [.box("Done"), .wide("Placeholder"), .number("Times"), .wide("Where")],
      rows: shown.map { value in
        [
          "", "<code>\(HTML.text(value.placeholder))</code>", Self.number(value.count),
          places(value),
        ]
      })
    let style = shown.count > 6 ? "" : " class=\"whole\""
    return "<div\(style)>\n<h3>\(title)\(id)</h3>\n\(how)\(note)\(table.text)\n</div>"
  }

  /// By files: `app.log:3, 8, 9`.
  private func places(_ value: RedactionReport.Exposed) -> String {
    var texts: [String] = []
    var last: RedactionReport.Place?
    for place in value.places.prefix(Self.placesShown) {
      if let last, last.file == place.file, last.line > 0, !texts.isEmpty {
        texts[texts.count - 1] += ", \(place.line)"
      } else {
        texts.append(Self.place(place))
      }
      last = place
    }
    let isAll = value.places.count <= Self.placesShown && value.count <= value.places.count
    return texts.joined(separator: "; ")
      + (isAll ? "" : "; … (\(Self.amount(value.files, "file", "files")))")
  }

  private var context: String {
    guard !report.context.isEmpty else { return "<p>There are none.</p>" }
    return report.context.map { context in
      let names = report.rules.first { $0.rule == context.rule }
      let title =
        names.map { "\(HTML.text($0.name)) <code>\(HTML.text($0.rule))</code>" }
        ?? (context.rule.isEmpty
          ? "Other rules" : "<code>\(HTML.text(context.rule))</code>")
      let items = context.lines.map { line in
        let place = Self.place(RedactionReport.Place(file: line.file, line: line.line))
        return """
          <li><span class="place">\(place)</span><code>\(HTML.text(line.before))<mark>\(HTML.text(line.substitute))</mark>\(HTML.text(line.after))</code></li>
          """
      }
      let count =
        context.lines.count < context.count
        ? "A sample: \(Self.amount(context.lines.count, "line", "lines")) of \(Self.amount(context.count, "occurrence", "occurrences"))."
        : "\(Self.amount(context.count, "occurrence", "occurrences"))."
      return """
        <h3>\(title)</h3>
        <p class="note">\(count)</p>
        <ul class="lines">
        \(items.joined(separator: "\n"))
        </ul>
        """
    }.joined(separator: "\n")
  }

  // MARK: Words

  private static func place(_ place: RedactionReport.Place) -> String {
    if place.line == 0 { return "\(file(place.file)) (its name)" }
    return place.file.isEmpty ? "line \(place.line)" : "\(file(place.file)):\(place.line)"
  }

  static func file(_ path: String) -> String {
    path.isEmpty ? "the file" : HTML.text(PrintableText.line(path))
  }

  /// Only to the web: a rule that somebody added could name anything.
  private static func link(_ address: String?) -> String {
    guard let address else { return "" }
    guard address.hasPrefix("https://") else { return " \(HTML.text(address))" }
    let text = HTML.text(address)
    return " <a href=\"\(text)\" rel=\"noopener noreferrer\">\(text)</a>"
  }

  private static func amount(_ count: Int, _ one: String, _ many: String) -> String {
    "\(number(count)) \(count == 1 ? one : many)"
  }

  /// With a thin space between the thousands.
  static func number(_ count: Int) -> String {
    let digits = String(count)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "\u{202F}" }
      text.append(digit)
    }
    return text
  }
}
