/// What a substitute and the value behind it have in common: the key of the vault.
///
/// It can be read from the substitute itself, so that every pseudonym can be asked for as it stands
/// in a text.
public struct SubstituteIdentity: Hashable, Sendable {
  enum Kind: UInt8, Sendable {
    /// Placeholders, mail addresses and host names: the first eight bytes of the value's HMAC.
    case keyed
    /// The pseudonym's octets, and its network's length.
    case ipv4
    /// The pseudonym's last eight octets.
    case ipv6
    /// The pseudonym's last three octets.
    case mac
  }

  let kind: Kind
  let number: UInt64

  init(_ kind: Kind, _ number: UInt64) {
    self.kind = kind
    self.number = number
  }

  /// - Parameter text: a whole placeholder or pseudonym, or a placeholder's bare hex.
  public init?(_ text: String) {
    var text = text
    guard let identity = text.withUTF8({ Self(UnsafeRawBufferPointer($0)) }) else { return nil }
    self = identity
  }

  init?(_ text: UnsafeRawBufferPointer) {
    guard let first = text.first else { return nil }
    switch first {
    case 0x52:  // R
      guard Placeholder.length(in: text, at: 0) == text.count,
        let number = Self.hex(text, text.count - 16, count: 16)
      else { return nil }
      self.init(.keyed, number)
    case 0x68, 0x75:  // h, u
      guard
        let number = Self.named(text, "user-", "@redacted.invalid")
          ?? Self.named(text, "host-", ".redacted.invalid")
      else { return nil }
      self.init(.keyed, number)
    default:
      if text.count == 16, let number = Self.hex(text, 0, count: 16) {
        self.init(.keyed, number)
      } else if let number = Self.ipv4(text) {
        self.init(.ipv4, number)
      } else if let number = Self.ipv6(text) {
        self.init(.ipv6, number)
      } else if let number = Self.mac(text) {
        self.init(.mac, number)
      } else {
        return nil
      }
    }
  }

  // MARK: Reading

  /// Lower-case digits only, as substitutes are written.
  private static func hex(_ text: UnsafeRawBufferPointer, _ start: Int, count: Int) -> UInt64? {
    guard count > 0, count <= 16, start + count <= text.count else { return nil }
    var number: UInt64 = 0
    for index in start..<start + count {
      let byte = text[index]
      guard byte &- 0x41 >= 26, let digit = Hex.value(byte) else { return nil }
      number = number << 4 | UInt64(digit)
    }
    return number
  }

  private static func named(
    _ text: UnsafeRawBufferPointer, _ lead: StaticString, _ end: StaticString
  ) -> UInt64? {
    guard text.count == lead.utf8CodeUnitCount + 16 + end.utf8CodeUnitCount,
      starts(text, 0, with: lead), starts(text, lead.utf8CodeUnitCount + 16, with: end)
    else { return nil }
    return hex(text, lead.utf8CodeUnitCount, count: 16)
  }

  private static func starts(
    _ text: UnsafeRawBufferPointer, _ start: Int, with part: StaticString
  ) -> Bool {
    guard start + part.utf8CodeUnitCount <= text.count else { return false }
    for index in 0..<part.utf8CodeUnitCount where text[start + index] != part.utf8Start[index] {
      return false
    }
    return true
  }

  /// A dotted quad of 240.0.0.0/4, perhaps with a network's length.
  private static func ipv4(_ text: UnsafeRawBufferPointer) -> UInt64? {
    guard text[0] == 0x32, text.count <= 19 else { return nil }
    var number: UInt64 = 0
    var octets = 0
    var part: UInt64 = 0
    var digits = 0
    for index in 0...text.count {
      let byte = index < text.count ? text[index] : 0x2F
      if Bytes.isDigit(byte) {
        part = part * 10 + UInt64(byte - 0x30)
        digits += 1
        continue
      }
      guard digits > 0, digits <= 3, part <= 255, octets < 4 else { return nil }
      guard byte == 0x2E ? octets < 3 : byte == 0x2F && octets == 3 else { return nil }
      number = number << 8 | part
      octets += 1
      part = 0
      digits = 0
      guard byte == 0x2F, index < text.count else { continue }
      guard let length = decimal(text[(index + 1)...]) else { return nil }
      number |= (length + 1) << 32
      break
    }
    return number & 0xF000_0000 == 0xF000_0000 ? number : nil
  }

  private static func decimal(_ digits: Slice<UnsafeRawBufferPointer>) -> UInt64? {
    guard !digits.isEmpty, digits.count <= 3, digits.allSatisfy({ Bytes.isDigit($0) }) else {
      return nil
    }
    return digits.reduce(0) { $0 * 10 + UInt64($1 - 0x30) }
  }

  /// 2001:db8: and six groups, none left out.
  private static func ipv6(_ text: UnsafeRawBufferPointer) -> UInt64? {
    let lead: StaticString = "2001:db8:"
    guard text.count <= 39, starts(text, 0, with: lead) else { return nil }
    var number: UInt64 = 0
    var groups = 0
    var start = lead.utf8CodeUnitCount
    while start <= text.count {
      var end = start
      while end < text.count, text[end] != 0x3A { end += 1 }
      guard end - start <= 4, let group = hex(text, start, count: end - start) else { return nil }
      number = number << 16 | group
      groups += 1
      start = end + 1
    }
    return groups == 6 ? number : nil
  }

  /// 02:48:4f and three octets, in any of the three notations.
  private static func mac(_ text: UnsafeRawBufferPointer) -> UInt64? {
    guard text.count == 17 || text.count == 14, text[0] == 0x30, text[1] == 0x32 else { return nil }
    let group = text.count == 17 ? 2 : 4
    let separator = text[group]
    guard separator == 0x3A || separator == 0x2D || separator == 0x2E else { return nil }
    var number: UInt64 = 0
    for (index, byte) in text.enumerated() {
      if index % (group + 1) == group {
        guard byte == separator else { return nil }
      } else {
        guard let digit = Hex.value(byte) else { return nil }
        number = number << 4 | UInt64(digit)
      }
    }
    return number >> 24 == 0x02484F ? number & 0xFFFFFF : nil
  }
}
