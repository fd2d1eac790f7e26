/// Reads the profile of ISO 8601 that ``Timestamp`` takes.
struct TimestampScanner {
  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// - Returns: seconds since 1970 in UTC; nil when the text is anything else.
  mutating func scan() -> Int64? {
    guard let year = digits(4), skip("-"), let month = digits(2), skip("-"), let day = digits(2),
      let date = CivilDate(year: year, month: month, day: day)
    else { return nil }
    var seconds = date.daysSince1970 * 86400
    if position == bytes.count { return Int64(seconds) }
    guard skip("T") || skip("t") || skip(" "), let time = timeOfDay() else { return nil }
    seconds += time
    if position < bytes.count {
      guard let offset = offset() else { return nil }
      seconds -= offset
    }
    return position == bytes.count ? Int64(seconds) : nil
  }

  private mutating func timeOfDay() -> Int? {
    guard let hour = digits(2), hour < 24, skip(":"), let minute = digits(2), minute < 60 else {
      return nil
    }
    var second = 0
    if skip(":") {
      guard let value = digits(2), value < 61 else { return nil }
      second = min(value, 59)
      if skip(".") || skip(",") {
        guard digits(1) != nil else { return nil }
        while digits(1) != nil {}
      }
    }
    return hour * 3600 + minute * 60 + second
  }

  private mutating func offset() -> Int? {
    if skip("Z") || skip("z") { return 0 }
    _ = skip(" ")
    let sign: Int
    if skip("+") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = digits(2), hours < 24 else { return nil }
    _ = skip(":")
    guard let minutes = digits(2), minutes < 60 else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }

  private mutating func digits(_ count: Int) -> Int? {
    guard position + count <= bytes.count else { return nil }
    var value = 0
    for byte in bytes[position..<position + count] {
      guard byte >= 0x30, byte <= 0x39 else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    position += count
    return value
  }

  private mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, UInt32(bytes[position]) == character.value else { return false }
    position += 1
    return true
  }
}
