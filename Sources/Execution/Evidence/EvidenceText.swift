internal import Documents

/// The summary as EVIDENCE.md and EVIDENCE.html.
extension EvidenceSummary {
  private static let proof = [
    "The journal beside this file is the record; this is a reading of it. Each of its lines names",
    "the SHA-256 of the line before; the checkpoints are signed. To check it:",
  ]
  private static let commands = ["handoff journal verify ."]

  package var markdown: String {
    var lines = ["# Evidence: \(Self.plain(title))", ""]
    for (name, value) in facts { lines.append("- \(name): \(Self.plain(value))") }
    for table in tables {
      lines += ["", "## \(table.title)", ""]
      lines.append("| \(table.head.joined(separator: " | ")) |")
      lines.append("|\(String(repeating: " --- |", count: table.head.count))")
      for row in table.rows {
        lines.append("| \(row.map(Self.plain).joined(separator: " | ")) |")
      }
    }
    lines += ["", "## Proof", ""] + Self.proof + [""] + Self.commands.map { "    \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Self-contained: no script, no font, no request.
  package var page: String {
    var body = "<h1>Evidence: \(Self.escaped(title))</h1>\n<dl>\n"
    for (name, value) in facts {
      body += "<dt>\(name)</dt><dd>\(Self.escaped(value))</dd>\n"
    }
    body += "</dl>\n"
    for table in tables {
      body += "<h2>\(table.title)</h2>\n<table>\n<thead><tr>"
      body += table.head.map { "<th scope=\"col\">\($0)</th>" }.joined()
      body += "</tr></thead>\n<tbody>\n"
      for row in table.rows {
        body += "<tr>\(row.map { "<td>\(Self.escaped($0))</td>" }.joined())</tr>\n"
      }
      body += "</tbody>\n</table>\n"
    }
    body += "<h2>Proof</h2>\n<p>\(Self.proof.joined(separator: " "))</p>\n"
    body += "<pre>\(Self.commands.joined(separator: "\n"))</pre>\n"
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Evidence: \(Self.escaped(title))</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; color: #1a1a1a; background: #fff }
      h1 { font-size: 1.5rem } h2 { font-size: 1.15rem; margin-top: 2rem }
      dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem } dt { font-weight: 600 } dd { margin: 0 }
      table { border-collapse: collapse; width: 100% }
      th, td { text-align: left; vertical-align: top; padding: .35rem .6rem; border-bottom: 1px solid #ccc; overflow-wrap: anywhere }
      pre { background: #f2f2f2; padding: .6rem; overflow-x: auto }
      @media print { body { margin: 0; font-size: 11px } tr { break-inside: avoid } }
      </style>
      </head>
      <body>
      <main>
      \(body)</main>
      </body>
      </html>

      """
  }

  /// One line, without what Markdown takes for a table's border or a tag.
  private static func plain(_ text: String) -> String {
    var result = ""
    for character in text.split(whereSeparator: \.isNewline).map({ PrintableText.line(String($0)) })
      .joined(separator: " ")
    {
      switch character {
      case "|": result += "\\|"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "`", "*", "[", "]", "\\": result += "\\\(character)"
      default: result.append(character)
      }
    }
    return result
  }

  private static func escaped(_ text: String) -> String {
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
