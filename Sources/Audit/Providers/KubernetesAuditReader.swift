internal import Documents

/// An API server's audit log: one `Event` of `audit.k8s.io/v1` a line, or an `EventList`.
///
/// Sources: https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/,
/// https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
enum KubernetesAuditReader {
  static func entry(_ record: JSONView) throws(RecordFault) -> TrailEntry {
    guard record.text("kind") == "Event" else { throw .missing("kind") }
    let time = try record.moment(
      record.has("requestReceivedTimestamp") ? "requestReceivedTimestamp" : "stageTimestamp")
    var event = TrailEvent(provider: .kubernetes, time: time)
    let verb = try record.required("verb")
    guard let user = record["user"], user.isObject else { throw .missing("user") }
    let username = user.text("username") ?? ""
    let impersonated = record["impersonatedUser"]?.text("username")
    event.identity = impersonated ?? username
    event.address =
      (record["sourceIPs"]?.elements ?? []).compactMap(\.string).joined(separator: ", ")
    let reference = record["objectRef"]
    let path = (record.text("requestURI") ?? "").prefix { $0 != "?" }
    let object = KubernetesObject(
      verb: verb, resource: reference?.text("resource") ?? "",
      subresource: reference?.text("subresource") ?? "", name: reference?.text("name") ?? "",
      namespace: reference?.text("namespace") ?? "", path: String(path))
    event.action = "\(verb) \(kind(object))"
    event.service = reference?.text("apiGroup") ?? ""
    event.resource = [object.namespace, object.name].filter { !$0.isEmpty }.joined(separator: "/")
    if !object.namespace.isEmpty { event.scope["namespace"] = object.namespace }
    // What a shell in a container did isn't told: it may have been anything.
    let isStream = ["exec", "attach", "portforward", "proxy"].contains(object.subresource)
    event.isReadOnly =
      ["get", "list", "watch", "head", "options"].contains(verb) && !isStream
    if let code = record["responseStatus", "code"]?.scalar, let number = Int(code), number >= 400 {
      event.failure = code
    }
    event.id = "\(record.text("auditID") ?? "") \(record.text("stage") ?? "")"
    event.operation = record.text("auditID") ?? ""
    let agent = record.text("userAgent") ?? ""
    event.isBackground = impersonated == nil && isBackground(username, agent: agent)
    var entry = TrailEntry(event)
    if impersonated != nil { entry.aliases = [] }
    entry.agent = agent
    entry.object = object
    return entry
  }

  private static func kind(_ object: KubernetesObject) -> String {
    if object.resource.isEmpty { return object.path }
    return object.resource + (object.subresource.isEmpty ? "" : "/\(object.subresource)")
  }

  /// The control plane's components and nodes; not a person who uses one of their names by kubectl.
  private static func isBackground(_ user: String, agent: String) -> Bool {
    guard !agent.hasPrefix("kubectl"), !agent.hasPrefix("curl"), !agent.hasPrefix("Mozilla") else {
      return false
    }
    return [
      "system:node:", "system:kube-", "system:apiserver", "system:serviceaccount:kube-system:",
      "system:cloud-controller-manager", "eks:", "system:gke-", "aksService",
    ].contains { user.hasPrefix($0) }
  }
}
