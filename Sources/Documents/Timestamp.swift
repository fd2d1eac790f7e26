/// A moment in UTC, whole seconds.
public struct Timestamp: Hashable, Comparable, Codable, Sendable {
  /// Seconds since 1970-01-01T00:00:00Z.
  public let seconds: Int64

  public init(seconds: Int64) {
    self.seconds = seconds
  }

  /// Parses `2026-11-21T08:44:00Z`, `2026-11-21T10:44:00.5+02:00`, `2026-11-21 08:44` or
  /// `2026-11-21`. Without an offset the moment is in UTC; a fraction is cut off.
  public init?(_ text: some StringProtocol) {
    var scanner = TimestampScanner(bytes: Array(text.utf8))
    guard let seconds = scanner.scan() else { return nil }
    self.seconds = seconds
  }

  public static func < (first: Timestamp, second: Timestamp) -> Bool {
    first.seconds < second.seconds
  }

  public static func + (moment: Timestamp, seconds: Int) -> Timestamp {
    Timestamp(seconds: moment.seconds + Int64(seconds))
  }

  public static func - (moment: Timestamp, seconds: Int) -> Timestamp {
    moment + -seconds
  }

  /// The seconds from `second` to `first`.
  public static func - (first: Timestamp, second: Timestamp) -> Int {
    Int(first.seconds - second.seconds)
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let moment = Timestamp(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "not a time such as 2026-11-21T08:44:00Z")
    }
    self = moment
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

extension Timestamp: CustomStringConvertible {
  /// `2026-11-21T08:44:00Z`.
  public var description: String {
    let (date, time) = parts
    return "\(date.year.padded(4))-\(date.month.padded(2))-\(date.day.padded(2))"
      + "T\((time / 3600).padded(2)):\((time / 60 % 60).padded(2)):\((time % 60).padded(2))Z"
  }

  /// `20261121T084400Z`: for names.
  public var compact: String {
    String(description.filter { $0 != "-" && $0 != ":" })
  }

  private var parts: (date: CivilDate, secondOfDay: Int) {
    let day = Int(seconds >= 0 ? seconds / 86400 : (seconds - 86399) / 86400)
    return (CivilDate(daysSince1970: day), Int(seconds) - day * 86400)
  }
}

extension Int {
  fileprivate func padded(_ width: Int) -> String {
    let digits = String(self)
    return String(repeating: "0", count: Swift.max(0, width - digits.count)) + digits
  }
}

extension YAMLValue {
  /// A moment; see ``Timestamp/init(_:)``.
  public func timestamp() throws -> Timestamp {
    let text = try rawText()
    guard let moment = Timestamp(text) else {
      throw diagnostic("expected a time", hint: "for instance 2026-11-21T08:44:00Z")
    }
    return moment
  }
}
