public import Documents

/// What an approver signs: one bundle, in one role.
public struct Approval: Codable, Hashable, Sendable {
  /// Whoever approves in this role declares an emergency; see `handoff run --emergency`.
  public static let emergencyRole = "emergency"

  public enum Decision: String, Codable, Sendable {
    case approved
    case withdrawn
  }

  public var apiVersion = "handoff/v1"
  public var bundleId: String
  /// SHA-256 of the bundle's SHA256SUMS, lower hex.
  public var sums: String
  public var role: String
  public var principal: String
  public var decision: Decision
  public var reason: String?
  /// The plan's target, as the approver saw it.
  public var target: JSONValue?
  /// The plan's parameters, with the destination of each placeholder.
  public var parameters: JSONValue?
  public var window: JSONValue?
  /// The plan's waivers that the approver countersigns, as `rule` or `rule@step`.
  public var waivers: [String]?
  /// How many runs it is good for.
  public var maxRuns: Int
  public var created: Timestamp
  public var expires: Timestamp?

  public init(
    bundleId: String, sums: String, role: String, principal: String, decision: Decision,
    reason: String? = nil, target: JSONValue? = nil, parameters: JSONValue? = nil,
    window: JSONValue? = nil, waivers: [String]? = nil, maxRuns: Int = 1, created: Timestamp,
    expires: Timestamp? = nil
  ) {
    self.bundleId = bundleId
    self.sums = sums
    self.role = role
    self.principal = principal
    self.decision = decision
    self.reason = reason
    self.target = target
    self.parameters = parameters
    self.window = window
    self.waivers = waivers
    self.maxRuns = maxRuns
    self.created = created
    self.expires = expires
  }

  /// Every key is always there, null where nothing is said.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(apiVersion, forKey: .apiVersion)
    try container.encode(bundleId, forKey: .bundleId)
    try container.encode(sums, forKey: .sums)
    try container.encode(role, forKey: .role)
    try container.encode(principal, forKey: .principal)
    try container.encode(decision, forKey: .decision)
    try container.encode(reason, forKey: .reason)
    try container.encode(target, forKey: .target)
    try container.encode(parameters, forKey: .parameters)
    try container.encode(window, forKey: .window)
    try container.encode(waivers, forKey: .waivers)
    try container.encode(maxRuns, forKey: .maxRuns)
    try container.encode(created, forKey: .created)
    try container.encode(expires, forKey: .expires)
  }

  /// `<role>-<16 hex of the key>.json`.
  public static func fileName(role: String, key: PublicKey) -> String {
    "\(role)-\(key.shortName).json"
  }

  /// Letters, digits and single hyphens: `change-approver`.
  public static func isRole(_ text: String) -> Bool {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    return text.utf8.count <= 64
      && words.allSatisfy { word in
        !word.isEmpty
          && word.utf8.allSatisfy {
            (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          }
      }
  }

  /// The file's bytes.
  public func encoded() throws -> [UInt8] {
    try JSONText.encode(self, pretty: true)
  }
}
