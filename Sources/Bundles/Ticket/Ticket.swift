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
  }

  public struct Access: Sendable, Equatable {
    public var mode: String?
    public var level: String?
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

  public static let providers = [
    "aws", "google-cloud", "azure", "cloudflare", "digitalocean", "render", "fly", "railway",
    "heroku", "kubernetes", "other",
  ]
  public static let impacts = [
    "traffic", "databaseWrites", "customerData", "payments", "tracking", "email", "criticalJobs",
  ]

  public var isProduction: Bool {
    ["production", "prod", "live"].contains(environment?.lowercased())
  }
}
