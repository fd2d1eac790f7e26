/// A command as a person reads it.
enum CommandText {
  /// One line: the words, or the first line of a script.
  static func line(_ command: Command) -> String {
    switch command.action {
    case .argv(let elements): return elements.map { quoted($0.text) }.joined(separator: " ")
    case .script(let script):
      let lines = script.text.split(separator: "\n")
      let first = lines.first.map(String.init) ?? ""
      return lines.count > 1 ? "\(first) … (\(lines.count) lines)" : first
    }
  }

  /// Every line, for a code block.
  static func block(_ command: Command) -> String {
    var lines = command.environment.map { "\($0.name)=\($0.value.text)" }
    switch command.action {
    case .argv: lines.append(line(command))
    case .script(let script):
      lines += script.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      while lines.last?.isEmpty == true { lines.removeLast() }
    }
    if let input = command.standardInput { lines.append("# standard input: \(input.text)") }
    if let folder = command.workingDirectory { lines.append("# in \(folder)") }
    return lines.joined(separator: "\n")
  }

  /// The word as a shell would need it.
  static func quoted(_ word: String) -> String {
    let isSafe =
      !word.isEmpty && word.utf8.allSatisfy { $0.isNameByte || "-./:=,@%+{}".utf8.contains($0) }
    return isSafe ? word : singleQuoted(word)
  }

  static func singleQuoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
