/// A dotted quad in a text.
struct IPv4Text {
  let octets: (UInt8, UInt8, UInt8, UInt8)
  /// Behind the last octet.
  let end: Int
  /// Behind a `/24`; the same as `end` without one.
  let networkEnd: Int

  /// - Returns: nil where no quad with octets up to 255 begins, or where it is part of more.
  init?(_ block: UnsafeRawBufferPointer, at start: Int) {
    if start > 0, Bytes.isWord(block[start - 1]) || block[start - 1] == 0x2E { return nil }
    var values: [UInt8] = []
    var index = start
    while true {
      var value = 0
      let first = index
      while index < block.count, Bytes.isDigit(block[index]), index - first < 4 {
        value = value * 10 + Int(block[index] - 0x30)
        index += 1
      }
      guard index > first, value <= 255 else { return nil }
      values.append(UInt8(value))
      if values.count == 4 { break }
      guard index < block.count, block[index] == 0x2E else { return nil }
      index += 1
    }
    if index < block.count, Bytes.isWord(block[index]) { return nil }
    if index + 1 < block.count, block[index] == 0x2E, Bytes.isDigit(block[index + 1]) { return nil }
    octets = (values[0], values[1], values[2], values[3])
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
    switch octets {
    case (0, _, _, _), (127, _, _, _), (240..., _, _, _): true
    case (169, 254, 169, 254): true
    case (192, 0, 2, _), (198, 51, 100, _), (203, 0, 113, _): true
    default: false
    }
  }
}

/// Six octets as `01:23:45:67:89:ab`, `01-23-45-67-89-ab` or `0123.4567.89ab`.
struct MACText {
  let range: Range<Int>
  /// 6.
  let octets: [UInt8]
  let separator: UInt8
  let isInFours: Bool

  /// - Parameter sign: where the first separator stands.
  init?(_ block: UnsafeRawBufferPointer, around sign: Int) {
    let separator = block[sign]
    let group = separator == 0x2E ? 4 : 2
    let length = separator == 0x2E ? 14 : 17
    let start = sign - group
    guard start >= 0, start + length <= block.count else { return nil }
    var digits: [UInt8] = []
    for offset in 0..<length {
      let byte = block[start + offset]
      if offset % (group + 1) == group {
        guard byte == separator else { return nil }
      } else {
        guard let digit = Hex.value(byte) else { return nil }
        digits.append(digit)
      }
    }
    func isPart(_ index: Int) -> Bool {
      (0..<block.count).contains(index) && (Bytes.isWord(block[index]) || block[index] == separator)
    }
    guard !isPart(start - 1), !isPart(start + length) else { return nil }
    self.separator = separator
    isInFours = group == 4
    range = start..<start + length
    octets = stride(from: 0, to: 12, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
  }

  /// The pseudonyms' own prefix, nothing, and everyone.
  var alwaysStays: Bool {
    octets.starts(with: [0x02, 0x48, 0x4F]) || octets.allSatisfy { $0 == 0 }
      || octets.allSatisfy { $0 == 0xFF }
  }
}

/// An IPv6 address in a text (RFC 4291).
struct IPv6Text {
  let range: Range<Int>
  /// 16.
  let octets: [UInt8]

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
    let text = String(
      decoding: UnsafeRawBufferPointer(rebasing: block[lower..<upper]), as: UTF8.self)
    guard let octets = Self.parse(text) else { return nil }
    self.octets = octets
    range = lower..<upper
  }

  /// A cheap look: two colons together, or seven in a run of hex digits. A time has neither.
  static func isPlausible(_ block: UnsafeRawBufferPointer, around colon: Int) -> Bool {
    var colons = 0
    var index = colon
    while index < block.count, index - colon < 40 {
      if block[index] == 0x3A {
        colons += 1
        if index + 1 < block.count, block[index + 1] == 0x3A { return true }
      } else if Hex.value(block[index]) == nil {
        break
      }
      index += 1
    }
    return colons >= 6
  }

  /// `::`, `::1`, 2001:db8::/32; a time such as `12:30:15` has no `::` and too few groups.
  var alwaysStays: Bool {
    if octets.dropLast().allSatisfy({ $0 == 0 }), octets[15] <= 1 { return true }
    return octets.starts(with: [0x20, 0x01, 0x0D, 0xB8])
  }

  private static func parse(_ text: String) -> [UInt8]? {
    guard text.utf8.count >= 2, !text.contains(":::") else { return nil }
    let halves = text.components(separatedByTwoColons: ())
    guard halves.count <= 2 else { return nil }
    guard let head = groups(halves[0]), let tail = halves.count == 2 ? groups(halves[1]) : [] else {
      return nil
    }
    let missing = 16 - head.count - tail.count
    guard halves.count == 2 ? missing >= 2 : missing == 0 else { return nil }
    // `a::b` in source code is no address: ask for two groups or more, or a digit.
    if halves.count == 2, head.count + tail.count < 4, !text.contains(where: \.isNumber) {
      return nil
    }
    return head + [UInt8](repeating: 0, count: missing) + tail
  }

  private static func groups(_ text: Substring) -> [UInt8]? {
    if text.isEmpty { return [] }
    var octets: [UInt8] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if part.contains("."), index == parts.count - 1 {
        let bytes = Array(part.utf8)
        guard let quad = bytes.withUnsafeBytes({ IPv4Text($0, at: 0) }), quad.end == bytes.count
        else {
          return nil
        }
        octets += [quad.octets.0, quad.octets.1, quad.octets.2, quad.octets.3]
      } else {
        guard (1...4).contains(part.utf8.count), let value = UInt16(part, radix: 16) else {
          return nil
        }
        octets += [UInt8(value >> 8), UInt8(value & 0xFF)]
      }
    }
    return octets
  }
}

extension String {
  fileprivate func components(separatedByTwoColons: Void) -> [Substring] {
    var parts: [Substring] = []
    var start = startIndex
    var index = startIndex
    while index < endIndex {
      let following = self.index(after: index)
      if self[index] == ":", following < endIndex, self[following] == ":" {
        parts.append(self[start..<index])
        start = self.index(after: following)
        index = start
      } else {
        index = following
      }
    }
    parts.append(self[start...])
    return parts
  }
}
