/// Names from a stranger, made safe for a terminal.
package enum PrintableName {
  /// Control, bidi and other invisible characters as `\u{…}`, at most 200 characters.
  package static func escape(_ name: String) -> String {
    var text = ""
    for scalar in name.unicodeScalars.prefix(200) {
      if isDeceptive(scalar) || scalar == "\\" || scalar == "\u{FFFD}" {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return name.unicodeScalars.count > 200 ? text + "…" : text
  }

  /// Control characters, line separators, and what changes the direction of text.
  package static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
