internal import Documents

/// An event as it is shown: what of it may be.
package struct ShownEvent: Sendable {
  package let time: String
  package let provider: String
  package let identity: String
  package let address: String
  package let action: String
  package let resource: String
  package let scope: [String: String]
  package let failure: String
  package let place: TrailPlace

  package init(_ item: AuditTimeline.Item, _ shown: ShownText) throws {
    let event = item.event
    time = event.time.description
    provider = event.provider.rawValue
    identity = try shown(event.identity)
    address = try shown(event.address)
    let service = event.provider == .aws ? event.service.prefix { $0 != "." } + " " : ""
    action = try shown(service + event.action)
    resource = try shown(event.resource)
    scope = try event.scope.mapValues { try shown($0) }
    failure = try shown(event.failure)
    place = item.place
  }

  /// `1 event`, `2 events`.
  static func counted(_ count: Int, _ what: String) -> String {
    "\(count) \(what)\(count == 1 ? "" : "s")"
  }
}

extension Verdict.Explanation {
  /// How sure it is.
  var text: String {
    let by = strength == .action ? "by action" : "by time and identity only"
    return apart > 0 ? "\(by), \(apart) s outside its time" : by
  }
}
