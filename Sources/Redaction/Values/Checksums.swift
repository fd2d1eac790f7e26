/// The check digits of published schemes.
enum Checksums {
  /// - Parameter digits: values 0 to 9, the check digit last.
  static func luhn(_ digits: [UInt8]) -> Bool {
    guard digits.count > 1 else { return false }
    var sum = 0
    for (index, digit) in digits.reversed().enumerated() {
      let doubled = index % 2 == 1 ? Int(digit) * 2 : Int(digit)
      sum += doubled > 9 ? doubled - 9 : doubled
    }
    return sum % 10 == 0
  }

  /// An IBAN, with or without spaces.
  static func mod97(_ value: UnsafeRawBufferPointer) -> Bool {
    let compact = value.filter { $0 != 0x20 && $0 != 0x2D }
    guard compact.count > 4 else { return false }
    var remainder = 0
    for byte in compact[4...] + compact[..<4] {
      switch byte {
      case 0x30...0x39: remainder = (remainder * 10 + Int(byte - 0x30)) % 97
      case 0x41...0x5A: remainder = (remainder * 100 + Int(byte - 0x41) + 10) % 97
      case 0x61...0x7A: remainder = (remainder * 100 + Int(byte - 0x61) + 10) % 97
      default: return false
      }
    }
    return remainder == 1
  }

  /// - Parameter digits: values 0 to 9, the check digit last.
  static func verhoeff(_ digits: [UInt8]) -> Bool {
    guard digits.count > 1 else { return false }
    // The dihedral group D5 and the powers of the permutation (1 5 8 9 4 2 7 0)(3 6).
    func multiply(_ a: Int, _ b: Int) -> Int {
      switch (a < 5, b < 5) {
      case (true, true): (a + b) % 5
      case (true, false): 5 + (a + b - 5) % 5
      case (false, true): 5 + (a - 5 - b + 5) % 5
      case (false, false): (a - b + 5) % 5
      }
    }
    let permutation = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4]
    var check = 0
    for (index, digit) in digits.reversed().enumerated() {
      var value = Int(digit)
      for _ in 0..<(index % 8) { value = permutation[value] }
      check = multiply(check, value)
    }
    return check == 0
  }

  /// GitHub's scheme: the last six of the 36 behind the first `_` are the CRC-32 of the others.
  static func crc32Base62(_ value: UnsafeRawBufferPointer) -> Bool {
    guard let underscore = value.lastIndex(of: 0x5F) else { return false }
    let body = value[(underscore + 1)...]
    guard body.count > 6 else { return false }
    var crc: UInt32 = ~0
    for byte in body.dropLast(6) {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    var number: UInt64 = 0
    for byte in body.suffix(6) {
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x5A: digit = byte - 0x41 + 10
      case 0x61...0x7A: digit = byte - 0x61 + 36
      default: return false
      }
      number = number * 62 + UInt64(digit)
    }
    return number == UInt64(~crc)
  }
}
