internal import Plans

/// A call of `gcloud`, `gsutil` or `bq`. Its words don't tell the method that is called: only the
/// service and what it names can be compared.
///
/// Source: https://cloud.google.com/sdk/gcloud/reference
struct GoogleCommand: Sendable {
  /// Empty where any may be called.
  private let services: Set<String>
  private let words: Set<String>
  private let isOpen: Bool
  let callsService: Bool

  private static let table: [String: Set<String>] = [
    "compute": ["compute.googleapis.com"], "container": ["container.googleapis.com"],
    "run": ["run.googleapis.com"], "sql": ["cloudsql.googleapis.com", "sqladmin.googleapis.com"],
    "iam": ["iam.googleapis.com"], "storage": ["storage.googleapis.com"],
    "projects": ["cloudresourcemanager.googleapis.com"], "pubsub": ["pubsub.googleapis.com"],
    "functions": ["cloudfunctions.googleapis.com", "run.googleapis.com"],
    "secrets": ["secretmanager.googleapis.com"], "kms": ["cloudkms.googleapis.com"],
    "dns": ["dns.googleapis.com"], "logging": ["logging.googleapis.com"],
    "services": ["serviceusage.googleapis.com", "servicemanagement.googleapis.com"],
    "app": ["appengine.googleapis.com"], "builds": ["cloudbuild.googleapis.com"],
    "artifacts": ["artifactregistry.googleapis.com"], "redis": ["redis.googleapis.com"],
    "scheduler": ["cloudscheduler.googleapis.com"], "tasks": ["cloudtasks.googleapis.com"],
    "monitoring": ["monitoring.googleapis.com"], "spanner": ["spanner.googleapis.com"],
    "bigtable": ["bigtableadmin.googleapis.com", "bigtable.googleapis.com"],
    "dataproc": ["dataproc.googleapis.com"], "gsutil": ["storage.googleapis.com"],
    "bq": ["bigquery.googleapis.com"],
  ]

  init(_ facts: CommandFacts) {
    var positionals = facts.positionals.map(\.text)
    if ["alpha", "beta", "preview"].contains(positionals.first) { positionals.removeFirst() }
    let group = facts.command.program == "gcloud" ? positionals.first ?? "" : facts.command.program
    services = Self.table[group] ?? []
    callsService = !["", "config", "auth", "info", "version", "components", "init"].contains(group)
    isOpen = facts.arguments.contains(where: Words.isOpen)
    words = Set(facts.arguments.flatMap { [$0.lowercased()] + Words.names(in: $0) })
  }

  func strength(of entry: TrailEntry) -> Strength? {
    guard callsService, services.isEmpty || services.contains(entry.event.service) else {
      return nil
    }
    return entry.event.isReadOnly || isOpen || names(entry.event.resource) ? .time : nil
  }

  private static let places: Set<String> = [
    "projects", "zones", "regions", "locations", "namespaces",
  ]

  /// Whether the command names something of the resource's path, its place apart.
  private func names(_ resource: String) -> Bool {
    let parts = resource.split(separator: "/").map { $0.lowercased() }
    var named: [String] = []
    var index = 0
    while index + 1 < parts.count {
      if !Self.places.contains(parts[index]) { named.append(parts[index + 1]) }
      index += 2
    }
    return named.isEmpty || named.contains(where: words.contains)
  }
}
