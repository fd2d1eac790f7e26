internal import Documents

extension PlanMetadata {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the metadata")
    id = try mapping.required("id").identifier("the plan's id")
    ticket = try mapping.optional("ticket")?.identifier("a ticket's id")
    client = try mapping.text("client")
    serial = try mapping.optional("serial")?.number() ?? 1
    let authorValue = mapping.optional("author")
    author = try authorValue?.rawText()
    authorPlace = Place(authorValue ?? value)
    created = try mapping.optional("created")?.timestamp()
    expires = try mapping.optional("expires")?.timestamp()
    title = try mapping.text("title")
    description = try mapping.text("description")
    place = Place(value)
    try mapping.finish()
  }
}

extension PlanTarget {
  init(_ value: YAMLValue?, in document: YAMLValue) throws {
    place = Place(value ?? document)
    resources = []
    guard let value else { return }
    var mapping = try StrictMapping(value, of: "the target")
    provider = try mapping.text("provider")
    account = try mapping.text("account")
    project = try mapping.text("project")
    subscription = try mapping.text("subscription")
    resourceGroup = try mapping.text("resourceGroup")
    region = try mapping.text("region")
    zone = try mapping.text("zone")
    cluster = try mapping.text("cluster")
    context = try mapping.text("context")
    namespace = try mapping.text("namespace")
    host = try mapping.text("host")
    environment = try mapping.text("environment")
    resources = try mapping.optional("resources")?.rawTexts() ?? []
    try mapping.finish()
  }
}

extension PlanRisk {
  init(_ value: YAMLValue?, in document: YAMLValue) throws {
    place = Place(value ?? document)
    level = .medium
    guard let value else { return }
    if !value.isMapping {
      level = try value.choice(Level.self)
      return
    }
    var mapping = try StrictMapping(value, of: "the risk")
    level = try mapping.optional("level")?.choice(Level.self) ?? .medium
    blastRadius = try mapping.text("blastRadius")
    reversible = try mapping.optional("reversible")?.bool()
    downtimeMinutes = try mapping.optional("downtimeMinutes")?.number()
    try mapping.finish()
  }
}

extension Window {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the window")
    start = try mapping.required("start").timestamp()
    let endValue = try mapping.required("end")
    end = try endValue.timestamp()
    let lastValue = mapping.optional("lastStart")
    lastStart = try lastValue?.timestamp()
    place = Place(value)
    try mapping.finish()
    guard start < end else { throw endValue.diagnostic("the window ends before it starts") }
    if let lastValue, let lastStart, lastStart < start || lastStart > end {
      throw lastValue.diagnostic("lastStart lies outside the window")
    }
  }
}

extension ApprovalRequirement {
  init(_ value: YAMLValue) throws {
    place = Place(value)
    minimum = 1
    not = []
    kinds = []
    guard value.isMapping else {
      role = try value.identifier("a role")
      return
    }
    var mapping = try StrictMapping(value, of: "an approval")
    role = try mapping.required("role").identifier("a role")
    let minimumValue = mapping.optional("min")
    minimum = try minimumValue?.number() ?? 1
    if let notValue = mapping.optional("not") {
      if case .sequence(let parties) = notValue.kind {
        not = try parties.map { try $0.choice(Party.self) }
      } else {
        not = [try notValue.choice(Party.self)]
      }
    }
    before = try mapping.text("before")
    if let value = mapping.optional("for") {
      let items = if case .sequence(let items) = value.kind { items } else { [value] }
      kinds = try items.map { try $0.identifier("a kind of approval") }
    }
    try mapping.finish()
    if let minimumValue, minimum < 1 {
      throw minimumValue.diagnostic("an approval needs at least one principal")
    }
  }
}

extension Parameter {
  /// Reads a mapping by name, or a list of mappings with `name`.
  static func list(_ value: YAMLValue) throws -> [Parameter] {
    if case .sequence(let items) = value.kind {
      var seen: Set<String> = []
      return try items.map { item in
        let parameter = try Parameter(item, name: nil)
        guard seen.insert(parameter.name).inserted else {
          throw item.diagnostic("the parameter '\(parameter.name)' is declared twice")
        }
        return parameter
      }
    }
    var mapping = try StrictMapping(value, of: "the parameters")
    return try mapping.all().map { name, key, value in
      guard ParameterName.isValid(name) else {
        throw key.diagnostic("a parameter's name must be letters, digits, '_', '-' and '.'")
      }
      return try Parameter(value, name: name)
    }
  }

  init(_ value: YAMLValue, name given: String?) throws {
    place = Place(value)
    type = .string
    choices = []
    isSecret = false
    isRequired = false
    name = given ?? ""
    if let given, !value.isMapping {
      name = given
      self.value = try value.rawText()
      return
    }
    var mapping = try StrictMapping(value, of: "a parameter")
    if given == nil {
      let nameValue = try mapping.optional("id") ?? mapping.required("name")
      name = try nameValue.rawText()
      guard ParameterName.isValid(name) else {
        throw nameValue.diagnostic("a parameter's name must be letters, digits, '_', '-' and '.'")
      }
    }
    let choicesValue = mapping.optional("choices")
    choices = try choicesValue?.rawTexts() ?? []
    let typeValue = mapping.optional("type")
    type = try typeValue.map { try Self.type($0) } ?? (choices.isEmpty ? .string : .choice)
    description = try mapping.text("description")
    let defaultValue = mapping.optional("default")
    `default` = try defaultValue?.rawText()
    let givenValue = mapping.optional("value")
    self.value = try givenValue?.rawText()
    let fromValue = mapping.optional("from")
    from = try fromValue?.rawText()
    pattern = try mapping.text("pattern")
    isSecret = try mapping.optional("secret")?.bool() ?? false
    isRequired = try mapping.optional("required")?.bool() ?? false
    environmentVariable = try mapping.text("env")
    try mapping.finish()
    if let variable = environmentVariable, !ParameterName.isVariable(variable) {
      throw value.diagnostic("'env' must be the name of an environment variable")
    }
    if type == .choice, choices.isEmpty {
      throw value.diagnostic("a parameter of type choice has no 'choices'")
    }
    if let fromValue, self.value != nil || `default` != nil {
      throw fromValue.diagnostic("a parameter with 'from' has no 'value' and no 'default'")
    }
    for given in [defaultValue, givenValue] {
      guard let given, let text = try? given.rawText() else { continue }
      if let fault = fault(in: text) { throw given.diagnostic(fault) }
    }
  }

  private static func type(_ value: YAMLValue) throws -> ValueType {
    let synonyms: [String: ValueType] = [
      "text": .string, "integer": .int, "boolean": .bool, "enum": .choice,
    ]
    return try synonyms[value.rawText()] ?? value.choice(ValueType.self)
  }

  /// What is wrong with a value for this parameter, by its type; nil where nothing is.
  /// The pattern is not tried here.
  public func fault(in text: String) -> String? {
    switch type {
    case .string: nil
    case .int: Int(text) == nil ? "'\(name)' must be a whole number" : nil
    case .bool: ["true", "false"].contains(text) ? nil : "'\(name)' must be true or false"
    case .choice:
      choices.contains(text)
        ? nil : "'\(name)' must be one of \(choices.joined(separator: ", "))"
    }
  }
}
