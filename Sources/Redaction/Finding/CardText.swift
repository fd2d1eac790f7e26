/// A payment card number in a text: the networks' published prefixes and lengths, and Luhn's digit.
struct CardText {
  /// Behind the last digit.
  let end: Int

  init?(_ block: UnsafeRawBufferPointer, at start: Int) {
    var digits: [UInt8] = []
    var groups: [Int] = []
    var separator: UInt8 = 0
    var index = start
    var end = start
    while index < block.count, digits.count <= 19 {
      let byte = block[index]
      if Bytes.isDigit(byte) {
        if groups.isEmpty { groups.append(0) }
        groups[groups.count - 1] += 1
        digits.append(byte - 0x30)
        end = index + 1
      } else if byte == 0x20 || byte == 0x2D, separator == 0 || separator == byte,
        index + 1 < block.count, Bytes.isDigit(block[index + 1])
      {
        separator = byte
        groups.append(0)
      } else {
        break
      }
      index += 1
    }
    if index < block.count, Bytes.isWord(block[index]) { return nil }
    if index + 1 < block.count, block[index] == 0x2E || block[index] == 0x2D,
      Bytes.isWord(block[index + 1])
    {
      return nil
    }
    let isGrouped = groups.count > 1
    if isGrouped, groups != [4, 4, 4, 4], groups != [4, 6, 5], groups != [4, 6, 4],
      groups != [4, 4, 4, 4, 3]
    {
      return nil
    }
    guard Self.isKnown(digits), Checksums.luhn(digits), Set(digits).count > 1 else { return nil }
    self.end = end
  }

  private static func isKnown(_ digits: [UInt8]) -> Bool {
    guard digits.count >= 13 else { return false }
    let two = digits[0] * 10 + digits[1]
    switch digits[0] {
    case 4: return [13, 16, 19].contains(digits.count)
    case 5: return digits.count == 16 && (51...55).contains(two) || two == 50 || two >= 56
    case 2: return digits.count == 16 && (22...27).contains(two)
    case 3:
      if two == 34 || two == 37 { return digits.count == 15 }
      if two == 35 { return (16...19).contains(digits.count) }
      return digits.count == 14 && [30, 36, 38, 39].contains(two)
    case 6: return (16...19).contains(digits.count)
    default: return false
    }
  }
}
