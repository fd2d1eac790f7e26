/// Text from strangers (names, output), made safe for a terminal.
package enum PrintableText {
  /// Control, bidirectional and other invisible characters as `\u{…}`.
  package static func line(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if isDeceptive(scalar) {
        result += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Control characters, line separators, and what changes the direction of text.
  package static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
