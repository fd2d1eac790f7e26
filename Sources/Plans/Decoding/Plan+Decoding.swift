internal import Documents

extension Plan {
  /// Reads `plan.yaml`. Unknown keys, anchors, tags, duplicate keys and references to what the
  /// plan doesn't declare are refused.
  ///
  /// - Parameter file: the name for diagnostics.
  /// - Throws: ``Diagnostic`` for the first fault.
  public static func parse(text: String, file: String) throws -> Plan {
    let plan = try Plan(YAMLValue.parse(text, file: file))
    try plan.checkReferences()
    return plan
  }

  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a plan")
    if let version = mapping.optional("apiVersion"), try version.rawText() != "handoff/v1" {
      throw version.diagnostic("this apiVersion is not known", hint: "write apiVersion: handoff/v1")
    }
    kind = try mapping.required("kind").choice(Kind.self)
    metadata = try PlanMetadata(mapping.required("metadata"))
    target = try PlanTarget(mapping.optional("target"), in: value)
    risk = try PlanRisk(mapping.optional("risk"), in: value)
    window = try mapping.optional("window").map { try Window($0) }
    approvals = try mapping.list("approvals").map { try ApprovalRequirement($0) }
    parameters = try mapping.optional("parameters").map { try Parameter.list($0) } ?? []
    preconditions = try mapping.list("preconditions").enumerated().map {
      try Precondition($1, index: $0)
    }
    backup = try mapping.optional("backup").map { try Backup($0) }
    monitoring = try mapping.list("monitoring").map { try MonitoringSignal($0) }
    patches = try mapping.list("patches").enumerated().map { try PatchSource($1, index: $0) }
    let steps = try mapping.required("steps")
    self.steps = try steps.sequence().map { try Step($0) }
    post = try mapping.optional("post").map { try PostTask.list($0) } ?? []
    waivers = try mapping.list("waivers").map { try Waiver($0) }
    root = Place(value)
    try mapping.finish()
    guard !self.steps.isEmpty else {
      throw steps.diagnostic(
        "a plan needs a step", hint: "add - {id: …, class: read, run: {argv: […], timeout: 60s}}")
    }
  }
}

extension StrictMapping {
  /// The elements of a list; none where the key is absent.
  mutating func list(_ name: String) throws -> [YAMLValue] {
    try optional(name)?.sequence() ?? []
  }

  /// A text of any scalar type; nil where the key is absent.
  mutating func text(_ name: String) throws -> String? {
    try optional(name)?.rawText()
  }

  /// The first of several names for the same thing.
  mutating func text(anyOf names: [String]) throws -> String? {
    var found: String?
    for name in names {
      if let text = try text(name), found == nil { found = text }
    }
    return found
  }
}

extension YAMLValue {
  /// An id: letters, digits, `.`, `_`, `-`, at most 64, starting with a letter or digit.
  func identifier(_ noun: String) throws -> String {
    let text = try rawText()
    guard Self.isIdentifier(text) else {
      throw diagnostic(
        "\(noun) must be letters, digits, '.', '_' and '-', at most 64",
        hint: "start it with a letter or digit")
    }
    return text
  }

  static func isIdentifier(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, bytes.count <= 64 else { return false }
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
    }
    return isAlphanumeric(first)
      && bytes.allSatisfy { isAlphanumeric($0) || [45, 46, 95].contains($0) }
  }

  /// Several texts of any scalar type; one text stands for a list of one.
  func rawTexts() throws -> [String] {
    if case .scalar = kind { return [try rawText()] }
    return try sequence().map { try $0.rawText() }
  }

  /// A whole number, also a quoted one.
  func number() throws -> Int {
    guard let value = Int(try rawText()) else { throw diagnostic("expected a whole number") }
    return value
  }

  var isMapping: Bool { if case .mapping = kind { true } else { false } }
}
