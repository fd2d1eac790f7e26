internal import Documents

/// Google Cloud audit logs: entries of `gcloud logging read --format=json`, of a sink's files.
///
/// Sources: https://cloud.google.com/logging/docs/reference/v2/rest/v2/LogEntry,
/// https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog,
/// https://cloud.google.com/logging/docs/audit/understanding-audit-logs
enum GoogleAuditReader {
  static func entry(_ record: JSONView) throws(RecordFault) -> TrailEntry {
    guard let audit = record["protoPayload"], audit.isObject else { throw .missing("protoPayload") }
    let moment = try record.moment(record.has("timestamp") ? "timestamp" : "receiveTimestamp")
    var event = TrailEvent(provider: .google, time: moment)
    event.service = try audit.required("serviceName")
    event.action = try audit.required("methodName")
    let who = audit["authenticationInfo"]
    event.identity = who?.text("principalEmail") ?? who?.text("principalSubject") ?? ""
    event.address = audit["requestMetadata"]?.text("callerIp") ?? ""
    event.resource = audit.text("resourceName") ?? ""
    event.id = record.text("insertId") ?? ""
    event.operation = record["operation"]?.text("id") ?? ""
    if let code = audit["status", "code"]?.scalar, code != "0" { event.failure = "code \(code)" }
    let labels = record["resource", "labels"]
    event.scope["project"] = labels?.text("project_id") ?? project(record.text("logName") ?? "")
    event.scope["region"] =
      labels?.text("region") ?? labels?.text("location") ?? labels?.text("zone")
    let permissions = audit["authorizationInfo"]?.elements ?? []
    let kinds = permissions.compactMap { $0.text("permissionType") }
    event.isReadOnly =
      kinds.isEmpty ? isReading(event.action) : kinds.allSatisfy { $0.hasSuffix("_READ") }
    event.isBackground = isBackground(event.identity, log: record.text("logName") ?? "")
    var entry = TrailEntry(event)
    entry.aliases = [who?.text("principalSubject")].compactMap(\.self)
    entry.agent = audit["requestMetadata"]?.text("callerSuppliedUserAgent") ?? ""
    return entry
  }

  private static func project(_ log: String) -> String? {
    let parts = log.split(separator: "/")
    return parts.count > 1 && parts[0] == "projects" ? String(parts[1]) : nil
  }

  /// The last word of a method: `v1.compute.instances.list`, `…ClusterManager.GetCluster`.
  private static func isReading(_ method: String) -> Bool {
    let verb = (method.split(separator: ".").last.map(String.init) ?? method).lowercased()
    return ["get", "list", "aggregatedlist", "search", "test", "query", "read", "lookup"].contains {
      verb.hasPrefix($0)
    }
  }

  /// Source: https://cloud.google.com/iam/docs/service-agents
  private static let agents: Set<String> = [
    "compute-system", "container-engine-robot", "serverless-robot-prod", "gcf-admin-robot",
    "containerregistry", "dataproc-accounts", "cloud-redis", "cloud-filer", "firebase-rules",
  ]

  /// Google's own agents. A service account of the project is none.
  private static func isBackground(_ identity: String, log: String) -> Bool {
    if log.hasSuffix("cloudaudit.googleapis.com%2Fsystem_event") { return true }
    if identity == "system@google.com" { return true }
    let parts = identity.split(separator: "@")
    guard parts.count == 2 else { return false }
    if parts[1] == "cloudservices.gserviceaccount.com" { return true }
    let suffix = ".iam.gserviceaccount.com"
    guard parts[0].hasPrefix("service-"), parts[1].hasSuffix(suffix) else { return false }
    let owner = parts[1].dropLast(suffix.count)
    return owner.hasPrefix("gcp-sa-") || agents.contains(String(owner))
  }
}
