public import Documents
internal import DurableFiles

extension Ticket {
  /// - Throws: ``FileError`` or ``Diagnostic``.
  public init(path: String) throws {
    try self.init(bytes: try DurableFile.read(path, limit: 1 << 20), file: path)
  }

  public init(bytes: [UInt8], file: String) throws {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(file: file, message: "not UTF-8")
    }
    try self.init(YAMLValue.parse(text, file: file))
  }

  public init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a ticket")
    if let version = mapping.optional("apiVersion"), try version.string() != "handoff/v1" {
      throw version.diagnostic("expected handoff/v1")
    }
    if let kind = mapping.optional("kind"), try kind.string() != "Ticket" {
      throw kind.diagnostic("expected kind: Ticket")
    }
    let idValue = try mapping.required("id")
    id = try idValue.rawText()
    guard TicketID.isValid(id) else {
      throw idValue.diagnostic(
        "not a ticket's id", hint: "letters, digits, '.', '_' and '-', at most 64: ORD-1042")
    }
    client = try mapping.required("client").string()
    title = try mapping.optional("title")?.string()
    created = try mapping.optional("created")?.timestamp()
    provider = try mapping.optional("provider").map { value in
      let name = try value.string()
      guard Self.providers.contains(name) else {
        throw value.diagnostic(
          "'\(name)' is not a known provider",
          hint: "one of \(Self.providers.joined(separator: ", "))")
      }
      return name
    }
    environment = try mapping.optional("environment")?.string()
    affected = try mapping.optional("affected")?.strings() ?? []
    identifiers = try Self.texts(mapping.optional("identifiers"), of: "the identifiers")
    deployment = try mapping.optional("deployment").map(Deployment.init)
    infrastructure = try mapping.optional("infrastructure")?.string()
    error = try mapping.optional("error").map(Failure.init)
    impact = try mapping.optional("impact").map(Self.impact)
    backups = try mapping.optional("backups").map(Backups.init)
    approvers = try mapping.optional("approvers")?.sequence().map(Approver.init) ?? []
    access = try mapping.optional("access").map(Access.init)
    emergency = try mapping.optional("emergency")?.bool() ?? false
    emergencyReason = try mapping.optional("emergencyReason")?.string()
    try mapping.finish()
  }

  fileprivate static func texts(_ value: YAMLValue?, of noun: String) throws -> [String: String] {
    guard let value else { return [:] }
    var mapping = try StrictMapping(value, of: noun)
    return Dictionary(
      uniqueKeysWithValues: try mapping.all().filter { !$0.value.isNull }.map {
        ($0.name, try $0.value.rawText())
      })
  }

  private static func impact(_ value: YAMLValue) throws -> [String: Bool] {
    var mapping = try StrictMapping(value, of: "the impact")
    var impact: [String: Bool] = [:]
    for name in impacts {
      if let value = mapping.optional(name) { impact[name] = try value.bool() }
    }
    try mapping.finish()
    return impact
  }
}

extension Ticket.Deployment {
  fileprivate init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the deployment")
    method = try mapping.optional("method")?.string()
    repository = try mapping.optional("repository")?.string()
    branches = try Ticket.texts(mapping.optional("branches"), of: "the branches")
    try mapping.finish()
  }
}

extension Ticket.Failure {
  fileprivate init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the error")
    message = try mapping.optional("message")?.rawText()
    since = try mapping.optional("since")?.timestamp()
    evidence = try mapping.optional("evidence")?.strings() ?? []
    try mapping.finish()
  }
}

extension Ticket.Backups {
  fileprivate init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the backups")
    confirmed = try mapping.optional("confirmed")?.bool() ?? false
    what = try mapping.optional("what")?.string()
    when = try mapping.optional("when")?.timestamp()
    by = try mapping.optional("by")?.string()
    try mapping.finish()
  }
}

extension Ticket.Approver {
  fileprivate init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "an approver")
    name = try mapping.required("name").string()
    role = try mapping.optional("role")?.string()
    principal = try mapping.optional("principal")?.string()
    key = try mapping.optional("key")?.string()
    try mapping.finish()
  }
}

extension Ticket.Access {
  fileprivate init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the access")
    mode = try mapping.optional("mode")?.string()
    level = try mapping.optional("level")?.string()
    expires = try mapping.optional("expires")?.timestamp()
    try mapping.finish()
  }
}
