/// Values written as YAML, so that every reader takes them for the same text.
package enum YAMLText {
  /// A text on one line: plain where nothing in it means anything, else in double quotes.
  package static func scalar(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  private static let words: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "null", "y", "n",
  ]

  /// Letters first, so that nothing is taken for a number, a date or an indicator.
  private static func isPlain(_ text: String) -> Bool {
    func isLetter(_ byte: UInt8) -> Bool {
      (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
    guard let first = text.utf8.first, isLetter(first), text.utf8.last != 0x20,
      !words.contains(text.lowercased())
    else { return false }
    var last: UInt8 = 0
    for byte in text.utf8 {
      let isSafe =
        isLetter(byte) || (0x30...0x39).contains(byte) || " _./@+-()=".utf8.contains(byte)
        || byte == 0x3A && last != 0x20
      // A colon means something before a space or at the end.
      guard isSafe, !(last == 0x3A && byte == 0x20) else { return false }
      last = byte
    }
    return last != 0x3A
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case _ where PrintableText.isDeceptive(scalar):
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
