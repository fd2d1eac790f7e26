internal import Documents
internal import Redaction

/// `redaction-report.html`: self-contained, printable, without a script.
struct RedactionReportPage {
  let report: RedactionReport

  var text: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Redaction report</title>
    <style>
    body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
    caption { text-align: left; font-weight: bold; }
    th, td { border-bottom: 1px solid #767676; padding: .3rem .6rem; text-align: left; vertical-align: top; }
    td.number { text-align: right; }
    code { overflow-wrap: anywhere; }
    </style>
    </head>
    <body>
    <h1>Redaction report</h1>
    <p>\(report.total) values in \(report.files.count) files were replaced
    (profile \(escape(report.profile)), rules <code>\(escape(String(report.rulesDigest.prefix(16))))</code>,
    key <code>\(escape(report.keyFingerprint))</code>).</p>
    \(table("By rule", ["Rule", "Category", "Count", "Files", "How to rotate"], report.rules.map {
      [$0.rule, $0.category, String($0.count), String($0.files), $0.rotate ?? ""]
    }))
    \(table("By file", ["File", "Values"], report.files.map {
      [$0.path, String($0.counts.values.reduce(0, +) + $0.propagated)]
    }))
    \(table("Left out", ["File", "Why"], report.leftOut.map { [$0.path, $0.reason] }))
    </body>
    </html>

    """
  }

  private func table(_ caption: String, _ head: [String], _ rows: [[String]]) -> String {
    if rows.isEmpty { return "<p>\(caption): nothing.</p>" }
    let titles = head.map { "<th scope=\"col\">\(escape($0))</th>" }.joined()
    let lines = rows.map { row in
      "<tr>" + row.map { cell(of: $0) }.joined() + "</tr>"
    }
    return "<table>\n<caption>\(caption)</caption>\n<thead><tr>\(titles)</tr></thead>\n<tbody>\n"
      + lines.joined(separator: "\n") + "\n</tbody>\n</table>"
  }

  private func cell(of text: String) -> String {
    Int(text) == nil ? "<td>\(escape(text))</td>" : "<td class=\"number\">\(text)</td>"
  }

  private func escape(_ text: String) -> String {
    var result = ""
    for character in PrintableText.line(text) {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
