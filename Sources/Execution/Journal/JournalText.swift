import Crypto
import Documents

/// The lines of a journal, read and checked.
package struct JournalText: Sendable {
  package struct Problem: Equatable, Sendable, CustomStringConvertible {
    /// 1-based; 0 for the whole journal.
    package let line: Int
    package let message: String

    package var description: String { line > 0 ? "line \(line): \(message)" : message }
  }

  package private(set) var events: [JournalEvent] = []
  /// For each good line: the bytes up to and including it, and its SHA-256 without newline.
  package private(set) var marks: [(size: Int, sha256: String)] = []
  package private(set) var problems: [Problem] = []
  /// The bytes after the last newline: a write that didn't end.
  package let tornBytes: Int

  /// The `prev` of the first line.
  package static let origin = String(repeating: "0", count: 64)

  package var size: Int { marks.last?.size ?? 0 }
  package var head: String { marks.last?.sha256 ?? Self.origin }

  /// Reads up to the first line that is wrong.
  package init(_ bytes: [UInt8]) {
    let newline = UInt8(ascii: "\n")
    let end = bytes.lastIndex(of: newline).map { $0 + 1 } ?? 0
    tornBytes = bytes.count - end
    var start = 0
    while start < end {
      let stop = bytes[start..<end].firstIndex(of: newline) ?? end
      let line = Array(bytes[start..<stop])
      guard let event = check(line) else { return }
      events.append(event)
      marks.append((stop + 1, Self.digest(line)))
      start = stop + 1
    }
  }

  private mutating func check(_ line: [UInt8]) -> JournalEvent? {
    let number = events.count + 1
    func refuse(_ message: String) -> JournalEvent? {
      problems.append(Problem(line: number, message: message))
      return nil
    }
    guard let event = try? JSONText.decode(JournalEvent.self, from: line, file: ""),
      let canonical = try? Self.encode(event), canonical.dropLast() == line[...]
    else { return refuse("is not an event in its canonical form") }
    guard event.v == 1 else { return refuse("has the unknown version \(event.v)") }
    guard event.prev == head else {
      return refuse("does not follow from the line before it")
    }
    guard event.seq == number else {
      return refuse("says that it is number \(event.seq)")
    }
    guard event.run == (events.first?.run ?? event.run) else {
      return refuse("belongs to another run")
    }
    return event
  }

  /// The event's line, with its newline.
  static func encode(_ event: JournalEvent) throws -> [UInt8] {
    try JSONText.encode(event, pretty: false)
  }

  package static func digest(_ bytes: some Sequence<UInt8>) -> String {
    Hexadecimal.text(SHA256.hash(data: Array(bytes)))
  }
}
