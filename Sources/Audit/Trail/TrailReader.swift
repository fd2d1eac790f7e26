internal import Archives
internal import Documents
internal import DurableFiles

/// Reads exported trails record by record; what form a record has, it tells itself.
package struct TrailReader {
  /// What was read of one file.
  package struct File: Sendable, Encodable {
    package var file: String
    package var events = 0
    /// Records of the trail that tell of no action: entries of other logs, a server's own messages.
    package var others = 0
    package var unreadable = 0
  }

  /// A record, or a file, that can't be judged.
  package struct Fault: Sendable {
    package var place: TrailPlace
    package var message: String
  }

  /// Of faults that are kept; the others are counted.
  package static let keptFaults = 1000

  package private(set) var files: [File] = []
  package private(set) var faults: [Fault] = []
  private let zones: [String: Int]

  /// - Parameter zones: seconds east of UTC of zones that a PostgreSQL log abbreviates.
  package init(zones: [String: Int] = [:]) {
    self.zones = zones
  }

  package var unreadable: Int { files.reduce(0) { $0 + $1.unreadable } }

  /// Reads a file or a folder of them.
  ///
  /// - Throws: ``FileError`` where there is none; what of it can't be read is a fault.
  package mutating func read(
    _ path: String, _ body: (TrailEntry, TrailPlace) throws -> Void
  ) throws {
    for file in try TrailInput.files(path) { try readFile(file, body) }
  }

  private mutating func readFile(
    _ path: String, _ body: (TrailEntry, TrailPlace) throws -> Void
  ) throws {
    let name = path == "-" ? "standard input" : path
    files.append(File(file: name))
    var format: TrailFormat?
    var fed = 0
    do {
      let input = try TrailInput(path: path)
      while true {
        var bytes = try input.next()
        if bytes.isEmpty { break }
        if format == nil {
          if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
          format = TrailFormat(sample: bytes, zones: zones)
        }
        fed += bytes.count
        for item in format?.feed(bytes) ?? [] { try take(item, name, body) }
      }
      for item in format?.finish() ?? [] { try take(item, name, body) }
      if fed == 0 { fault("empty", name, line: 0) }
    } catch let error as ArchiveError {
      for item in format?.finish() ?? [] { try take(item, name, body) }
      fault(error.message, name, line: 0)
    } catch let error as FileError where error.code != .brokenPipe && error.path == name {
      fault(error.message, name, line: 0)
    }
  }

  private mutating func take(
    _ item: TrailItem, _ name: String, _ body: (TrailEntry, TrailPlace) throws -> Void
  ) throws {
    switch item {
    case .event(let entry, let line):
      files[files.count - 1].events += 1
      try body(entry, TrailPlace(file: name, line: line))
    case .other: files[files.count - 1].others += 1
    case .broken(let message, let line): fault(message, name, line: line)
    }
  }

  private mutating func fault(_ message: String, _ name: String, line: Int) {
    files[files.count - 1].unreadable += 1
    guard faults.count < Self.keptFaults else { return }
    faults.append(Fault(place: TrailPlace(file: name, line: line), message: message))
  }
}

/// What a record turned out to be.
enum TrailItem {
  case event(TrailEntry, line: Int)
  case other
  case broken(String, line: Int)
}

/// A file is JSON, CSV of PostgreSQL, or its lines.
enum TrailFormat {
  case json(JSONRecords, PostgreSQLSessions)
  case csv(CSVRecords, PostgreSQLSessions)
  case lines(PostgreSQLLines)

  init(sample: [UInt8], zones: [String: Int]) {
    let sessions = PostgreSQLSessions(zones: zones)
    let first = sample.first { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      self = .json(JSONRecords(), sessions)
    } else if PostgreSQLReader.isCSV(sample) {
      self = .csv(CSVRecords(), sessions)
    } else {
      self = .lines(PostgreSQLLines(sessions))
    }
  }

  mutating func feed(_ bytes: [UInt8]) -> [TrailItem] {
    var items: [TrailItem] = []
    switch self {
    case .json(var records, var sessions):
      self = .lines(PostgreSQLLines(PostgreSQLSessions(zones: [:])))
      records.feed(bytes) { items += Self.items($0, &sessions) }
      self = .json(records, sessions)
    case .csv(var records, var sessions):
      self = .lines(PostgreSQLLines(PostgreSQLSessions(zones: [:])))
      records.feed(bytes) { items += PostgreSQLReader.items($0, &sessions) }
      self = .csv(records, sessions)
    case .lines(var lines):
      lines.feed(bytes) { items.append($0) }
      self = .lines(lines)
    }
    return items
  }

  mutating func finish() -> [TrailItem] {
    var items: [TrailItem] = []
    switch self {
    case .json(var records, var sessions):
      records.finish { items += Self.items($0, &sessions) }
    case .csv(var records, var sessions):
      records.finish { items += PostgreSQLReader.items($0, &sessions) }
    case .lines(var lines):
      lines.finish { items.append($0) }
      self = .lines(lines)
    }
    return items
  }

  private static func items(
    _ piece: JSONRecords.Piece, _ sessions: inout PostgreSQLSessions
  ) -> [TrailItem] {
    switch piece {
    case .broken(let message, let line): return [.broken(message, line: line)]
    case .record(let bytes, let line):
      do throws(Diagnostic) {
        return JSONRecordReader.items(try JSONView(bytes, file: ""), line: line, &sessions)
      } catch {
        return [.broken(error.message, line: line + max(0, error.line - 1))]
      }
    }
  }
}
