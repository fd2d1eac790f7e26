/// Texts of a plan inside Markdown: nothing in them starts a heading, link or tag.
enum Markdown {
  static func text(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "<", ">", "#", "|": result += "\\\(character)"
      case "\n", "\r\n": result += " "
      default: result.append(character)
      }
    }
    return result
  }

  static func cell(_ text: String) -> String { self.text(text) }

  /// A fenced block whose fence is longer than any in the command.
  static func code(_ command: Command, indent: String = "") -> [String] {
    let block = CommandText.block(command)
    var fence = "```"
    while block.contains(fence) { fence += "`" }
    let lines =
      [fence] + block.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [
        fence
      ]
    let indented = lines.map { $0.isEmpty ? "" : indent + $0 }
    return indent.isEmpty ? indented : [""] + indented + [""]
  }
}
