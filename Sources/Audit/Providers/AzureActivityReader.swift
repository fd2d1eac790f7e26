internal import Documents

/// Azure's activity log: `az monitor activity-log list`, the REST API's `value`, and what a
/// diagnostic setting writes to a storage account or an event hub.
///
/// Source: https://learn.microsoft.com/azure/azure-monitor/essentials/activity-log-schema
enum AzureActivityReader {
  static func entry(_ record: JSONView) throws(RecordFault) -> TrailEntry {
    let isStored = !record.has("eventTimestamp")
    var event = TrailEvent(
      provider: .azure, time: try record.moment(isStored ? "time" : "eventTimestamp"))
    guard let action = record.text("operationName") ?? record["operationName"]?.text("value") else {
      throw .missing("operationName")
    }
    event.action = action
    event.service = String(action.prefix { $0 != "/" })
    event.resource = record.text("resourceId") ?? record.text("resourceUri") ?? ""
    let who = isStored ? record["identity"] : record
    let claims = who?["claims"]
    let upn = claims?.text("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn")
    let name = claims?.text("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name")
    event.identity = record.text("caller") ?? upn ?? name ?? claims?.text("appid") ?? ""
    event.address =
      record.text("callerIpAddress") ?? record["httpRequest"]?.text("clientIpAddress")
      ?? claims?.text("ipaddr") ?? ""
    event.id = record.text("eventDataId") ?? ""
    event.operation = record.text("correlationId") ?? record.text("operationId") ?? ""
    event.failure = failure(record)
    let parts = event.resource.split(separator: "/").map(String.init)
    event.scope["subscription"] = record.text("subscriptionId") ?? value(of: "subscriptions", parts)
    event.scope["resourceGroup"] =
      record.text("resourceGroupName") ?? value(of: "resourcegroups", parts)
    event.isReadOnly = action.lowercased().hasSuffix("/read")
    event.isBackground = event.identity.isEmpty && isPlatform(record)
    var entry = TrailEntry(event)
    entry.aliases = [
      upn, name, claims?.text("appid"),
      claims?.text("http://schemas.microsoft.com/identity/claims/objectidentifier"),
    ].compactMap(\.self)
    return entry
  }

  private static func failure(_ record: JSONView) -> String {
    let status =
      record["status"]?.text("value") ?? record.text("status") ?? record.text("resultType") ?? ""
    guard ["failed", "failure"].contains(status.lowercased()) else { return "" }
    return record["subStatus"]?.text("value") ?? record.text("resultSignature") ?? status
  }

  /// The word behind this one in a resource's id, whose case doesn't count.
  private static func value(of name: String, _ parts: [String]) -> String? {
    guard let index = parts.firstIndex(where: { $0.lowercased() == name }), index + 1 < parts.count
    else { return nil }
    return parts[index + 1]
  }

  /// Categories that tell what became of the platform, not what somebody did.
  private static func isPlatform(_ record: JSONView) -> Bool {
    let category = record["category"]?.text("value") ?? record.text("category") ?? ""
    return [
      "servicehealth", "resourcehealth", "alert", "autoscale", "recommendation", "security",
      "policy",
    ].contains(category.lowercased())
  }
}
