internal import Documents

/// The lines of a server's stderr: a prefix by `log_line_prefix`, a severity, a message; what goes
/// on begins with a tab.
///
/// The prefix is recognised: a time, then in any order `[process]`, `user@database`, and
/// `user=…,db=…,app=…,client=…`.
struct PostgreSQLLines {
  private struct Pending {
    var message: PostgreSQLMessage
    var line: Int
  }

  private static let severities = [
    "LOG", "ERROR", "FATAL", "PANIC", "WARNING", "NOTICE", "INFO", "DEBUG1", "DEBUG2", "DEBUG3",
    "DEBUG4", "DEBUG5", "STATEMENT", "DETAIL", "HINT", "CONTEXT", "LOCATION", "QUERY",
  ]
  private static let longest = 16 << 20

  private var sessions: PostgreSQLSessions
  private var line: [UInt8] = []
  private var number = 0
  private var isTooLong = false
  /// The message whose lines may go on.
  private var current: Pending?
  /// Errors whose statement may follow, by process.
  private var errors: [String: Pending] = [:]

  init(_ sessions: PostgreSQLSessions) {
    self.sessions = sessions
  }

  mutating func feed(_ bytes: [UInt8], _ body: (TrailItem) -> Void) {
    var rest = bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      add(rest[..<end])
      endLine(body)
      rest = rest[(end + 1)...]
    }
    add(rest)
  }

  mutating func finish(_ body: (TrailItem) -> Void) {
    if !line.isEmpty { endLine(body) }
    endMessage(body)
    for pending in errors.values.sorted(by: { $0.line < $1.line }) { emit(pending, body) }
    errors = [:]
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    if line.count + bytes.count <= Self.longest { line += bytes } else { isTooLong = true }
  }

  private mutating func endLine(_ body: (TrailItem) -> Void) {
    number += 1
    defer {
      line = []
      isTooLong = false
    }
    if line.last == 0x0D { line.removeLast() }
    if isTooLong {
      return body(.broken("longer than \(Self.longest >> 20) MiB", line: number))
    }
    if line.isEmpty { return }
    let text = String(decoding: line, as: UTF8.self)
    if line.first == 0x09 {
      guard current != nil else {
        return body(.broken("goes on with a message that isn't there", line: number))
      }
      if let count = current?.message.text.utf8.count, count < Self.longest {
        current?.message.text += "\n" + text.dropFirst()
      }
      return
    }
    endMessage(body)
    switch message(text) {
    case .success(let message): current = Pending(message: message, line: number)
    case .failure(let fault): body(.broken(fault.message, line: number))
    }
  }

  private mutating func endMessage(_ body: (TrailItem) -> Void) {
    guard var pending = current else { return }
    current = nil
    let process = pending.message.process
    switch pending.message.severity {
    case "STATEMENT":
      if var error = errors.removeValue(forKey: process) {
        error.message.statement = pending.message.text
        emit(error, body)
      } else {
        body(.other)
      }
    case "DETAIL", "HINT", "CONTEXT", "LOCATION", "QUERY": body(.other)
    default:
      if let error = errors.removeValue(forKey: process) { emit(error, body) }
      if ["ERROR", "FATAL", "PANIC"].contains(pending.message.severity), errors.count < 10_000 {
        pending.message.statement = ""
        errors[process] = pending
      } else {
        emit(pending, body)
      }
    }
  }

  private mutating func emit(_ pending: Pending, _ body: (TrailItem) -> Void) {
    for item in sessions.items(pending.message, line: pending.line) { body(item) }
  }

  private func message(_ text: String) -> Result<PostgreSQLMessage, RecordFault> {
    guard let (prefix, severity, rest) = Self.parts(text) else {
      return .failure(
        RecordFault(message: "no line of a PostgreSQL log, nor of another known trail"))
    }
    // The time: a date, a time of day, a zone.
    let words = prefix.split(separator: " ", maxSplits: 3)
    guard words.count >= 3, PostgreSQLTime.looksLikeTime("\(words[0]) \(words[1])") else {
      return .failure(RecordFault(message: "its prefix doesn't begin with a time (%m or %t)"))
    }
    let zone = words[2].prefix { $0.isLetter || $0.isNumber || "+-:/_".contains($0) }
    let moment = "\(words[0]) \(words[1]) \(zone.hasSuffix(":") ? zone.dropLast() : zone)"
    guard let time = sessions.time(moment) else {
      return .failure(RecordFault(message: sessions.timeFault(moment)))
    }
    var message = PostgreSQLMessage(time: time, severity: severity, text: rest)
    let behind = words[2].dropFirst(zone.count) + (words.count > 3 ? " " + words[3] : "")
    Self.read(String(behind), into: &message)
    return .success(message)
  }

  /// What stands before the first `SEVERITY:  `, which, and what behind.
  private static func parts(_ text: String) -> (String, String, String)? {
    var search = text[...]
    while let colon = search.firstRange(of: ":  ") {
      let word = text[..<colon.lowerBound].split(
        separator: " ", omittingEmptySubsequences: false
      ).last.map { $0.split { !$0.isLetter && !$0.isNumber }.last.map(String.init) ?? "" }
      if let word, severities.contains(word) {
        return (
          String(text[..<colon.lowerBound].dropLast(word.count)), word,
          String(text[colon.upperBound...])
        )
      }
      search = text[colon.upperBound...]
    }
    return nil
  }

  private static func read(_ prefix: String, into message: inout PostgreSQLMessage) {
    for word in prefix.split(separator: " ") {
      if word.hasPrefix("["), let end = word.firstIndex(of: "]"), message.process.isEmpty {
        let inside = word[word.index(after: word.startIndex)..<end]
        if !inside.isEmpty, inside.allSatisfy(\.isNumber) {
          message.process = String(inside)
          continue
        }
      }
      if word.contains("=") {
        for pair in word.split(separator: ",") {
          let parts = pair.split(separator: "=", maxSplits: 1)
          guard parts.count == 2 else { continue }
          switch parts[0] {
          case "user": message.user = String(parts[1])
          case "db", "database": message.database = String(parts[1])
          case "app": message.application = String(parts[1])
          case "client", "host": message.address = String(parts[1])
          default: break
          }
        }
      } else if let at = word.lastIndex(of: "@"), message.user.isEmpty {
        message.user = String(word[..<at])
        message.database = String(word[word.index(after: at)...])
      }
    }
  }
}
