/// A command as a person reads it.
enum CommandText {
  /// One line: the words, or the first line of a script.
  static func line(_ command: Command) -> String {
    switch command.action {
    case .argv(let elements): return QuotedWord.line(elements.map(\.text))
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
}
