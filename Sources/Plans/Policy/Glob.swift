/// A pattern with `*` for any text, `\*` for a star; letters match in either case.
struct Glob: Sendable {
  /// Bytes; `star` stands for any text.
  private let pattern: [UInt16]
  private static let star: UInt16 = 256

  init(_ text: String) {
    var pattern: [UInt16] = []
    var isEscaped = false
    for byte in text.lowercased().utf8 {
      if isEscaped {
        pattern.append(UInt16(byte))
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        pattern.append(byte == UInt8(ascii: "*") ? Self.star : UInt16(byte))
      }
    }
    self.pattern = pattern
  }

  func matches(_ text: String) -> Bool {
    let text = Array(text.utf8)
    var index = 0
    var place = 0
    var last: (pattern: Int, text: Int)?
    while place < text.count {
      if index < pattern.count, pattern[index] == Self.star {
        last = (index, place)
        index += 1
      } else if index < pattern.count, pattern[index] == Self.lower(text[place]) {
        index += 1
        place += 1
      } else if let star = last {
        index = star.pattern + 1
        place = star.text + 1
        last = (star.pattern, place)
      } else {
        return false
      }
    }
    while index < pattern.count, pattern[index] == Self.star { index += 1 }
    return index == pattern.count
  }

  private static func lower(_ byte: UInt8) -> UInt16 {
    UInt16((65...90).contains(byte) ? byte + 32 : byte)
  }
}
