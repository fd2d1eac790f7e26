internal import BuiltinData
internal import Documents

/// What tickets ask: `checklists/intake/ticket.yaml`, as it was when the binary was built.
public struct TicketIntake: Sendable {
  /// What pins a target with a provider.
  public struct Identifier: Sendable {
    public enum Form: String, CaseIterable, Sendable {
      case digits12 = "digits-12"
      case uuid
    }

    public let name: String
    /// A change of production can't do without it.
    public let isNeeded: Bool
    public let form: Form?
    /// The command that tells it.
    public let command: String?
  }

  public let questions: [TicketQuestion]
  private let identifiers: [String: [Identifier]]

  /// - Throws: ``Diagnostic`` when the embedded file is broken.
  public static func builtin() throws -> TicketIntake {
    let path = "checklists/intake/ticket.yaml"
    let file = BuiltinFile.files(in: "checklists/intake").first { $0.path == path }
    return try TicketIntake(YAMLValue.parse(file?.text ?? "", file: path))
  }

  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the intake")
    questions = try mapping.required("questions").sequence().map(TicketQuestion.init)
    var providers = try StrictMapping(mapping.required("identifiers"), of: "the identifiers")
    identifiers = try Dictionary(
      uniqueKeysWithValues: providers.all().map {
        ($0.name, try $0.value.sequence().map(Identifier.init))
      })
    try mapping.finish()
  }

  /// Those of a provider; of `other` where it is unknown.
  public func identifiers(of provider: String?) -> [Identifier] {
    provider.flatMap { identifiers[$0] } ?? identifiers["other"] ?? []
  }

  public func question(_ id: String) -> TicketQuestion? {
    questions.first { $0.id == id }
  }
}

extension TicketIntake.Identifier {
  fileprivate init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "an identifier")
    name = try mapping.required("name").string()
    isNeeded = try mapping.optional("needed")?.bool() ?? false
    form = try mapping.optional("form")?.choice(Form.self)
    command = try mapping.optional("from")?.string()
    try mapping.finish()
  }

  /// Whether a value can be one; a placeholder always can.
  public func accepts(_ text: String) -> Bool {
    if text.hasPrefix("REDACTED_") { return true }
    switch form {
    case nil: return true
    case .digits12: return text.utf8.count == 12 && text.utf8.allSatisfy { (0x30...0x39) ~= $0 }
    case .uuid:
      let parts = text.split(separator: "-", omittingEmptySubsequences: false)
      return parts.map(\.count) == [8, 4, 4, 4, 12]
        && parts.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }
  }

  /// What ``accepts(_:)`` takes, for a message.
  public var formText: String {
    switch form {
    case nil: "a text"
    case .digits12: "12 digits"
    case .uuid: "a UUID"
    }
  }
}
