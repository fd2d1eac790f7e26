/// Values that stand in many places and are no secret, whatever a key calls them: names of hosts,
/// paths from the root, versions, dates and times.
enum CommonName {
  // MARK: Names

  /// Whether the value is a host's name (its last label is a top-level domain, or one of private
  /// networks; a port may follow), a path from the root, or a version (two numbers or more with
  /// dots between, at most four digits each).
  static func isName(_ bytes: [UInt8]) -> Bool {
    bytes.allSatisfy { isSeparator($0) || Bytes.isLetter($0) || Bytes.isDigit($0) }
      && (isHost(bytes) || isPath(bytes) || isVersion(bytes))
  }

  /// What stands between the parts of a name.
  static func isSeparator(_ byte: UInt8) -> Bool { ".-_/:+".utf8.contains(byte) }

  private static func isHost(_ bytes: [UInt8]) -> Bool {
    let parts = bytes.split(separator: 0x3A, omittingEmptySubsequences: false)
    guard parts.count < 3, let host = parts.first else { return false }
    if parts.count == 2, !isNumber(parts[1], upTo: 5) { return false }
    let labels = host.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard labels.count > 1, labels.allSatisfy({ !$0.isEmpty }), let last = labels.last else {
      return false
    }
    let isLabel = host.allSatisfy { $0 != 0x2F && $0 != 0x2B }
    return isLabel && last.allSatisfy(Bytes.isLetter)
      && (last.count == 2
        || domains.contains(String(decoding: last.map(Bytes.lowercased), as: UTF8.self)))
  }

  /// Two letters are a country's.
  private static let domains: Set<String> = [
    "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "name", "app", "dev", "cloud",
    "online", "site", "tech", "arpa", "internal", "intranet", "local", "localhost", "localdomain",
    "lan", "corp", "home", "private", "cluster", "svc", "consul", "test", "example", "invalid",
  ]

  private static func isPath(_ bytes: [UInt8]) -> Bool {
    let parts = bytes.split(separator: 0x2F)
    return bytes.first == 0x2F && parts.count > 1
  }

  private static func isVersion(_ bytes: [UInt8]) -> Bool {
    let numbers = bytes.drop { $0 | 0x20 == 0x76 }
    guard bytes.count - numbers.count < 2 else { return false }
    let lead = numbers.prefix { Bytes.isDigit($0) || $0 == 0x2E }
    return lead.split(separator: 0x2E, omittingEmptySubsequences: false).count > 1
      && lead.split(separator: 0x2E, omittingEmptySubsequences: false).dropLast()
        .allSatisfy { isNumber($0, upTo: 4) }
  }

  private static func isNumber(_ part: ArraySlice<UInt8>, upTo digits: Int) -> Bool {
    (1...digits).contains(part.count) && part.allSatisfy(Bytes.isDigit)
  }

  // MARK: Times

  /// Whether the value is a date of 1900 to 2099 or a time of day, or both, as ISO 8601 and logs
  /// write them.
  static func isTime(_ bytes: [UInt8]) -> Bool {
    var reader = TimeReader(bytes[...])
    guard reader.date() else {
      return reader.time() && reader.zone() && reader.rest.isEmpty
    }
    if reader.rest.isEmpty { return true }
    guard reader.take(anyOf: "T t_:-/") else { return false }
    return reader.time() && reader.zone() && reader.rest.isEmpty
  }
}

private struct TimeReader {
  private(set) var rest: ArraySlice<UInt8>

  init(_ rest: ArraySlice<UInt8>) {
    self.rest = rest
  }

  mutating func take(anyOf signs: StaticString) -> Bool {
    guard let first = rest.first else { return false }
    let isOne = signs.withUTF8Buffer { $0.contains(first) }
    if isOne { rest.removeFirst() }
    return isOne
  }

  /// `2026-11-21`, `20261121`, `21/Nov/2026`.
  mutating func date() -> Bool {
    let begin = rest
    if let year = number(4), (1900...2099).contains(year) {
      let isSpaced = take(anyOf: "-/._")
      if number(2).map({ (1...12).contains($0) }) == true, take(anyOf: "-/._") == isSpaced,
        number(2).map({ (1...31).contains($0) }) == true
      {
        return true
      }
    }
    rest = begin
    if number(2).map({ (1...31).contains($0) }) == true, take(anyOf: "/-. "), month(),
      take(anyOf: "/-. "), number(4).map({ (1900...2099).contains($0) }) == true
    {
      return true
    }
    rest = begin
    return false
  }

  private mutating func month() -> Bool {
    let name = String(decoding: rest.prefix(3).map(Bytes.lowercased), as: UTF8.self)
    let isOne = [
      "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ].contains(name)
    if isOne { rest = rest.dropFirst(3) }
    return isOne
  }

  /// `08:44`, `08:44:12.345`, `084412`, `08-44-12`.
  mutating func time() -> Bool {
    guard number(2).map({ $0 < 24 }) == true else { return false }
    let isSpaced = take(anyOf: ":-")
    guard number(2).map({ $0 < 60 }) == true else { return false }
    let begin = rest
    guard take(anyOf: ":-") == isSpaced, number(2).map({ $0 <= 60 }) == true else {
      rest = begin
      return true
    }
    if let sign = rest.first, sign == 0x2E || sign == 0x2C {
      let fraction = rest.dropFirst().prefix(while: Bytes.isDigit)
      guard (1...9).contains(fraction.count) else { return false }
      rest = rest.dropFirst(1 + fraction.count)
    }
    return true
  }

  /// `Z`, `+01:00`, ` +0100`, ` UTC`, or nothing.
  mutating func zone() -> Bool {
    _ = take(anyOf: " ")
    let isNamed = ["z", "utc", "gmt"].contains(
      String(decoding: rest.map(Bytes.lowercased), as: UTF8.self))
    if isNamed { rest = [] }
    if rest.isEmpty { return true }
    guard take(anyOf: "+-"), number(2).map({ $0 < 15 }) == true else { return false }
    if rest.isEmpty { return true }
    _ = take(anyOf: ":")
    return number(2).map { $0 < 60 } == true
  }

  private mutating func number(_ digits: Int) -> Int? {
    let part = rest.prefix(digits)
    guard part.count == digits, part.allSatisfy(Bytes.isDigit) else { return nil }
    rest = rest.dropFirst(digits)
    return part.reduce(0) { $0 * 10 + Int($1 - 0x30) }
  }
}
