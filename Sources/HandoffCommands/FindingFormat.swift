internal import Documents
internal import Redaction

/// How findings are written.
protocol FindingFormat: Sendable {
  /// Whether nothing may be shown before all is known.
  var isDocument: Bool { get }

  mutating func append(
    _ finding: SecretCheck.Finding, isFirst: Bool, to output: inout [UInt8]) throws

  /// What stands before and behind the findings of a document.
  func frame(_ outcome: SecretCheck.Outcome, isEmpty: Bool) throws -> DocumentFrame
}

/// A document without the list that is written by itself.
struct DocumentFrame {
  private(set) var before: [UInt8] = []
  private(set) var behind: [UInt8] = []

  /// Around nothing.
  init() {}

  /// - Parameters:
  ///   - list: the list's name; it is empty in the document, and indented by `indent` blanks.
  ///   - isEmpty: whether it stays so.
  init(_ document: some Encodable, list: String, indent: Int, isEmpty: Bool) throws {
    let text = try JSONText.encode(document, pretty: true)
    let margin = "\n" + String(repeating: " ", count: indent)
    // No value of JSON holds a newline, so that this is the list and nothing else.
    let open = Array("\(margin)\"\(list)\": [".utf8)
    guard let place = text.firstRange(of: open + Array("]".utf8)) else {
      throw Diagnostic(
        file: "", message: "the document has no list '\(list)'", hint: "report this as a bug")
    }
    before = text[..<place.lowerBound] + open + Array((isEmpty ? "" : "\n").utf8)
    behind = Array((isEmpty ? "" : margin).utf8) + text[(place.upperBound - 1)...]
  }
}

/// Few texts stand in many findings: encoded, by themselves.
struct EncodedTexts {
  private var known: [String: [UInt8]] = [:]

  /// - Parameter transform: what is written of a text.
  mutating func text(
    _ text: String, _ transform: (String) throws -> [UInt8] = Self.encode
  ) rethrows -> [UInt8] {
    if let encoded = known[text] { return encoded }
    if known.count >= 1 << 10 { known.removeAll(keepingCapacity: true) }
    let encoded = try transform(text)
    known[text] = encoded
    return encoded
  }

  /// As a string of JSON.
  static func encode(_ text: String) throws -> [UInt8] {
    Array(try JSONText.encode(text).dropLast())
  }
}
