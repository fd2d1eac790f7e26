package import Documents

/// What the journal held at one moment, in one line that a person can paste in a ticket.
///
/// Whoever holds it notices when anything up to that line is rewritten or cut.
package struct Checkpoint: Equatable, Sendable {
  package var run: String
  package var lines: Int
  package var size: Int
  /// Of the last line, without its newline.
  package var sha256: String
  package var time: Timestamp
  package var occasion: String

  package static let namespace = "handoff-checkpoint"
  private static let lead = "handoff-checkpoint v1"

  package init(
    run: String, lines: Int, size: Int, sha256: String, time: Timestamp, occasion: String
  ) {
    self.run = run
    self.lines = lines
    self.size = size
    self.sha256 = sha256
    self.time = time
    self.occasion = occasion
  }

  /// What a checkpoint event seals; nil for other events.
  package init?(_ event: JournalEvent) {
    guard event.type == .checkpoint, let seal = event.checkpoint else { return nil }
    self.init(
      run: event.run, lines: seal.lines, size: seal.size, sha256: event.prev, time: event.ts,
      occasion: seal.occasion)
  }

  /// Reads the line from a text that may quote it in the middle of others.
  package init?(quotedIn text: String) {
    guard
      let line = text.split(whereSeparator: \.isNewline).last(where: { $0.contains(Self.lead) }),
      let start = line.firstRange(of: Self.lead)
    else { return nil }
    let words = line[start.upperBound...].split(separator: " ").map(String.init)
    func value(_ name: String) -> String? {
      words.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
    guard let run = value("run"), let lines = value("lines").flatMap({ Int($0) }),
      let size = value("size").flatMap({ Int($0) }), let sha256 = value("sha256"),
      sha256.utf8.count == 64, let time = value("at").flatMap({ Timestamp($0) }),
      let occasion = value("for")
    else { return nil }
    self.init(
      run: run, lines: lines, size: size, sha256: sha256, time: time, occasion: occasion)
  }

  /// The line that is signed (with a newline) and pasted.
  package var text: String {
    "\(Self.lead) run=\(run) lines=\(lines) size=\(size) sha256=\(sha256) at=\(time) for=\(occasion)"
  }

  package var signedBytes: [UInt8] { Array((text + "\n").utf8) }

  /// What contradicts it in a journal; nil when the journal still holds what it seals.
  package func problem(in journal: JournalText) -> String? {
    if let id = journal.events.first?.run, id != run { return "the checkpoint is of another run" }
    guard lines > 0, lines <= journal.marks.count else {
      return "the checkpoint saw \(lines) lines, the journal has \(journal.marks.count)"
    }
    let mark = journal.marks[lines - 1]
    guard mark.size == size, mark.sha256 == sha256 else {
      return "the journal was rewritten at or before line \(lines): the checkpoint saw another"
    }
    return nil
  }
}
