internal import Documents

/// PostgreSQL's server log: csvlog, jsonlog, and the lines of stderr.
///
/// Sources: https://www.postgresql.org/docs/current/runtime-config-logging.html,
/// https://github.com/pgaudit/pgaudit#format
enum PostgreSQLReader {
  /// Whether a text begins with a line of csvlog: a time, and commas at once.
  static func isCSV(_ sample: [UInt8]) -> Bool {
    let line = sample.prefix { $0 != 0x0A }
    let time = line.prefix { $0 != UInt8(ascii: ",") }
    return time.count < 45 && line.count { $0 == UInt8(ascii: ",") } >= 20
      && PostgreSQLTime.looksLikeTime(String(decoding: time, as: UTF8.self))
  }

  static func items(
    _ piece: CSVRecords.Piece, _ sessions: inout PostgreSQLSessions
  ) -> [TrailItem] {
    switch piece {
    case .broken(let message, let line): return [.broken(message, line: line)]
    case .record(let fields, let line):
      // 23 columns up to version 12, 24 in 13, 26 since 14.
      guard fields.count >= 23, fields.count <= 40 else {
        return [.broken("\(fields.count) columns are not those of csvlog", line: line)]
      }
      guard let time = sessions.time(fields[0]) else {
        return [.broken(sessions.timeFault(fields[0]), line: line)]
      }
      var message = PostgreSQLMessage(time: time, severity: fields[11], text: fields[13])
      message.user = fields[1]
      message.database = fields[2]
      message.process = fields[3]
      message.address = String(fields[4].prefix { $0 != ":" })
      message.code = fields[12]
      message.statement = fields[19]
      message.application = fields[22]
      message.id = "\(fields[5]) \(fields[6])"
      return sessions.items(message, line: line)
    }
  }

  static func items(
    _ record: JSONView, line: Int, _ sessions: inout PostgreSQLSessions
  ) -> [TrailItem] {
    let moment = record.text("timestamp") ?? ""
    guard let time = sessions.time(moment) else {
      return [.broken(sessions.timeFault(moment), line: line)]
    }
    var message = PostgreSQLMessage(
      time: time, severity: record.text("error_severity") ?? "",
      text: record.text("message") ?? "")
    message.user = record.text("user") ?? ""
    message.database = record.text("dbname") ?? ""
    message.process = record["pid"]?.scalar ?? ""
    message.address = record.text("remote_host") ?? ""
    message.code = record.text("state_code") ?? ""
    message.statement = record.text("statement") ?? ""
    message.application = record.text("application_name") ?? ""
    message.id = "\(record.text("session_id") ?? "") \(record["line_num"]?.scalar ?? "")"
    return sessions.items(message, line: line)
  }
}

/// One message of the server, in whatever form it was logged.
struct PostgreSQLMessage {
  var time: Timestamp
  var severity: String
  var text: String
  var user = ""
  var database = ""
  var process = ""
  var address = ""
  var application = ""
  /// SQLSTATE.
  var code = ""
  /// Of an error: what was to be executed.
  var statement = ""
  var id = ""

  init(time: Timestamp, severity: String, text: String) {
    self.time = time
    self.severity = severity
    self.text = text
  }
}

/// The times of a log, whose zone is a name.
enum PostgreSQLTime {
  static func looksLikeTime(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count >= 19, bytes[4] == UInt8(ascii: "-"), bytes[13] == UInt8(ascii: ":") else {
      return false
    }
    return Timestamp(String(decoding: bytes[..<19], as: UTF8.self)) != nil
  }

  /// `2026-11-21 08:44:01.123 UTC`; zones that aren't numbers are looked up.
  static func parse(_ text: String, zones: [String: Int]) -> Timestamp? {
    let parts = text.split(separator: " ")
    guard parts.count == 3, let local = Timestamp("\(parts[0]) \(parts[1])") else { return nil }
    let zone = String(parts[2])
    if ["UTC", "GMT", "Z", "Etc/UTC"].contains(zone) { return local }
    if let offset = zones[zone] { return local - offset }
    guard zone.hasPrefix("+") || zone.hasPrefix("-") else { return nil }
    return Timestamp("\(parts[0]) \(parts[1])\(zone.count == 3 ? zone + ":00" : zone)")
  }
}
