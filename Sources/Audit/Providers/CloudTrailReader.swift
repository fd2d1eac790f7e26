internal import Documents

/// AWS CloudTrail: records of its files and of `aws cloudtrail lookup-events`.
///
/// Sources: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html,
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html,
/// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_Event.html
enum CloudTrailReader {
  /// The API's `Event`: the record itself is a text in it.
  static func lookup(_ event: JSONView) throws(RecordFault) -> TrailEntry {
    guard let text = event.text("CloudTrailEvent") else { throw .missing("CloudTrailEvent") }
    let record: JSONView
    do {
      record = try JSONView(Array(text.utf8), file: "")
    } catch {
      throw RecordFault(message: "'CloudTrailEvent' is not JSON: \(error.message)")
    }
    return try entry(record)
  }

  static func entry(_ record: JSONView) throws(RecordFault) -> TrailEntry {
    var event = TrailEvent(provider: .aws, time: try record.moment("eventTime"))
    event.service = try record.required("eventSource")
    event.action = try record.required("eventName")
    guard let who = record["userIdentity"], who.isObject else { throw .missing("userIdentity") }
    event.identity =
      who.text("arn") ?? who.text("userName") ?? who.text("invokedBy") ?? who.text("principalId")
      ?? who.text("accountId") ?? ""
    event.address = record.text("sourceIPAddress") ?? ""
    event.isReadOnly = record["readOnly"]?.bool ?? isReading(event.action)
    event.failure = record.text("errorCode") ?? ""
    event.id = record.text("eventID") ?? ""
    event.scope["account"] = record.text("recipientAccountId") ?? who.text("accountId")
    event.scope["region"] = record.text("awsRegion")
    event.isBackground = isBackground(who, address: event.address)
    var entry = TrailEntry(event)
    let issuer = who["sessionContext", "sessionIssuer"]
    entry.aliases = [
      who.text("userName"), who.text("principalId"), issuer?.text("arn"), issuer?.text("userName"),
    ].compactMap(\.self)
    entry.agent = record.text("userAgent") ?? ""
    entry.parameters = parameters(record["requestParameters"])
    entry.event.resource = resource(record)
    return entry
  }

  /// Where an old record doesn't say.
  private static func isReading(_ action: String) -> Bool {
    ["Get", "List", "Describe", "Head", "Lookup", "BatchGet"].contains { action.hasPrefix($0) }
  }

  /// A service of AWS that acts for the account: never one that merely calls itself so, for its
  /// address is that service's too.
  private static func isBackground(_ who: JSONView, address: String) -> Bool {
    let isFromService = address.hasSuffix(".amazonaws.com") || address == "AWS Internal"
    switch who.text("type") {
    case "AWSService": return true
    case "AssumedRole":
      let role = who["sessionContext", "sessionIssuer"]?.text("arn") ?? ""
      return isFromService
        && (role.contains(":role/aws-service-role/") || who.text("invokedBy") != nil)
    default: return false
    }
  }

  /// The request's scalars and lists of them by name; under no name all that it holds.
  private static func parameters(_ view: JSONView?) -> [String: [String]] {
    var all: [String: [String]] = [:]
    for (name, value) in view?.members.prefix(100) ?? [] {
      let values =
        value.isArray
        ? value.elements.prefix(100).compactMap(\.scalar)
        : [value.scalar]
          .compactMap(\.self)
      if !values.isEmpty { all[ParameterKey.plain(name)] = values }
    }
    var leaves: [String] = []
    if let view { collect(view, into: &leaves) }
    if !leaves.isEmpty { all[""] = leaves }
    return all
  }

  private static func collect(_ view: JSONView, into leaves: inout [String]) {
    guard leaves.count < 500 else { return }
    if view.isObject {
      for (_, value) in view.members { collect(value, into: &leaves) }
    } else if view.isArray {
      for value in view.elements { collect(value, into: &leaves) }
    } else if let text = view.scalar {
      leaves.append(text)
    }
  }

  private static let naming = [
    "name", "arn", "id", "identifier", "bucket", "cluster", "service", "function", "table", "key",
    "role", "user", "group", "instance", "queue", "topic", "secret", "resource", "stack",
  ]

  /// The resources' ARNs; else what the request names.
  private static func resource(_ record: JSONView) -> String {
    let arns = record["resources"]?.elements.prefix(5).compactMap {
      $0.text("ARN") ?? $0.text("arn")
    }
    if let arns, !arns.isEmpty { return arns.joined(separator: ", ") }
    let named = (record["requestParameters"]?.members ?? []).compactMap { name, value -> String? in
      guard let text = value.scalar, text.utf8.count <= 200,
        naming.contains(where: { ParameterKey.plain(name).hasSuffix($0) })
      else { return nil }
      return "\(name)=\(text)"
    }
    return named.prefix(5).joined(separator: " ")
  }
}

/// `--db-instance-identifier`, `dBInstanceIdentifier`: the same parameter.
enum ParameterKey {
  static func plain(_ name: String) -> String {
    String(name.lowercased().filter { $0 != "-" && $0 != "_" && $0 != "." })
  }
}
