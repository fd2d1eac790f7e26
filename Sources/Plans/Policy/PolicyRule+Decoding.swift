internal import Documents

extension PolicyRule {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a policy rule")
    let idValue = try mapping.required("id")
    id = try idValue.rawText()
    guard id.utf8.allSatisfy({ $0.isDigit || (97...122).contains($0) || $0 == 45 }) else {
      throw idValue.diagnostic("a rule's id must be lower-case letters, digits and '-'")
    }
    level = try mapping.optional("level")?.choice(Level.self) ?? .block
    why = try mapping.required("why").rawText()
    hint = try mapping.text("hint")
    override = try mapping.optional("override")?.choice(Override.self) ?? .twoPerson
    isAdvice = try mapping.optional("advice")?.bool() ?? false
    approval = try mapping.optional("approval")?.identifier("a kind of approval")
    let scopeValue = mapping.optional("scope")
    scope = try scopeValue?.choice(Scope.self) ?? (approval == nil ? .all : .change)
    isForProduction = try mapping.optional("production")?.bool() ?? false
    check = try mapping.optional("check")?.choice(PolicyCheck.self)
    matches = try mapping.list("match").map { try CommandMatch($0) }
    examples = try mapping.list("examples").map { try $0.argumentText() }
    counterexamples = try mapping.list("counterexamples").map { try $0.argumentText() }
    try mapping.finish()
    guard check != nil || !matches.isEmpty else {
      throw value.diagnostic("a rule has no 'match' and no 'check'")
    }
    if let scopeValue, (approval != nil) != (scope == .change) {
      throw scopeValue.diagnostic("the scope 'change' and 'approval' go together")
    }
    if isAdvice, level == .block { throw value.diagnostic("a rule that blocks is no advice") }
  }
}

extension CommandMatch {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a match")
    let names = try mapping.optional("program")?.rawTexts() ?? []
    programs = names.map { Glob($0) }
    self.names = names.contains { $0.contains("*") } ? [] : names
    requirements = try Requirement.list(&mapping)
    try mapping.finish()
    guard !programs.isEmpty || !requirements.isEmpty else {
      throw value.diagnostic("a match that asks for nothing")
    }
  }
}

extension Requirement {
  static func list(_ mapping: inout StrictMapping) throws -> [Requirement] {
    var all: [Requirement] = []
    if let value = mapping.optional("words") {
      // `delete ns|namespace`: words in order, each with alternatives.
      all.append(
        .words(
          try value.rawTexts().map { text in
            text.split(separator: " ").map { word in
              word.split(separator: "|").map { Glob(String($0)) }
            }
          }))
    }
    if let value = mapping.optional("verb") { all.append(.verb(try globs(value))) }
    if let value = mapping.optional("flag") { all.append(.anyFlag(Set(try value.rawTexts()))) }
    if let value = mapping.optional("flags") { all.append(.allFlags(Set(try value.rawTexts()))) }
    if let value = mapping.optional("argument") { all.append(.argument(try globs(value))) }
    if let value = mapping.optional("text") { all.append(.text(try globs(value))) }
    if let value = mapping.optional("input") { all.append(.input(try globs(value))) }
    if let value = mapping.optional("wrapper") { all.append(.wrapper(Set(try value.rawTexts()))) }
    if let value = mapping.optional("option") {
      var option = try StrictMapping(value, of: "an option")
      let names = try option.required("name").rawTexts()
      let values = try option.optional("value").map { try globs($0) } ?? [Glob("*")]
      try option.finish()
      all.append(.option(names: Set(names), values: values))
    }
    if let value = mapping.optional("environment") {
      var environment = try StrictMapping(value, of: "an environment")
      for (name, _, value) in environment.all() {
        all.append(.environment(name: name, values: try globs(value)))
      }
    }
    if let value = mapping.optional("path") { all.append(.path(try choices(value))) }
    if let value = mapping.optional("writes") { all.append(.writes(try choices(value))) }
    if let value = mapping.optional("file") { all.append(.file(try globs(value))) }
    if let value = mapping.optional("sql") { all.append(.sql(try choices(value))) }
    if let value = mapping.optional("feature") {
      all.append(.feature(try value.choice(CommandFeature.self)))
    }
    if let value = mapping.optional("unless") {
      let items = if case .sequence(let items) = value.kind { items } else { [value] }
      for item in items {
        var unless = try StrictMapping(item, of: "an exception")
        all.append(.unless(try list(&unless)))
        try unless.finish()
      }
    }
    return all
  }

  private static func globs(_ value: YAMLValue) throws -> [Glob] {
    let items = if case .sequence(let items) = value.kind { items } else { [value] }
    return try items.map { Glob(try $0.argumentText()) }
  }

  private static func choices<Choice>(_ value: YAMLValue) throws -> Set<Choice>
  where Choice: RawRepresentable & CaseIterable & Hashable, Choice.RawValue == String {
    let items = if case .sequence(let items) = value.kind { items } else { [value] }
    return Set(try items.map { try $0.choice(Choice.self) })
  }
}
