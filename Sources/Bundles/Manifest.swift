public import Documents

/// `bundle.json`: what a bundle is and for whom.
public struct Manifest: Codable, Hashable, Sendable {
  public enum Kind: String, Codable, Sendable {
    case support
    case change
    case evidence
  }

  public struct Tool: Codable, Hashable, Sendable {
    public var name: String
    public var version: String

    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }

  public static let fileName = "bundle.json"

  public var apiVersion = "handoff/v1"
  public var kind: Kind
  public var id: String
  public var ticket: String
  public var client: String
  public var created: Timestamp
  /// Nil: the bundle has no end.
  public var expires: Timestamp?
  public var tool: Tool?

  public init(
    kind: Kind, id: String, ticket: String, client: String, created: Timestamp,
    expires: Timestamp?
  ) {
    self.kind = kind
    self.id = id
    self.ticket = ticket
    self.client = client
    self.created = created
    self.expires = expires
    tool = Tool(name: "handoff", version: HandoffVersion.text)
  }

  /// - Throws: ``BundleError`` with code `manifest`.
  public init(parsing bytes: [UInt8]) throws(BundleError) {
    do {
      self = try JSONText.decode(Manifest.self, from: bytes, file: Self.fileName)
    } catch {
      throw BundleError(.manifest, error.description)
    }
    guard apiVersion == "handoff/v1" else {
      throw BundleError(
        .manifest, "\(Self.fileName): an unknown apiVersion",
        hint: "this handoff (\(HandoffVersion.text)) reads handoff/v1")
    }
    guard TicketID.isValid(ticket) else {
      throw BundleError(.manifest, "\(Self.fileName): 'ticket' is not a ticket's id")
    }
    guard TicketID.isValid(id, length: 200) else {
      throw BundleError(.manifest, "\(Self.fileName): 'id' is not a bundle's id")
    }
  }

  /// The file's bytes; `expires` is always there, null where it has no end.
  public func encoded() throws -> [UInt8] {
    try JSONText.encode(self, pretty: true)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(apiVersion, forKey: .apiVersion)
    try container.encode(kind, forKey: .kind)
    try container.encode(id, forKey: .id)
    try container.encode(ticket, forKey: .ticket)
    try container.encode(client, forKey: .client)
    try container.encode(created, forKey: .created)
    try container.encode(expires, forKey: .expires)
    try container.encodeIfPresent(tool, forKey: .tool)
  }
}
