/// Shows a rehearsal as the run would be shown, marked as what it is.
package final class RehearsalTerminal: RunTerminal {
  private static let mark = "REHEARSAL "
  private let terminal: any RunTerminal

  package init(_ terminal: any RunTerminal) {
    self.terminal = terminal
  }

  package var isInteractive: Bool { terminal.isInteractive }
  /// Leaves room for the mark.
  package var width: Int { min(terminal.width, 80) - Self.mark.count }

  package func say(_ line: String) {
    terminal.say(line.hasPrefix("-- ") ? "-- \(Self.mark)\(line.dropFirst(3))" : line)
  }

  package func show(_ bytes: [UInt8]) { terminal.show(bytes) }

  package func status(_ text: String) {
    terminal.status(text.isEmpty ? text : "  \(Self.mark)\(text.drop { $0 == " " })")
  }

  package func ask(_ question: String, isHidden: Bool) throws -> String? {
    try terminal.ask(Self.mark + question, isHidden: isHidden)
  }
}
