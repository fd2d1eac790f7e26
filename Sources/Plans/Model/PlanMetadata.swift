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

/// What the plan touches; each name is compared with the client's own before the first step.
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
  /// No step starts after it; the window's end where the plan doesn't say.
  public var lastStart: Timestamp?
  public var place: Place

  public func contains(_ time: Timestamp) -> Bool { start <= time && time < end }
}
