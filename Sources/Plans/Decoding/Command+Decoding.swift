internal import Documents

extension PlanText {
  /// Reads a text, or `{parameter: name}`.
  init(_ value: YAMLValue) throws {
    guard value.isMapping else {
      self.init(try value.argumentText(), isBlock: value.isBlock, place: Place(value))
      return
    }
    var reference = try StrictMapping(value, of: "a reference")
    let name = try reference.required("parameter").rawText()
    try reference.finish()
    self.init("{{ \(name) }}", place: Place(value))
  }
}

extension YAMLValue {
  /// A scalar's text as it stands; an empty quoted text is one too.
  func argumentText() throws -> String {
    if case .scalar(let text, false) = kind { return text }
    return try rawText()
  }

  /// Whether a text of several lines, whose content starts on the next line.
  var isBlock: Bool {
    guard case .scalar(let text, false) = kind else { return false }
    return text.contains("\n")
  }
}

extension Command {
  static let keys = [
    "run", "argv", "script", "timeout", "env", "stdin", "workingDirectory", "expect",
  ]

  /// Reads a mapping or a list (`argv`).
  ///
  /// - Parameter noun: what the command is, with its article.
  init(_ value: YAMLValue, of noun: String) throws {
    switch value.kind {
    case .scalar:
      throw value.diagnostic(
        "\(noun) is no command, but a text or number",
        hint: "a command is {argv: [program, argument]} or {script: \"…\"}")
    case .sequence:
      try self.init(argv: value)
    case .mapping:
      var mapping = try StrictMapping(value, of: noun)
      guard let command = try Command(from: &mapping, of: noun) else {
        throw value.diagnostic(
          "\(noun) has no 'argv' and no 'script'", hint: "add 'argv: [program, argument]'")
      }
      self = command
      try mapping.finish()
    }
  }

  /// Reads the command's keys of a mapping that may hold others; nil where it holds none.
  init?(from mapping: inout StrictMapping, of noun: String) throws {
    let run = mapping.optional("run")
    let argv = mapping.optional("argv")
    let script = mapping.optional("script")
    let timeout = mapping.optional("timeout")
    let environment = mapping.optional("env")
    let input = mapping.optional("stdin")
    let folder = try mapping.text("workingDirectory")
    let expect = mapping.optional("expect")
    let given = [run, argv, script].compactMap(\.self)
    guard let first = given.first else {
      for stray in [timeout, environment, input] {
        if let stray { throw stray.diagnostic("there is no command that this is for") }
      }
      return nil
    }
    guard given.count == 1 else {
      throw given[1].diagnostic("a command is either 'argv' or 'script', not both")
    }
    if let run {
      self = try Command(run, of: "run")
    } else if argv != nil {
      try self.init(argv: first)
    } else {
      try self.init(script: first)
    }
    if let timeout {
      let seconds = try timeout.seconds()
      guard seconds > 0 else { throw timeout.diagnostic("a timeout must be longer than 0 s") }
      self.timeout = seconds
    }
    if let environment { self.environment = try Self.environment(environment) }
    if let input { standardInput = try PlanText(input) }
    if let folder { workingDirectory = folder }
    if let expect { self.expect = try Expectation(expect) }
  }

  private init(argv value: YAMLValue) throws {
    guard case .sequence(let items) = value.kind else {
      throw value.diagnostic(
        "argv must be a list of words", hint: "write [kubectl, get, pods], or use 'script'")
    }
    guard !items.isEmpty else { throw value.diagnostic("argv is empty") }
    self.init(
      action: .argv(try items.map { try PlanText($0) }), environment: [], place: Place(value))
    guard argv?.first?.text.isEmpty == false else {
      throw items[0].diagnostic("the program's name is empty")
    }
  }

  private init(script value: YAMLValue) throws {
    let text = try PlanText(value)
    guard text.text.contains(where: { !$0.isWhitespace }) else {
      throw value.diagnostic("the script is empty")
    }
    self.init(action: .script(text), environment: [], place: Place(value))
  }

  private static func environment(
    _ value: YAMLValue
  ) throws -> [(name: String, value: PlanText)] {
    var mapping = try StrictMapping(value, of: "env")
    return try mapping.all().map { name, key, value in
      guard ParameterName.isVariable(name) else {
        throw key.diagnostic("'\(name)' is not the name of an environment variable")
      }
      return (name, try PlanText(value))
    }
  }
}

extension Expectation {
  init(_ value: YAMLValue) throws {
    self.init()
    if !value.isMapping {
      text = try value.rawText()
      return
    }
    var mapping = try StrictMapping(value, of: "an expectation")
    try self.init(from: &mapping)
    try mapping.finish()
  }

  /// Reads the expectation's keys of a mapping that may hold others.
  init(from mapping: inout StrictMapping) throws {
    self.init()
    if let exitValue = mapping.optional("exit") {
      if case .sequence(let codes) = exitValue.kind {
        exit = try codes.map { try $0.number() }
      } else {
        exit = [try exitValue.number()]
      }
      guard !exit.isEmpty, exit.allSatisfy({ (0...255).contains($0) }) else {
        throw exitValue.diagnostic("exit codes lie between 0 and 255")
      }
    }
    stdout = try mapping.optional("stdout").map { try OutputMatch.list($0) } ?? []
    stderr = try mapping.optional("stderr").map { try OutputMatch.list($0) } ?? []
    verify = try mapping.optional("verify").map { try Command($0, of: "verify") }
    within = try mapping.optional("within")?.seconds() ?? 0
    text = try mapping.text("text")
  }
}

extension OutputMatch {
  static func list(_ value: YAMLValue) throws -> [OutputMatch] {
    switch value.kind {
    case .scalar:
      let text = try value.argumentText()
      return [text.isEmpty ? .isEmpty : .contains(text)]
    case .sequence(let items):
      return try items.flatMap { try list($0) }
    case .mapping:
      var mapping = try StrictMapping(value, of: "an output's expectation")
      var all: [OutputMatch] = []
      for text in try mapping.optional("contains")?.rawTexts() ?? [] {
        all.append(.contains(text))
      }
      if let equals = mapping.optional("equals") {
        let text = try equals.argumentText()
        all.append(text.isEmpty ? .isEmpty : .equals(text))
      }
      for text in try mapping.optional("matches")?.rawTexts() ?? [] { all.append(.matches(text)) }
      for text in try mapping.optional("excludes")?.rawTexts() ?? [] {
        all.append(.excludes(text))
      }
      if let empty = mapping.optional("empty"), try empty.bool() { all.append(.isEmpty) }
      try mapping.finish()
      return all
    }
  }
}
