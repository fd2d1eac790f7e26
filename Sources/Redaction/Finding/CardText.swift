/// A payment card number in a text: the networks' published prefixes and lengths, and Luhn's digit.
struct CardText {
  /// Behind the last digit.
  let end: Int

  init?(_ block: UnsafeRawBufferPointer, at start: Int) {
    var digits = 0
    // The lengths of the groups, five bits each; more than twelve are no card, and match none.
    var groups: UInt64 = 0
    var isMixed = false
    // Luhn's sums, with every second digit doubled, for an even and for an odd number of digits.
    var even = 0
    var odd = 0
    var separator: UInt8 = 0
    var index = start
    var end = start
    while index < block.count, digits <= 19 {
      let byte = block[index]
      if Bytes.isDigit(byte) {
        let digit = Int(byte - 0x30)
        let doubled = digit > 4 ? digit * 2 - 9 : digit * 2
        even += digits % 2 == 0 ? doubled : digit
        odd += digits % 2 == 0 ? digit : doubled
        isMixed = isMixed || byte != block[start]
        groups += 1
        digits += 1
        end = index + 1
      } else if byte == 0x20 || byte == 0x2D, separator == 0 || separator == byte,
        index + 1 < block.count, Bytes.isDigit(block[index + 1])
      {
        separator = byte
        groups <<= 5
      } else {
        break
      }
      index += 1
    }
    guard digits >= 13 else { return nil }
    if index < block.count, Bytes.isWord(block[index]) { return nil }
    if index + 1 < block.count, block[index] == 0x2E || block[index] == 0x2D,
      Bytes.isWord(block[index + 1])
    {
      return nil
    }
    guard separator == 0 || Self.isGrouping(groups), isMixed,
      Self.isKnown(block[start] - 0x30, Self.secondDigit(block, start), digits, separator != 0),
      (digits % 2 == 0 ? even : odd) % 10 == 0
    else { return nil }
    self.end = end
  }

  private static func isGrouping(_ groups: UInt64) -> Bool {
    switch groups {
    case 0b00100_00100_00100_00100: true  // 4 4 4 4
    case 0b00100_00110_00101: true  // 4 6 5
    case 0b00100_00110_00100: true  // 4 6 4
    case 0b00100_00100_00100_00100_00011: true  // 4 4 4 4 3
    default: false
    }
  }

  private static func secondDigit(_ block: UnsafeRawBufferPointer, _ start: Int) -> UInt8 {
    // A separator may stand between; then the grouping isn't known anyway.
    Bytes.isDigit(block[start + 1]) ? block[start + 1] - 0x30 : 0
  }

  /// Of more than sixteen digits in one run, which ids have too, only networks that give them out.
  private static func isKnown(
    _ first: UInt8, _ second: UInt8, _ count: Int, _ isGrouped: Bool
  ) -> Bool {
    let two = first * 10 + second
    switch first {
    case 4: return count == 13 || count == 16 || count == 19 && isGrouped
    case 5: return count == 16 && two != 59 || count < 16 && (two == 50 || (56...58).contains(two))
    case 2: return count == 16 && (22...27).contains(two)
    case 3:
      if two == 34 || two == 37 { return count == 15 }
      if two == 35 { return count == 16 || count == 19 && isGrouped }
      return count == 14 && (two == 30 || two == 36 || two == 38 || two == 39)
    case 6: return count == 16 || (17...19).contains(count) && (two == 62 || isGrouped)
    default: return false
    }
  }
}
