/// `REDACTED_<rule-id>_<16 hex>`.
public struct Placeholder: Hashable, Sendable, CustomStringConvertible {
  static let prefix = Array("REDACTED_".utf8)
  private static let longestRule = 128
  /// In bytes.
  static let longest = 9 + longestRule + 17

  public let rule: String
  /// 16 lower-case hex digits: the identity.
  public let hex: String

  public init(rule: String, hex: String) {
    self.rule = rule
    self.hex = hex
  }

  /// - Parameter text: a whole placeholder, or its bare hex (then `rule` is empty).
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    if bytes.count == 16, bytes.allSatisfy({ Self.isHex($0) }) {
      self.init(rule: "", hex: text)
      return
    }
    let found = bytes.withUnsafeBytes { Self.length(in: $0, at: 0) }
    guard found == bytes.count, let last = text.lastIndex(of: "_") else { return nil }
    self.init(
      rule: String(text[..<last].dropFirst(Self.prefix.count)),
      hex: String(text[text.index(after: last)...]))
  }

  public var description: String { "REDACTED_\(rule)_\(hex)" }

  /// The length of the placeholder that begins at `start`, or nil where none does.
  static func length(in bytes: UnsafeRawBufferPointer, at start: Int) -> Int? {
    guard start + prefix.count + 18 <= bytes.count else { return nil }
    for (offset, byte) in prefix.enumerated() where bytes[start + offset] != byte { return nil }
    var index = start + prefix.count
    let ruleStart = index
    while index < bytes.count, isRuleByte(bytes[index]) { index += 1 }
    guard index > ruleStart, index - ruleStart <= longestRule, index + 17 <= bytes.count,
      bytes[index] == 0x5F
    else { return nil }
    for offset in 1...16 where !isHex(bytes[index + offset]) { return nil }
    return index + 17 - start
  }

  /// Whether the byte before `end` belongs to a placeholder.
  static func covers(byteBefore end: Int, in bytes: UnsafeRawBufferPointer) -> Bool {
    let lower = max(0, end - longest)
    let window = UnsafeRawBufferPointer(rebasing: bytes[lower..<end])
    var from = 0
    while let start = Search.first(prefix, in: window, from: from) {
      if let length = length(in: bytes, at: lower + start), lower + start + length >= end {
        return true
      }
      from = start + 1
    }
    return false
  }

  /// Whether a placeholder begins in a range, or before it and ends in it.
  static func reaches(into range: Range<Int>, in bytes: UnsafeRawBufferPointer) -> Bool {
    let window = UnsafeRawBufferPointer(
      rebasing: bytes[max(0, range.lowerBound - longest)..<range.upperBound])
    var from = 0
    while let start = Search.first(prefix, in: window, from: from) {
      if let length = length(in: window, at: start),
        start + length > window.count - range.count
      {
        return true
      }
      from = start + 1
    }
    return false
  }

  private static func isRuleByte(_ byte: UInt8) -> Bool {
    byte &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x2D
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    byte &- 0x30 < 10 || byte &- 0x61 < 6
  }
}
