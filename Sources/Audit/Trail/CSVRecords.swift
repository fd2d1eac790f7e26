/// Cuts CSV into records of fields: quotes doubled, line ends inside quotes kept (RFC 4180, as
/// PostgreSQL's `COPY … CSV` reads it).
struct CSVRecords {
  enum Piece {
    case record([String], line: Int)
    case broken(String, line: Int)
  }

  private static let longest = 16 << 20

  private var fields: [String] = []
  private var field: [UInt8] = []
  private var inQuotes = false
  private var hadQuote = false
  private var size = 0
  private var line = 1
  private var recordLine = 1

  mutating func feed(_ bytes: [UInt8], _ body: (Piece) throws -> Void) rethrows {
    for byte in bytes {
      size += 1
      if inQuotes {
        if byte == UInt8(ascii: "\"") {
          (inQuotes, hadQuote) = (false, true)
        } else if size < Self.longest {
          field.append(byte)
        }
      } else {
        switch byte {
        case UInt8(ascii: "\""):
          if hadQuote { field.append(byte) }
          (inQuotes, hadQuote) = (true, false)
        case UInt8(ascii: ","): endField()
        case 0x0A: try endRecord(body)
        case 0x0D: break
        default: field.append(byte)
        }
      }
      if byte == 0x0A { line += 1 }
      if !inQuotes, fields.isEmpty, field.isEmpty, size == 0 { recordLine = line }
    }
  }

  mutating func finish(_ body: (Piece) throws -> Void) rethrows {
    if inQuotes {
      try body(.broken("the file ends in the middle of a record", line: recordLine))
    } else if !field.isEmpty || !fields.isEmpty {
      try endRecord(body)
    }
  }

  private mutating func endField() {
    fields.append(String(decoding: field, as: UTF8.self))
    field = []
    hadQuote = false
  }

  private mutating func endRecord(_ body: (Piece) throws -> Void) rethrows {
    endField()
    defer {
      fields = []
      size = 0
    }
    if fields == [""] { return }
    try body(
      size < Self.longest
        ? .record(fields, line: recordLine)
        : .broken("longer than \(Self.longest >> 20) MiB", line: recordLine))
  }
}
