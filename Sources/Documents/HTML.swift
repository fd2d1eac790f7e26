/// What every HTML page of this program has in common.
package enum HTML {
  /// Text for an element or a quoted attribute; what deceives the eye is replaced.
  package static func text(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default: result.unicodeScalars.append(PrintableText.isDeceptive(scalar) ? "\u{FFFD}" : scalar)
      }
    }
    return result
  }
}
