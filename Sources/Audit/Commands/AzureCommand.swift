internal import Plans

/// A call of `az`. Its words don't tell the operation: only the resource provider and what is named
/// can be compared.
///
/// Source: https://learn.microsoft.com/cli/azure/reference-index
struct AzureCommand: Sendable {
  /// Lower-case; empty where any may be called.
  private let services: Set<String>
  private let names: [String]
  let groups: [String]
  let callsService: Bool

  private static let table: [String: Set<String>] = [
    "vm": ["microsoft.compute"], "vmss": ["microsoft.compute"], "disk": ["microsoft.compute"],
    "snapshot": ["microsoft.compute"], "network": ["microsoft.network"],
    "webapp": ["microsoft.web"], "functionapp": ["microsoft.web"], "appservice": ["microsoft.web"],
    "aks": ["microsoft.containerservice"], "acr": ["microsoft.containerregistry"],
    "sql": ["microsoft.sql"], "postgres": ["microsoft.dbforpostgresql"],
    "mysql": ["microsoft.dbformysql"], "storage": ["microsoft.storage"],
    "keyvault": ["microsoft.keyvault"], "role": ["microsoft.authorization"],
    "group": ["microsoft.resources"], "tag": ["microsoft.resources"],
    "monitor": ["microsoft.insights"], "redis": ["microsoft.cache"],
    "containerapp": ["microsoft.app"], "cosmosdb": ["microsoft.documentdb"],
    "servicebus": ["microsoft.servicebus"], "eventhubs": ["microsoft.eventhub"],
    "cdn": ["microsoft.cdn"], "afd": ["microsoft.cdn"],
    "identity": ["microsoft.managedidentity"], "lock": ["microsoft.authorization"],
  ]

  init(_ facts: CommandFacts) {
    let group = facts.positionals.first?.text ?? ""
    services = Self.table[group] ?? []
    callsService = ![
      "", "account", "login", "logout", "config", "configure", "version", "upgrade", "extension",
      "cloud", "find", "feedback", "bicep",
    ].contains(group)
    groups = facts.values(of: ["-g", "--resource-group"]).filter { !Words.isOpen($0) }
    let ids = facts.values(of: ["--ids", "--id"]).compactMap {
      $0.split(separator: "/").last.map(String.init)
    }
    names = (facts.values(of: ["-n", "--name"]) + ids).filter { !Words.isOpen($0) }
      .map { $0.lowercased() }
  }

  func strength(of entry: TrailEntry) -> Strength? {
    let service = entry.event.service.lowercased()
    guard callsService, services.isEmpty || services.contains(service) else { return nil }
    if let group = entry.event.scope["resourceGroup"], !groups.isEmpty,
      !groups.contains(where: { $0.lowercased() == group.lowercased() })
    {
      return nil
    }
    guard !services.isEmpty, !names.isEmpty else { return .time }
    let parts = entry.event.resource.lowercased().split(separator: "/").map(String.init)
    return names.contains(where: parts.contains) ? .time : nil
  }
}
