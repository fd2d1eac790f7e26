/// An example of a rule file, with the spans that must be found.
///
/// `⟪` and `⟫` mark a span; `[~]` breaks a token apart, so that no scanner takes the rule file for
/// a leak. All three vanish on reading.
public struct MarkedExample: Sendable {
  public let bytes: [UInt8]
  /// In `bytes`; empty where the example marks nothing.
  public let spans: [Range<Int>]
  /// 1-based line in the rule file.
  public let line: Int
  /// 1-based, in characters.
  public let column: Int

  init(_ text: String, line: Int, column: Int) {
    var bytes: [UInt8] = []
    var spans: [Range<Int>] = []
    var start: Int?
    var rest = Substring(text)
    while let character = rest.first {
      if rest.hasPrefix("[~]") {
        rest.removeFirst(3)
        continue
      }
      rest.removeFirst()
      switch character {
      case "⟪": start = bytes.count
      case "⟫":
        if let begun = start { spans.append(begun..<bytes.count) }
        start = nil
      default: bytes += String(character).utf8
      }
    }
    self.bytes = bytes
    self.spans = spans
    self.line = line
    self.column = column
  }
}
