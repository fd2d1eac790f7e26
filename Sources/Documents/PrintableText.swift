/// Text from strangers (names, output), made safe for a terminal.
package enum PrintableText {
  /// Control, bidirectional and other invisible characters as `\u{…}`.
  package static func line(_ text: String) -> String {
    escape(text.unicodeScalars, where: isDeceptive)
  }

  /// The same for a name that may be anything, at most 200 characters of it: also what could be
  /// taken for an escape, or stands for bytes that are no text.
  package static func name(_ name: String) -> String {
    let text = escape(name.unicodeScalars.prefix(200)) {
      isDeceptive($0) || $0 == "\\" || $0 == "\u{FFFD}"
    }
    return name.unicodeScalars.count > 200 ? text + "…" : text
  }

  private static func escape(
    _ scalars: some Sequence<Unicode.Scalar>, where isEscaped: (Unicode.Scalar) -> Bool
  ) -> String {
    var text = ""
    for scalar in scalars {
      if isEscaped(scalar) {
        text += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// Control characters, line separators, what changes the direction of text, and what isn't seen.
  package static func isDeceptive(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFEFF,
      0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }
}
