public import Documents

/// `ticket.yaml`: what happened, where, what it touches, and who decides.
///
/// Only `id` and `client` must be there to read it; ``TicketCheck`` says what an intake lacks.
public struct Ticket: Sendable, Equatable {
  public struct Deployment: Sendable, Equatable {
    public var method: String?
    public var repository: String?
    public var branches: [String: String] = [:]
  }

  public struct Failure: Sendable, Equatable {
    public var message: String?
    public var since: Timestamp?
    /// Files or links.
    public var evidence: [String] = []
  }

  public struct Backups: Sendable, Equatable {
    public var confirmed = false
    public var what: String?
    public var when: Timestamp?
    public var by: String?
  }

  public struct Approver: Sendable, Equatable {
    public var name: String
    public var role: String?
    public var principal: String?
    /// A public key, for a person to compare; never trusted from here.
    public var key: String?

    public init(name: String, role: String?, principal: String?, key: String?) {
      self.name = name
      self.role = role
      self.principal = principal
      self.key = key
    }
  }

  public struct Access: Sendable, Equatable {
    /// `client-executed`, `screen-share` or `temporary-access`.
    public var mode: String?
    public var level: String?
    public var expires: Timestamp?
  }

  public var id: String
  public var client: String
  public var title: String?
  public var created: Timestamp?
  public var provider: String?
  public var environment: String?
  public var affected: [String] = []
  public var identifiers: [String: String] = [:]
  public var deployment: Deployment?
  public var infrastructure: String?
  public var error: Failure?
  /// What may be affected; nil where nothing is said.
  public var impact: [String: Bool]?
  public var backups: Backups?
  public var approvers: [Approver] = []
  public var access: Access?
  public var emergency = false
  public var emergencyReason: String?

  public static let providers = [
    "aws", "google-cloud", "azure", "cloudflare", "digitalocean", "render", "fly", "railway",
    "heroku", "kubernetes", "other",
  ]
  public static let impacts = [
    "traffic", "databaseWrites", "customerData", "payments", "tracking", "email", "criticalJobs",
  ]
  /// Those that may be changed with less care than production.
  static let harmlessEnvironments: Set = [
    "staging", "stage", "preview", "test", "testing", "qa", "development", "dev", "local",
    "sandbox",
  ]

  /// Also where the environment isn't one that is known for anything else.
  public var isProduction: Bool {
    environment.map { !Self.harmlessEnvironments.contains($0.lowercased()) } ?? false
  }
}
