import Documents

/// A table of a report's page; its cells are HTML already.
struct Table {
  enum Column {
    case text(String)
    /// Takes what the others leave.
    case wide(String)
    case number(String)
    /// To be ticked off on paper.
    case box(String)

    var title: String {
      switch self {
      case .text(let title), .wide(let title), .number(let title), .box(let title): title
      }
    }

    var style: String {
      switch self {
      case .text: ""
      case .wide: " class=\"wide\""
      case .number: " class=\"number\""
      case .box: " class=\"done\""
      }
    }
  }

  let caption: String
  let head: [Column]
  let rows: [[String]]

  var text: String {
    let titles = head.map { "<th scope=\"col\"\($0.style)>\(HTML.text($0.title))</th>" }
    let lines = rows.map { row in
      "<tr>"
        + zip(head, row).map { column, cell in
          "<td\(column.style) data-title=\"\(HTML.text(column.title))\">\(cell)</td>"
        }.joined() + "</tr>"
    }
    return """
      <table>
      <caption>\(HTML.text(caption))</caption>
      <thead><tr>\(titles.joined())</tr></thead>
      <tbody>
      \(lines.joined(separator: "\n"))
      </tbody>
      </table>
      """
  }
}
