/// Text as it may reach a terminal.
package enum PrintableText {
  /// Control and bidirectional characters written as `\u{…}`, so that no text can move the cursor
  /// or reorder a line. Newlines and tabs stay.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x0A, 0x09: result.unicodeScalars.append(scalar)
      case ..<0x20, 0x7F..<0xA0, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF,
        0xFFF9...0xFFFB, 0xE0000...0xE007F:
        result += "\\u{\(String(scalar.value, radix: 16))}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A command's output: what could drive the terminal is taken out, UTF-8 stays.
  static func output(_ bytes: [UInt8]) -> String {
    escaped(String(decoding: bytes, as: UTF8.self).filter { $0 != "\r" })
  }
}
