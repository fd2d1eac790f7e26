internal import Redaction

/// A rule that found something, as SARIF's `reportingDescriptor`.
struct SARIFRule: Encodable {
  struct Text: Encodable {
    let text: String
  }

  struct Configuration: Encodable {
    let level: String
  }

  struct Properties: Encodable {
    let category: String
    let tags: [String]
  }

  let id: String
  let name: String
  let shortDescription: Text
  let help: Text?
  let helpUri: String?
  let defaultConfiguration: Configuration
  let properties: Properties

  init(id: String, category: String, _ rule: Rule?) {
    self.id = id
    name = rule?.name ?? id
    shortDescription = Text(text: name)
    help = rule?.rotation.map {
      Text(text: [$0.how, $0.documentation].compactMap(\.self).joined(separator: "\n"))
    }
    helpUri = rule?.rotation?.documentation.flatMap { Self.isURI($0) ? $0 : nil }
    defaultConfiguration = Configuration(level: Self.level(of: category))
    properties = Properties(category: category, tags: ["security", category])
  }

  private static func level(of category: String) -> String {
    switch RuleCategory(rawValue: category) {
    case .credential: "error"
    case .personal: "warning"
    case .identifier, nil: "note"
    }
  }

  /// A rule of one's own may name a page in any words.
  private static func isURI(_ text: String) -> Bool {
    (text.hasPrefix("https://") || text.hasPrefix("http://"))
      && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""<>\^`{|}"#.utf8.contains($0) }
  }

  /// What is told of a finding: never the value.
  ///
  /// - Parameter isName: whether the name of a file or folder holds it.
  func message(isName: Bool) -> String {
    // Braces and links mean something in a message.
    let plain = name.replacing("{", with: "{{").replacing("}", with: "}}")
      .replacing("](", with: "] (")
    return "\(plain) (\(id))\(isName ? " in the name of the file or folder" : "")."
  }
}
