internal import Documents

/// A file of commands, one a line.
enum CommandList {
  /// The line itself, or the text that it is the JSON string of.
  static func command(in line: String) -> String {
    let trimmed = Substring(line).trimmed
    guard trimmed.hasPrefix("\""), trimmed.hasSuffix("\""), trimmed.utf8.count > 1,
      let text = try? JSONText.decode(String.self, from: Array(trimmed.utf8), file: "")
    else { return line }
    return text
  }
}
