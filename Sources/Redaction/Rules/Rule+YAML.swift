import Documents
import PatternMatching

extension Rule {
  /// Reads every rule of one file.
  ///
  /// - Parameter compiles: whether a pattern that doesn't compile is told now, and not when its
  ///   literal is first met.
  /// - Throws: ``Diagnostic`` with the place of the first fault.
  public static func rules(
    in text: String, file: String, compiles: Bool = true
  ) throws -> [Rule] {
    var mapping = try StrictMapping(YAMLValue.parse(text, file: file), of: "a rule file")
    let rules = try mapping.required("rules").sequence().map { try Rule($0, compiles: compiles) }
    try mapping.finish()
    return rules
  }

  private init(_ value: YAMLValue, compiles: Bool) throws {
    var mapping = try StrictMapping(value, of: "a rule")
    let idValue = try mapping.required("id")
    id = try idValue.string()
    guard Self.isID(id) else {
      throw idValue.diagnostic(
        "'\(id)' is not a rule id", hint: "use lower-case words joined by '-': acme-token")
    }
    name = try mapping.optional("name")?.string() ?? id
    category = try mapping.optional("category")?.choice(RuleCategory.self) ?? .credential
    priority = try mapping.optional("priority")?.int() ?? 50
    let patternValue = mapping.optional("pattern")
    pattern = try patternValue?.rawText()
    if compiles, let patternValue { try Self.compile(patternValue) }
    window = try mapping.optional("window")?.choice(Window.self) ?? .line
    keywords = try mapping.optional("keywords")?.sequence().map { try $0.rawText() } ?? []
    let nearValue = mapping.optional("near")
    near = try nearValue?.int() ?? 64
    guard (0...8192).contains(near) else {
      throw (nearValue ?? value).diagnostic("'near' is a number of bytes from 0 to 8192")
    }
    keys = try mapping.optional("keys")?.sequence().map { try $0.rawText() } ?? []
    if let check = mapping.optional("check") {
      let values = if case .sequence(let items) = check.kind { items } else { [check] }
      checks = try values.map { try ValueCheck($0) }
    } else {
      checks = []
    }
    source = try mapping.optional("source")?.string()
    rotation = try mapping.optional("rotate").map { try Rotation($0) }
    examples = try Self.examples(mapping.optional("examples"))
    counterexamples = try Self.examples(mapping.optional("counterexamples"))
    replaces = try mapping.optional("replaces")?.string()
    place = "\(value.file):\(value.line)"
    column = value.column
    try mapping.finish()
    guard pattern != nil || !keys.isEmpty else {
      throw value.diagnostic("rule '\(id)' has neither a pattern nor keys")
    }
  }

  private static func compile(_ value: YAMLValue) throws {
    do {
      _ = try Pattern(value.rawText(), isAnchored: false)
    } catch let error as PatternError {
      let place = error.offset.map { " at its byte \($0 + 1)" } ?? ""
      throw value.diagnostic(
        "the pattern doesn't compile\(place): \(error.message)",
        hint: "patterns are PCRE2; in single quotes YAML leaves their backslashes alone")
    }
  }

  private static func examples(_ value: YAMLValue?) throws -> [MarkedExample] {
    try value?.sequence().map {
      MarkedExample(try $0.rawText(), line: $0.line, column: $0.column)
    } ?? []
  }

  static func isID(_ text: String) -> Bool {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    return words.allSatisfy { word in
      !word.isEmpty
        && word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }
  }
}

extension Rule.Rotation {
  fileprivate init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a rotation note")
    how = try mapping.required("how").string()
    documentation = try mapping.optional("docs")?.string()
    try mapping.finish()
  }
}
