public import Documents

/// Whose plan it is and how long it holds.
public struct PlanMetadata: Sendable {
  /// Letters, digits, `.`, `_`, `-`.
  public var id: String
  public var ticket: String?
  public var client: String?
  /// Grows with each version of the plan.
  public var serial: Int
  /// The author's principal: whose key signs the bundle.
  public var author: String?
  public var authorPlace: Place
  public var created: Timestamp?
  public var expires: Timestamp?
  public var title: String?
  public var description: String?
  public var place: Place
}

/// What the plan touches. Client, host and what the provider's own tool tells are compared before
/// the first step; see ``TargetProvider``.
public struct PlanTarget: Sendable {
  public var provider: String?
  /// AWS, Cloudflare.
  public var account: String?
  /// Google Cloud, DigitalOcean.
  public var project: String?
  /// Azure.
  public var subscription: String?
  public var resourceGroup: String?
  public var region: String?
  public var zone: String?
  public var cluster: String?
  /// Kubernetes.
  public var context: String?
  public var namespace: String?
  /// The host's name, for plans that run on one machine.
  public var host: String?
  public var environment: String?
  public var resources: [String]
  public var place: Place

  /// The parts that are named, in the document's order of keys.
  public var parts: [(name: String, value: String)] {
    let all: [(String, String?)] = [
      ("provider", provider), ("account", account), ("project", project),
      ("subscription", subscription), ("resourceGroup", resourceGroup), ("region", region),
      ("zone", zone), ("cluster", cluster), ("context", context), ("namespace", namespace),
      ("host", host), ("environment", environment),
    ]
    return all.compactMap { name, value in value.map { (name, $0) } }
  }

  /// Every name that ``parts`` may have.
  static let fieldNames = [
    "provider", "account", "project", "subscription", "resourceGroup", "region", "zone", "cluster",
    "context", "namespace", "host", "environment",
  ]

  /// The fields by which an account is told from another one, with their values.
  package var identities: [(name: String, value: String)] {
    parts.filter { ["account", "project", "subscription", "context"].contains($0.name) }
  }

  /// Whether the environment is a production one, or is not said.
  public var isProduction: Bool {
    guard let environment = environment?.lowercased() else { return true }
    return environment.hasPrefix("prod") || environment == "live"
      || environment == "disaster-recovery" || environment == "shared"
  }
}

public struct PlanRisk: Sendable {
  public enum Level: String, CaseIterable, Sendable {
    case low, medium, high, critical
  }

  public var level: Level
  /// What stands to be hurt, in the author's words.
  public var blastRadius: String?
  public var reversible: Bool?
  public var downtimeMinutes: Int?
  public var place: Place
}

/// When the plan may run.
public struct Window: Sendable {
  public var start: Timestamp
  public var end: Timestamp
  /// The first step doesn't start after it; the window's end where the plan doesn't say.
  public var lastStart: Timestamp?
  public var place: Place

  public func contains(_ time: Timestamp) -> Bool { start <= time && time < end }
}
