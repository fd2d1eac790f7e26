internal import Documents

extension Precondition {
  init(_ value: YAMLValue, index: Int) throws {
    place = Place(value)
    id = "precondition-\(index + 1)"
    expect = Expectation()
    guard value.isMapping else {
      if case .sequence = value.kind {
        command = try Command(value, of: "a precondition")
      } else {
        title = try value.rawText()
      }
      return
    }
    var mapping = try StrictMapping(value, of: "a precondition")
    if let idValue = mapping.optional("id") {
      id = try idValue.identifier("a precondition's id")
    }
    title = try mapping.text(anyOf: ["title", "description"])
    command = try Command(from: &mapping, of: "a precondition")
    if let own = command?.expect { expect = own }
    if let verify = mapping.optional("verify"), command == nil {
      command = try Command(verify, of: "a precondition")
    }
    try mapping.finish()
    guard command != nil || title != nil else {
      throw value.diagnostic("a precondition has no command and no title")
    }
  }
}

extension Backup {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "the backup")
    required = try mapping.optional("required")?.bool() ?? true
    what = try mapping.text("what")
    verify = try mapping.optional("verify").map { try Command($0, of: "verify") }
    maximumAge = try mapping.optional("maxAge")?.seconds()
    place = Place(value)
    try mapping.finish()
  }
}

extension MonitoringSignal {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a monitoring signal")
    metric = try mapping.required("metric").rawText()
    `where` = try mapping.text("where")
    rollbackIf = try mapping.text("rollbackIf")
    place = Place(value)
    try mapping.finish()
  }
}

extension PatchSource {
  init(_ value: YAMLValue, index: Int) throws {
    var mapping = try StrictMapping(value, of: "a patch")
    id = try mapping.optional("id")?.identifier("a patch's id") ?? "patch-\(index + 1)"
    repository = try mapping.text(anyOf: ["repo", "repository"]) ?? "."
    range = try mapping.text("range")
    files = try mapping.optional("files")?.rawTexts() ?? []
    base = try mapping.text("base")
    directory = try mapping.optional("directory").map { try PlanText($0) }
    place = Place(value)
    try mapping.finish()
    guard range != nil || !files.isEmpty else {
      throw value.diagnostic(
        "a patch has no 'range' and no 'files'", hint: "add 'range: main..fix'")
    }
    for text in [range, base].compactMap(\.self) where text.hasPrefix("-") {
      throw value.diagnostic("a revision doesn't start with '-'")
    }
  }
}

extension PostTask {
  /// Reads a list of tasks, or a mapping from a kind to its tasks.
  static func list(_ value: YAMLValue) throws -> [PostTask] {
    if case .sequence(let items) = value.kind {
      return try items.enumerated().map { try PostTask($1, kind: nil, index: $0) }
    }
    var mapping = try StrictMapping(value, of: "the post tasks")
    var tasks: [PostTask] = []
    for kind in Kind.allCases {
      guard let value = mapping.optional(kind.rawValue) else { continue }
      let items = if case .sequence(let items) = value.kind { items } else { [value] }
      for item in items { tasks.append(try PostTask(item, kind: kind, index: tasks.count)) }
    }
    try mapping.finish()
    return tasks
  }

  init(_ value: YAMLValue, kind given: Kind?, index: Int) throws {
    place = Place(value)
    id = "post-\(index + 1)"
    kind = given ?? .confirm
    guard value.isMapping else {
      title = try value.rawText()
      return
    }
    var mapping = try StrictMapping(value, of: "a post task")
    if let idValue = mapping.optional("id") { id = try idValue.identifier("a post task's id") }
    let kindValue = mapping.optional("kind") ?? mapping.optional("class")
    if let kindValue { kind = try kindValue.choice(Kind.self) }
    // `- revoke: what` names kind and object at once.
    for shorthand in Kind.allCases {
      guard let object = try mapping.text(shorthand.rawValue) else { continue }
      kind = shorthand
      what = object
    }
    title = try mapping.text(anyOf: ["title", "description"]) ?? what
    if let object = try mapping.text("what") { what = object }
    command = try Command(from: &mapping, of: "a post task")
    verify = try mapping.optional("verify").map { try Command($0, of: "verify") }
    try mapping.finish()
  }
}

extension Waiver {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a waiver")
    rule = try mapping.required("rule").rawText()
    step = try mapping.text("step")
    reason = try mapping.required("reason").rawText()
    by = try mapping.text("by")
    place = Place(value)
    try mapping.finish()
  }
}
