internal import Documents
package import Redaction

/// What of a trail may be shown: redacted, on one line, nothing in it that deceives the eye.
package final class ShownText {
  private let redactor: Redactor
  /// Names come again and again; at most ``most`` are kept.
  private var known: [String: String] = [:]
  private static let most = 20_000

  package init(_ redactor: Redactor) {
    self.redactor = redactor
  }

  package func callAsFunction(_ text: String) throws -> String {
    if text.isEmpty { return text }
    if let shown = known[text] { return shown }
    let redacted = try redactor.redact(Array(text.utf8)).bytes
    let shown = PrintableText.line(String(decoding: redacted, as: UTF8.self))
    if known.count < Self.most { known[text] = shown }
    return shown
  }
}
