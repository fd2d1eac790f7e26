#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How hard a value is to guess: the estimate that decides what is searched for elsewhere.
///
/// The value is cut into runs. A run of three letters or more with a vowel in it, small or with a
/// capital first, counts as a word: 2 bits a letter, or 1.2 where the value is nothing but letters.
/// A run of digits counts log2(10) a digit, but a year (19xx, 20xx) 7 bits in all. Every other letter
/// counts log2 of the letters in use (26, or 52 where both cases stand), a sign log2(33), a byte that
/// isn't ASCII 6 bits. A byte that repeats the one before it counts 1 bit.
///
/// What stands everywhere and only looks long counts less when it is asked whether to look for it
/// elsewhere (``CommonName``): in the name of a host, a path from the root and a version, words and
/// the signs between parts count nothing, and a part of at most three letters 2 bits a letter; a date
/// or time as a whole counts nothing.
enum Guessability {
  /// What a value must have to be looked for in other places, in bits.
  static let propagated = 40.0

  /// Whether a value is looked for in other places.
  static func isPropagated(_ value: some Collection<UInt8>) -> Bool {
    guard bits(value) >= propagated else { return false }
    let bytes = Array(value)
    if CommonName.isTime(bytes) { return false }
    return !CommonName.isName(bytes) || bits(ofName: bytes) >= propagated
  }

  private static func bits(ofName bytes: [UInt8]) -> Double {
    bytes.split(whereSeparator: CommonName.isSeparator).reduce(0) { total, part in
      guard part.allSatisfy(Bytes.isLetter) else { return total + bits(part, perWordLetter: 0) }
      return total + (part.count <= 3 ? 2 * Double(part.count) : bits(part, perWordLetter: 0))
    }
  }

  static func bits(_ value: some Collection<UInt8>) -> Double {
    let bytes = Array(value)
    // InvalidNextTokenException: words alone, without a digit or a sign between, are a name.
    return bits(bytes[...], perWordLetter: bytes.allSatisfy(Bytes.isLetter) ? 1.2 : 2)
  }

  private static func bits(_ bytes: ArraySlice<UInt8>, perWordLetter: Double) -> Double {
    let hasUpper = bytes.contains { $0 &- 0x41 < 26 }
    let hasLower = bytes.contains { $0 &- 0x61 < 26 }
    let perLetter = log2(hasUpper && hasLower ? 52.0 : 26.0)
    var total = 0.0
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let start = index
      if Bytes.isLetter(bytes[index]) {
        index += 1
        while index < bytes.endIndex, Bytes.isLetter(bytes[index]), !beginsWord(bytes, index) {
          index += 1
        }
        let run = bytes[start..<index]
        total += isWord(run) ? perWordLetter * Double(run.count) : single(run, perLetter)
      } else if Bytes.isDigit(bytes[index]) {
        while index < bytes.endIndex, Bytes.isDigit(bytes[index]) { index += 1 }
        let run = bytes[start..<index]
        let isYear =
          run.count == 4 && (run.starts(with: [0x31, 0x39]) || run.starts(with: [0x32, 0x30]))
        total += isYear ? 7 : single(run, log2(10))
      } else {
        total +=
          start > bytes.startIndex && bytes[start - 1] == bytes[start]
          ? 1 : bytes[start] < 0x80 ? log2(33) : 6
        index += 1
      }
    }
    return total
  }

  /// A capital behind a small letter.
  private static func beginsWord(_ bytes: ArraySlice<UInt8>, _ index: Int) -> Bool {
    bytes[index] &- 0x41 < 26 && bytes[index - 1] &- 0x61 < 26
  }

  private static func isWord(_ run: ArraySlice<UInt8>) -> Bool {
    run.count >= 3 && run.contains { "aeiouyAEIOUY".utf8.contains($0) }
      && (run.dropFirst().allSatisfy { $0 &- 0x61 < 26 } || run.allSatisfy { $0 &- 0x41 < 26 })
  }

  private static func single(_ run: ArraySlice<UInt8>, _ bits: Double) -> Double {
    zip(run.dropFirst(), run).reduce(bits) { $0 + ($1.0 == $1.1 ? 1 : bits) }
  }
}
