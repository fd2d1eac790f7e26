/// A template's plan, cut at `%{name}`; `%%{` stands for `%{` itself.
struct TemplateText {
  enum Part {
    case literal(Substring)
    case setting(Substring)
  }

  let parts: [Part]

  init(_ text: String) {
    var parts: [Part] = []
    var rest = Substring(text)
    while let open = rest.firstRange(of: "%{"),
      let close = rest[open.upperBound...].firstIndex(of: "}")
    {
      if rest[..<open.lowerBound].last == "%" {
        parts += [.literal(rest[..<open.lowerBound].dropLast()), .literal("%{")]
        rest = rest[open.upperBound...]
        continue
      }
      parts.append(.literal(rest[..<open.lowerBound]))
      parts.append(.setting(rest[open.upperBound..<close]))
      rest = rest[rest.index(after: close)...]
    }
    parts.append(.literal(rest))
    self.parts = parts
  }

  /// The settings that the text uses, in its order, with their 0-based lines and columns.
  var uses: [(name: String, line: Int, column: Int)] {
    var uses: [(String, Int, Int)] = []
    var line = 0
    var column = 0
    for part in parts {
      switch part {
      case .literal(let text):
        for character in text {
          column += 1
          if character == "\n" { (line, column) = (line + 1, 0) }
        }
      case .setting(let name):
        uses.append((String(name), line, column))
        column += name.count + 3
      }
    }
    return uses
  }

  /// The text with a value in each setting's place; a value isn't looked into.
  func filled(_ value: (String) -> String) -> String {
    parts.map { part in
      switch part {
      case .literal(let text): String(text)
      case .setting(let name): value(String(name))
      }
    }.joined()
  }
}
