/// The check digits of numbers that states give to persons and companies.
///
/// Digits are values from 0 to 9, in the number's order.
enum NationalNumbers {
  /// The weighted sum of as many digits as there are weights.
  private static func sum(_ digits: [Int], _ weights: [Int]) -> Int {
    zip(digits, weights).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func sum(_ digits: [Int], _ weights: StrideThrough<Int>) -> Int {
    sum(digits, Array(weights))
  }

  static func ean13(_ digits: [Int]) -> Bool {
    digits.count == 13 && sum(digits, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 == 0
  }

  /// The ninth digit; behind it the issue, and the person's number on the card.
  static func auMedicare(_ digits: [Int]) -> Bool {
    (10...11).contains(digits.count) && sum(digits, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == digits[8]
  }

  static func auTFN(_ digits: [Int]) -> Bool {
    digits.count == 9 && sum(digits, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0
  }

  /// For who is born from 2000 on, a 2 stands in front when it is reckoned.
  static func beNationalNumber(_ digits: [Int]) -> Bool {
    guard digits.count == 11 else { return false }
    let number = digits[..<9].reduce(0) { $0 * 10 + $1 }
    let check = digits[9] * 10 + digits[10]
    return 97 - number % 97 == check || 97 - (2_000_000_000 + number) % 97 == check
  }

  static func brCNPJ(_ digits: [Int]) -> Bool {
    guard digits.count == 14 else { return false }
    let weights = [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]
    func check(_ sum: Int) -> Int { sum % 11 < 2 ? 0 : 11 - sum % 11 }
    return check(sum(digits, Array(weights.dropFirst()))) == digits[12]
      && check(sum(digits, weights)) == digits[13]
  }

  /// `DDMMYY`, the century's sign, three digits, and a letter or digit that stands for the
  /// remainder of the nine digits by 31.
  static func fiHETU(_ value: UnsafeRawBufferPointer) -> Bool {
    guard value.count == 11 else { return false }
    var number = 0
    for index in [0, 1, 2, 3, 4, 5, 7, 8, 9] {
      guard (0x30...0x39).contains(value[index]) else { return false }
      number = number * 10 + Int(value[index] - 0x30)
    }
    let signs = Array("0123456789ABCDEFHJKLMNPRSTUVWXY".utf8)
    return signs[number % 31] == (value[10] >= 0x61 ? value[10] - 0x20 : value[10])
  }

  /// The 11-proof.
  static func nlBSN(_ digits: [Int]) -> Bool {
    digits.count == 9 && sum(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 == 0
  }

  static func noFodselsnummer(_ digits: [Int]) -> Bool {
    digits.count == 11 && sum(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 == 0
      && sum(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0
  }

  static func plPESEL(_ digits: [Int]) -> Bool {
    digits.count == 11 && sum(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 == 0
  }

  static func ptNIF(_ digits: [Int]) -> Bool {
    guard digits.count == 9 else { return false }
    let rest = sum(digits, stride(from: 9, through: 2, by: -1)) % 11
    return digits[8] == (rest < 2 ? 0 : 11 - rest)
  }

  static func roCNP(_ digits: [Int]) -> Bool {
    guard digits.count == 13 else { return false }
    let rest = sum(digits, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
    return digits[12] == (rest == 10 ? 1 : rest)
  }

  /// Luhn's digit; a century in front doesn't count.
  static func sePersonnummer(_ digits: [UInt8]) -> Bool {
    [10, 12].contains(digits.count) && Checksums.luhn(Array(digits.suffix(10)))
  }

  static func trKimlik(_ digits: [Int]) -> Bool {
    guard digits.count == 11, digits[0] != 0 else { return false }
    let tenth = sum(digits, [7, -1, 7, -1, 7, -1, 7, -1, 7])
    return (tenth % 10 + 10) % 10 == digits[9] && digits[..<10].reduce(0, +) % 10 == digits[10]
  }

  /// A remainder that asks for 10 is never given out.
  static func ukNHS(_ digits: [Int]) -> Bool {
    guard digits.count == 10 else { return false }
    return sum(digits, stride(from: 10, through: 1, by: -1)) % 11 == 0
  }
}
