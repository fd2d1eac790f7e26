import Documents
import Plans

/// The summary as EVIDENCE.md.
extension EvidenceSummary {
  static let proof = [
    "The journal beside this file is the record; this is a reading of it. Each of its lines names",
    "the SHA-256 of the line before; the checkpoints are signed. To check it, against the change",
    "bundle that was signed:",
  ]
  static let commands = [
    "handoff verify EVIDENCE --plan CHANGE_BUNDLE", "handoff journal verify .",
  ]

  var markdown: String {
    var lines = ["# Evidence: \(Self.plain(title))", ""]
    for (name, value) in facts { lines.append("- \(name): \(Self.plain(value))") }
    lines += ["", "## Steps: planned and actual", ""]
    lines += Self.lines(
      head: ["Step", "What", "Class", "State", "Planned", "Actual", "Remark"],
      rows: steps.map(Self.row))
    lines += ["", "## Deviations", ""]
    lines += deviations.rows.isEmpty ? ["None."] : Self.lines(deviations)
    for table in tables { lines += ["", "## \(table.title)", ""] + Self.lines(table) }
    lines += ["", "## Proof", ""] + Self.proof + [""] + Self.commands.map { "    \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func row(_ one: EvidenceStep) -> [String] {
    var planned: [String] = []
    var actual: [String] = []
    for row in one.rows where ["Command", "Patch", "Expected", "Rollback"].contains(row.name) {
      let name = row.name.lowercased()
      if !row.planned.isEmpty { planned.append("\(name): \(row.planned)") }
      if !row.actual.isEmpty { actual.append("\(name): \(row.actual)") }
    }
    return [
      one.step.id, one.step.title, one.step.class.rawValue, one.state,
      planned.joined(separator: "; "), actual.joined(separator: "; "),
      [one.progress.note, one.progress.pullRequest.map { "pull request \($0.text)" }]
        .compactMap(\.self).joined(separator: "; "),
    ]
  }

  private static func lines(_ table: Table) -> [String] {
    lines(head: table.head, rows: table.rows)
  }

  private static func lines(head: [String], rows: [[String]]) -> [String] {
    [
      "| \(head.joined(separator: " | ")) |",
      "|\(String(repeating: " --- |", count: head.count))",
    ] + rows.map { "| \($0.map(plain).joined(separator: " | ")) |" }
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
}
