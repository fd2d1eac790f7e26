/// Where the run talks with a person.
package protocol RunTerminal: AnyObject {
  /// Whether a person can answer.
  var isInteractive: Bool { get }
  /// In columns.
  var width: Int { get }
  /// A message, wrapped by the caller.
  func say(_ line: String)
  /// A command's output, redacted.
  func show(_ bytes: [UInt8])
  /// A line that the next one replaces; empty: takes it away. Only where a person looks on.
  func status(_ text: String)
  /// One line from the person; nil when there is none any more.
  ///
  /// - Parameter isHidden: without echo.
  /// - Throws: ``RunInterruption``.
  func ask(_ question: String, isHidden: Bool) throws -> String?
}

extension RunTerminal {
  /// A text indented and broken at words; later lines are indented as far as the first.
  package func paragraph(_ label: String, _ text: String) {
    let indent = 2 + 10
    let room = max(20, min(width, 80) - indent)
    var first = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      for piece in Self.wrap(String(line), to: room) {
        let lead = first ? label : ""
        let padding = String(repeating: " ", count: max(0, 10 - lead.count))
        say("  \(lead)\(padding)\(piece)")
        first = false
      }
    }
  }

  static func wrap(_ text: String, to room: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !line.isEmpty, line.count + 1 + word.count > room {
        lines.append(line)
        line = String(word)
      } else {
        line +=
          (line.isEmpty && lines.isEmpty && word.isEmpty ? " " : line.isEmpty ? "" : " ") + word
      }
    }
    return lines + [line]
  }
}
