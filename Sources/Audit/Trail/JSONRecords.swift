/// Cuts a stream of JSON into its records: one a line, in an array, or in a list that an object
/// wraps (`{"Records": […]}`). Bounded by the longest record.
struct JSONRecords {
  enum Piece {
    case record([UInt8], line: Int)
    case broken(String, line: Int)
  }

  /// Bytes of one record; CloudTrail's have at most 256 KiB, an API server's about 3 MiB.
  static let longest = 16 << 20

  /// Members whose list holds the records.
  private static let wrappers: Set<String> = [
    "Records", "records", "Events", "items", "value", "entries",
  ]
  /// What stands beside such a list, and in no record.
  private static let besides: Set<String> = [
    "kind", "apiVersion", "metadata", "NextToken", "nextPageToken", "nextLink", "@odata.context",
  ]

  private enum Container { case none, array, wrapper }

  private var container = Container.none
  /// Inside the list of an array or wrapper, at which depth its records begin.
  private var base = 0
  private var depth = 0
  private var isInList = false
  private var inString = false
  private var isEscaped = false
  private var isCollecting = false
  private var isTooLong = false
  private var record: [UInt8] = []
  private var recordLine = 1
  private var line = 1
  /// Whether one record a line was seen: then a line's end ends what is broken.
  private var isLines = false
  private var skipsLine = false
  private var isLost = false
  /// The keys of a top-level object, and the string that may become the next one.
  private var keys: [String] = []
  private var key: [UInt8] = []
  private var recordsKey = false

  mutating func feed(_ bytes: [UInt8], _ body: (Piece) throws -> Void) rethrows {
    for byte in bytes {
      guard !isLost else { return }
      try take(byte, body)
      if byte == 0x0A { line += 1 }
    }
  }

  mutating func finish(_ body: (Piece) throws -> Void) rethrows {
    guard !isLost, isCollecting || depth > 0 else { return }
    try body(.broken("the file ends in the middle of a record", line: max(recordLine, 1)))
  }

  private mutating func take(_ byte: UInt8, _ body: (Piece) throws -> Void) rethrows {
    if skipsLine {
      if byte == 0x0A { skipsLine = false }
      return
    }
    if byte == 0x0A, inString || isLines && isCollecting {
      return try abandon("not whole: the line ends in the middle of it", atLineEnd: true, body)
    }
    if isCollecting { append(byte) }
    if inString {
      takeInString(byte)
      return
    }
    switch byte {
    case UInt8(ascii: "\""):
      guard depth > 0, isCollecting || !isInList else {
        return try abandon("text where a record should stand", body)
      }
      inString = true
      recordsKey = depth == 1 && container != .array
      if recordsKey { key = [] }
    case UInt8(ascii: ":"):
      if depth == 1, container != .array, keys.count < 1000 {
        keys.append(String(decoding: key, as: UTF8.self))
      }
    case UInt8(ascii: "{"): try open(byte, body)
    case UInt8(ascii: "["): try open(byte, body)
    case UInt8(ascii: "}"), UInt8(ascii: "]"): try close(byte, body)
    case 0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: ","): break
    default:
      if isCollecting || depth > 0 && !isInList { break }
      try abandon("text where a record should stand", body)
    }
  }

  private mutating func takeInString(_ byte: UInt8) {
    if isEscaped {
      isEscaped = false
    } else if byte == UInt8(ascii: "\\") {
      isEscaped = true
    } else if byte == UInt8(ascii: "\"") {
      inString = false
      recordsKey = false
      return
    }
    if recordsKey, key.count < 64 { key.append(byte) }
  }

  private mutating func append(_ byte: UInt8) {
    if record.count < Self.longest { record.append(byte) } else { isTooLong = true }
  }

  private mutating func open(
    _ byte: UInt8, _ body: (Piece) throws -> Void
  ) rethrows {
    let isList = byte == UInt8(ascii: "[")
    if !isCollecting, depth == 0 {
      keys = []
      if isList {
        (container, base, depth, isInList) = (.array, 1, 1, true)
        return
      }
      container = .none
      begin(byte)
    } else if isList, depth == 1, container == .wrapper || isCollecting && container == .none,
      let last = keys.last,
      Self.wrappers.contains(last),
      container == .wrapper || keys.dropLast().allSatisfy(Self.besides.contains)
    {
      // What was collected is the beginning of the wrapper.
      (container, base, isCollecting, isInList) = (.wrapper, 2, false, true)
      record = []
    } else if !isCollecting, isInList, depth == base {
      guard !isList else { return try abandon("a list where a record should stand", body) }
      begin(byte)
    }
    depth += 1
    if depth > 100_000 { try abandon("nested too deep", body) }
  }

  private mutating func begin(_ byte: UInt8) {
    isCollecting = true
    isTooLong = false
    record = [byte]
    recordLine = line
  }

  private mutating func close(
    _ byte: UInt8, _ body: (Piece) throws -> Void
  ) rethrows {
    guard depth > 0 else { return try abandon("text where a record should stand", body) }
    depth -= 1
    let start = container == .none ? 0 : base
    if isCollecting, depth == start {
      isCollecting = false
      let text = record
      record = []
      if start == 0 { isLines = isLines || recordLine == line }
      try body(
        isTooLong
          ? .broken("longer than \(Self.longest >> 20) MiB", line: recordLine)
          : .record(text, line: recordLine))
    } else if !isCollecting, isInList, depth == base - 1 {
      isInList = false
    }
    if depth == 0 { container = .none }
  }

  /// Gives up a record. Inside a list it isn't known where the next one begins.
  private mutating func abandon(
    _ why: String, atLineEnd: Bool = false, _ body: (Piece) throws -> Void
  ) rethrows {
    let canGoOn = container == .none
    try body(
      .broken(
        canGoOn ? why : why + "; the rest of the file can't be read",
        line: isCollecting ? recordLine : line))
    (inString, isEscaped, isCollecting, depth, record) = (false, false, false, 0, [])
    (container, isInList) = (.none, false)
    isLost = !canGoOn
    skipsLine = !atLineEnd
  }
}
