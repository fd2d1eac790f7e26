internal import Documents

extension Step {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a step")
    id = try mapping.required("id").identifier("a step's id")
    title = try mapping.text("title") ?? id
    let texts = try ["description", "why", "instructions"].compactMap { try mapping.text($0) }
    description = texts.isEmpty ? nil : texts.joined(separator: "\n")
    `class` = try mapping.required("class").choice(Class.self)
    let runValue = mapping.optional("run")
    run = try runValue.map { try Command($0, of: "run") }
    precheck = try mapping.optional("precheck").map { try Precheck($0) }
    let expectValue = mapping.optional("expect")
    expect = try expectValue.map { try Expectation($0) } ?? Expectation()
    dryRun = try mapping.optional("dryRun").map { try Command($0, of: "dryRun") }
    isIdempotent = try mapping.optional("idempotent")?.bool() ?? (`class` == .read)
    rollback = try mapping.optional("rollback").map { try Rollback($0) }
    gate = try mapping.optional("gate").map { try Gate($0) } ?? Gate()
    needs = try mapping.optional("needs")?.rawTexts() ?? []
    onFailure = try mapping.optional("onFailure")?.choice(FailureAction.self) ?? .stop
    let retriesValue = mapping.optional("retries")
    retries = try retriesValue?.number() ?? 0
    let patchValue = mapping.optional("patch")
    patch = try patchValue.map { try PatchUse($0) }
    pullRequest = try mapping.optional("pullRequest").map { try PullRequest($0) }
    place = Place(value)
    try mapping.finish()

    switch `class` {
    case .read, .grant, .mutate, .destroy:
      if run == nil {
        throw value.diagnostic(
          "the step '\(id)' of class \(`class`.rawValue) has no 'run'",
          hint: "add 'run: {argv: […], timeout: 60s}', or make it class manual")
      }
      if let expectValue, expect.text != nil, !expectValue.isMapping {
        throw expectValue.diagnostic(
          "expected a mapping", hint: "write expect: {stdout: \"…\"} for text of the output")
      }
    case .pullRequest: break
    case .manual, .patch:
      if let runValue {
        throw runValue.diagnostic(
          "a step of class \(`class`.rawValue) runs no command",
          hint: `class` == .manual
            ? "make it class read, mutate, grant or destroy, or tell the person in 'description'"
            : "the patch is what it applies; put the command into a step of its own")
      }
    }
    if let retriesValue, retries < 0 || retries > 20 {
      throw retriesValue.diagnostic("retries lie between 0 and 20")
    }
    if let patchValue, `class` != .patch, `class` != .pullRequest {
      throw patchValue.diagnostic("only a step of class patch or pull-request has a patch")
    }
  }
}

extension Precheck {
  init(_ value: YAMLValue) throws {
    expect = Expectation()
    guard value.isMapping else {
      command = try Command(value, of: "a precheck")
      return
    }
    var mapping = try StrictMapping(value, of: "a precheck")
    command = try Command(from: &mapping, of: "a precheck")
    let hasExpectation = command?.expect != nil
    expect = command?.expect ?? Expectation()
    if let doneValue = mapping.optional("alreadyDone") {
      try readAlreadyDone(doneValue, hasExpectation: hasExpectation)
    }
    try mapping.finish()
    guard command != nil || alreadyDone != nil else {
      throw value.diagnostic("a precheck has no command", hint: "add 'argv: […]'")
    }
  }

  /// `true`: the precheck's own success says so. An expectation: the precheck's result does. A
  /// command: it does.
  private mutating func readAlreadyDone(_ value: YAMLValue, hasExpectation: Bool) throws {
    if case .scalar(let text, true) = value.kind, ["true", "false"].contains(text) {
      guard text == "true" else { return }
      guard let own = command else {
        throw value.diagnostic("there is no command whose success says so")
      }
      alreadyDone = own
      command = nil
      return
    }
    let expectationKeys = ["exit", "stdout", "stderr"]
    if case .mapping(let pairs) = value.kind, let own = command,
      pairs.allSatisfy({ pair in
        if case .scalar(let key, _) = pair.key.kind { expectationKeys.contains(key) } else { false }
      })
    {
      var done = own
      done.expect = try Expectation(value)
      alreadyDone = done
      if !hasExpectation { command = nil }
      return
    }
    alreadyDone = try Command(value, of: "alreadyDone")
  }
}

extension Rollback {
  init(_ value: YAMLValue) throws {
    switch value.kind {
    case .scalar:
      let text = try value.rawText()
      let lower = text.lowercased()
      guard lower.hasPrefix("none") else {
        self = .text(text)
        return
      }
      let rest = text.dropFirst(4).trimmed
      guard rest.isEmpty || rest.first == ":" else {
        self = .text(text)
        return
      }
      let reason = String(rest.dropFirst().trimmed)
      guard !reason.isEmpty else {
        throw value.diagnostic(
          "a step without a rollback says why", hint: "write rollback: \"none: why\"")
      }
      self = .irreversible(reason: reason)
    case .sequence:
      self = .command(try Command(value, of: "a rollback"))
    case .mapping:
      var mapping = try StrictMapping(value, of: "a rollback")
      let none = try mapping.text("none")
      let text = try mapping.text(anyOf: ["text", "manual", "instructions"])
      var command = try Command(from: &mapping, of: "a rollback")
      if command == nil, let value = mapping.optional("command") {
        command = try Command(value, of: "a rollback")
      }
      try mapping.finish()
      switch (none, text, command) {
      case (let reason?, nil, nil): self = .irreversible(reason: reason)
      case (nil, let text?, nil): self = .text(text)
      case (nil, nil, let command?): self = .command(command)
      default:
        throw value.diagnostic("a rollback is one of a command, 'text' or 'none'")
      }
    }
  }
}

extension Gate {
  init(_ value: YAMLValue) throws {
    self.init()
    guard value.isMapping else {
      confirm = try Self.confirmation(value)
      return
    }
    var mapping = try StrictMapping(value, of: "a gate")
    confirm = try mapping.optional("confirm").map { try Self.confirmation($0) }
    if let value = mapping.optional("approval") {
      if value.isMapping {
        var role = try StrictMapping(value, of: "a gate's approval")
        approval = try role.required("role").rawText()
        try role.finish()
      } else {
        approval = try value.rawText()
      }
    }
    try mapping.finish()
  }

  private static func confirmation(_ value: YAMLValue) throws -> Confirmation {
    switch try value.rawText() {
    case "true": .plain
    case "false": .notNeeded
    default: try value.choice(Confirmation.self)
    }
  }
}

extension PatchUse {
  init(_ value: YAMLValue) throws {
    place = Place(value)
    guard value.isMapping else {
      id = try value.identifier("a patch's id")
      return
    }
    var mapping = try StrictMapping(value, of: "a patch")
    id = try mapping.required("id").identifier("a patch's id")
    directory = try mapping.optional("directory").map { try PlanText($0) }
    try mapping.finish()
  }
}

extension PullRequest {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a pull request")
    repository = try mapping.text(anyOf: ["repository", "repo"])
    branch = try mapping.text("branch")
    base = try mapping.text("base")
    title = try mapping.text("title")
    body = try mapping.text("body")
    try mapping.finish()
  }
}
