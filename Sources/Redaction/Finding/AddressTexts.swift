/// A dotted quad in a text.
struct IPv4Text {
  /// The first octet is the highest.
  let number: UInt32
  /// Behind the last octet.
  let end: Int
  /// Behind a `/24`; the same as `end` without one.
  let networkEnd: Int

  /// - Returns: nil where no quad with octets up to 255 begins, or where it is part of more.
  init?(_ block: UnsafeRawBufferPointer, at start: Int) {
    if start > 0, Bytes.isWord(block[start - 1]) || block[start - 1] == 0x2E { return nil }
    var number: UInt32 = 0
    var index = start
    for octet in 0..<4 {
      if octet > 0 {
        guard index < block.count, block[index] == 0x2E else { return nil }
        index += 1
      }
      var value: UInt32 = 0
      let first = index
      while index < block.count, Bytes.isDigit(block[index]), index - first < 4 {
        value = value * 10 + UInt32(block[index] - 0x30)
        index += 1
      }
      guard index > first, value <= 255 else { return nil }
      number = number << 8 | value
    }
    if index < block.count, Bytes.isWord(block[index]) { return nil }
    if index + 1 < block.count, block[index] == 0x2E, Bytes.isDigit(block[index + 1]) { return nil }
    self.number = number
    end = index
    var network = index
    if index + 1 < block.count, block[index] == 0x2F, Bytes.isDigit(block[index + 1]) {
      network += 2
      while network < block.count, Bytes.isDigit(block[network]) { network += 1 }
    }
    networkEnd = network
  }

  /// Loopback, documentation and the like, and the pseudonym range.
  var alwaysStays: Bool {
    switch number >> 24 {
    case 0, 127, 240...: return true
    default: break
    }
    switch number >> 8 {
    case 0xC0_00_02, 0xC6_33_64, 0xCB_00_71: return true  // 192.0.2, 198.51.100, 203.0.113
    default: return number == 0xA9_FE_A9_FE  // 169.254.169.254
    }
  }
}

/// Six octets as `01:23:45:67:89:ab`, `01-23-45-67-89-ab` or `0123.4567.89ab`.
struct MACText {
  let range: Range<Int>
  /// The first octet is the highest.
  let number: UInt64
  let separator: UInt8
  let isInFours: Bool

  /// - Parameter sign: where the first separator stands.
  init?(_ block: UnsafeRawBufferPointer, around sign: Int) {
    let separator = block[sign]
    let group = separator == 0x2E ? 4 : 2
    let length = separator == 0x2E ? 14 : 17
    let start = sign - group
    guard start >= 0, start + length <= block.count, block[sign + group + 1] == separator else {
      return nil
    }
    var number: UInt64 = 0
    var left = group
    for index in start..<start + length {
      let byte = block[index]
      if left == 0 {
        guard byte == separator else { return nil }
        left = group
      } else {
        guard let digit = Hex.value(byte) else { return nil }
        number = number << 4 | UInt64(digit)
        left -= 1
      }
    }
    func isPart(_ index: Int) -> Bool {
      index >= 0 && index < block.count
        && (Bytes.isWord(block[index]) || block[index] == separator)
    }
    guard !isPart(start - 1), !isPart(start + length) else { return nil }
    self.number = number
    self.separator = separator
    isInFours = group == 4
    range = start..<start + length
  }

  /// The pseudonyms' own prefix, nothing, and everyone.
  var alwaysStays: Bool {
    number >> 24 == 0x02_48_4F || number == 0 || number == 0xFF_FF_FF_FF_FF_FF
  }
}

/// An IPv6 address in a text (RFC 4291).
struct IPv6Text {
  let range: Range<Int>
  /// The first octet is the highest.
  let number: UInt128

  init?(_ block: UnsafeRawBufferPointer, around colon: Int) {
    var lower = colon
    while lower > 0, colon - lower < 5, Hex.value(block[lower - 1]) != nil { lower -= 1 }
    if lower > 0,
      Bytes.isWord(block[lower - 1]) || block[lower - 1] == 0x3A || block[lower - 1] == 0x2E
    {
      return nil
    }
    var upper = colon
    while upper < block.count, upper - lower < 46,
      Hex.value(block[upper]) != nil || block[upper] == 0x3A || block[upper] == 0x2E
    {
      upper += 1
    }
    while upper > colon, block[upper - 1] == 0x2E { upper -= 1 }
    if upper < block.count, Bytes.isWord(block[upper]) { return nil }
    // A colon behind the address ends a sentence or begins a value.
    if upper - lower > 2, block[upper - 1] == 0x3A, block[upper - 2] != 0x3A { upper -= 1 }
    guard let number = Self.parse(block, lower..<upper) else { return nil }
    self.number = number
    range = lower..<upper
  }

  /// `::`, `::1`, 2001:db8::/32; a time such as `12:30:15` has no `::` and too few groups.
  var alwaysStays: Bool { number <= 1 || number >> 96 == 0x2001_0DB8 }

  private static func parse(_ block: UnsafeRawBufferPointer, _ text: Range<Int>) -> UInt128? {
    guard text.count >= 2 else { return nil }
    var gap: Int?
    var hasDigit = false
    var index = text.lowerBound
    while index < text.upperBound {
      if block[index] == 0x3A, index + 1 < text.upperBound, block[index + 1] == 0x3A {
        guard gap == nil else { return nil }
        gap = index
        index += 2
        if index < text.upperBound, block[index] == 0x3A { return nil }
      } else {
        if Bytes.isDigit(block[index]) { hasDigit = true }
        index += 1
      }
    }
    guard let gap else {
      guard let all = groups(block, text), all.octets == 16 else { return nil }
      return all.number
    }
    guard let head = groups(block, text.lowerBound..<gap),
      let tail = groups(block, (gap + 2)..<text.upperBound), head.octets + tail.octets <= 14
    else { return nil }
    // `a::b` in source code is no address: ask for two groups or more, or a digit.
    if head.octets + tail.octets < 4, !hasDigit { return nil }
    return head.number << (128 - 8 * head.octets) | tail.number
  }

  /// Groups between colons, the last one perhaps a dotted quad.
  private static func groups(_ block: UnsafeRawBufferPointer, _ text: Range<Int>)
    -> (number: UInt128, octets: Int)?
  {
    guard !text.isEmpty else { return (0, 0) }
    var number: UInt128 = 0
    var octets = 0
    var start = text.lowerBound
    while true {
      var end = start
      var group: UInt32 = 0
      var isQuad = false
      while end < text.upperBound, block[end] != 0x3A {
        if let digit = Hex.value(block[end]) {
          group = group << 4 | UInt32(digit)
        } else {
          isQuad = true
        }
        end += 1
      }
      if isQuad {
        let part = UnsafeRawBufferPointer(rebasing: block[start..<end])
        guard end == text.upperBound, let quad = IPv4Text(part, at: 0), quad.end == part.count
        else { return nil }
        number = number << 32 | UInt128(quad.number)
        octets += 4
      } else {
        guard (1...4).contains(end - start) else { return nil }
        number = number << 16 | UInt128(group)
        octets += 2
      }
      if end == text.upperBound { return (number, octets) }
      start = end + 1
    }
  }
}
