internal import Documents

/// What is known of the sessions of a log while it is read, and the events in their messages.
struct PostgreSQLSessions {
  private struct Session {
    var user = ""
    var database = ""
    var address = ""
    var application = ""
  }

  private let zones: [String: Int]
  /// By process; at most ``most``.
  private var sessions: [String: Session] = [:]
  private static let most = 100_000

  init(zones: [String: Int]) {
    self.zones = zones
  }

  func time(_ text: String) -> Timestamp? { PostgreSQLTime.parse(text, zones: zones) }

  func timeFault(_ text: String) -> String {
    let zone = text.split(separator: " ").last.map(String.init) ?? ""
    guard PostgreSQLTime.looksLikeTime(text), !zone.isEmpty, zone.utf8.count <= 8,
      zone.allSatisfy({ $0.isASCII && $0.isLetter })
    else { return "its time is not of the documented form" }
    return "the zone \(zone) of its time is ambiguous: say --zone \(zone)=+HH:MM"
  }

  mutating func items(_ message: PostgreSQLMessage, line: Int) -> [TrailItem] {
    var message = message
    fill(&message)
    switch message.severity {
    case "LOG": return log(message, line)
    case "ERROR", "FATAL", "PANIC": return [.event(failure(message), line: line)]
    case "WARNING", "NOTICE", "INFO", "DEBUG", "DEBUG1", "DEBUG2", "DEBUG3", "DEBUG4", "DEBUG5",
      "STATEMENT", "DETAIL", "HINT", "CONTEXT", "LOCATION", "QUERY":
      return [.other]
    default: return [.broken("its severity is none of PostgreSQL's", line: line)]
    }
  }

  /// A prefix without the user: it was said when the session began.
  private mutating func fill(_ message: inout PostgreSQLMessage) {
    if message.user == "[unknown]" { message.user = "" }
    if message.database == "[unknown]" { message.database = "" }
    guard let session = sessions[message.process], !message.process.isEmpty else { return }
    if message.user.isEmpty { message.user = session.user }
    if message.database.isEmpty { message.database = session.database }
    if message.address.isEmpty { message.address = session.address }
    if message.application.isEmpty { message.application = session.application }
  }

  private mutating func log(_ message: PostgreSQLMessage, _ line: Int) -> [TrailItem] {
    let text = message.text
    if text.hasPrefix("connection received: ") {
      let host = Self.value(of: "host", in: text)
      if sessions.count < Self.most { sessions[message.process] = Session(address: host) }
      return [.other]
    }
    if text.hasPrefix("connection authorized: ") {
      var entry = entry(message)
      entry.event.identity = Self.value(of: "user", in: text)
      let database = Self.value(of: "database", in: text)
      entry.event.scope["database"] = database
      entry.event.service = database
      entry.event.action = "connect"
      entry.event.isReadOnly = true
      var session = sessions[message.process] ?? Session()
      session.user = entry.event.identity
      session.database = database
      session.application = Self.value(of: "application_name", in: text)
      if sessions.count < Self.most { sessions[message.process] = session }
      return [.event(entry, line: line)]
    }
    if text.hasPrefix("disconnection: ") {
      sessions[message.process] = nil
      return [.other]
    }
    if let statement = Self.statement(in: text) {
      var entry = entry(message)
      entry.set(statement: statement)
      return [.event(entry, line: line)]
    }
    if text.hasPrefix("AUDIT: ") {
      guard let audited = Self.audited(text) else {
        return [.broken("its message of pgaudit is not of the documented form", line: line)]
      }
      var entry = entry(message)
      entry.set(statement: audited.statement)
      entry.event.resource = audited.object
      entry.event.isReadOnly = audited.isReading
      return [.event(entry, line: line)]
    }
    // What changes the server, or what it logs.
    let isServers =
      text.hasPrefix("received ") || text.hasPrefix("parameter \"")
      || text.hasPrefix("database system is ") || text.hasPrefix("starting PostgreSQL")
    guard isServers else { return [.other] }
    var entry = entry(message)
    entry.event.action = text
    entry.event.isBackground = message.user.isEmpty
    entry.event.isReadOnly = false
    return [.event(entry, line: line)]
  }

  private func entry(_ message: PostgreSQLMessage) -> TrailEntry {
    var event = TrailEvent(provider: .postgresql, time: message.time)
    event.identity = message.user
    event.address = message.address
    event.service = message.database
    event.id = message.id == " " ? "" : message.id
    if !message.database.isEmpty { event.scope["database"] = message.database }
    var entry = TrailEntry(event)
    entry.agent = message.application
    return entry
  }

  private func failure(_ message: PostgreSQLMessage) -> TrailEntry {
    var entry = entry(message)
    entry.event.failure = message.code.isEmpty ? message.severity.lowercased() : message.code
    if message.statement.isEmpty {
      entry.event.action = "\(message.severity): \(message.text)"
      entry.event.isBackground = message.user.isEmpty && !message.text.contains("authentication")
    } else {
      entry.set(statement: message.statement)
    }
    return entry
  }

  /// `statement: S`, `execute NAME: S`, also behind a duration. What is only parsed or bound isn't
  /// executed yet.
  static func statement(in text: String) -> String? {
    var rest = Substring(text)
    if rest.hasPrefix("duration: ") {
      guard let end = rest.firstRange(of: " ms  ") else { return nil }
      rest = rest[end.upperBound...]
    }
    if rest.hasPrefix("statement: ") { return String(rest.dropFirst("statement: ".count)) }
    guard rest.hasPrefix("execute "), let colon = rest.firstRange(of: ": ") else { return nil }
    return String(rest[colon.upperBound...])
  }

  /// ` user=deploy database=orders`: the word behind the name.
  private static func value(of name: String, in text: String) -> String {
    guard let range = text.firstRange(of: " \(name)=") else { return "" }
    return String(text[range.upperBound...].prefix { $0 != " " })
  }

  /// `AUDIT: SESSION,1,1,DDL,ALTER TABLE,TABLE,public.orders,ALTER TABLE …,<none>`
  private static func audited(
    _ text: String
  ) -> (statement: String, object: String, isReading: Bool)? {
    var records = CSVRecords()
    var fields: [String] = []
    func take(_ piece: CSVRecords.Piece) {
      if case .record(let all, _) = piece { fields = all }
    }
    records.feed(Array(text.dropFirst("AUDIT: ".count).utf8), take)
    records.finish(take)
    guard fields.count >= 8 else { return nil }
    return (fields[7], fields[6], fields[3] == "READ")
  }
}

extension TrailEntry {
  mutating func set(statement text: String) {
    statement = text
    event.action = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    event.isReadOnly = SQLText.onlyReads(text)
  }
}
