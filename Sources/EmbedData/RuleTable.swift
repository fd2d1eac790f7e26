import Documents

/// What a redaction job needs of the built-in rules, in lines that are read back in no time: YAML
/// costs a hundred times more at each start.
///
/// A row a rule, a field a line, a tab between the members of a list. The fields, in order: id,
/// name, category, priority, window, near, place, pattern, keywords, keys, checks, rotation, its documentation.
/// Nothing is judged here: the rules themselves are read, and refused, by `handoff rules test`.
enum RuleTable {
  static func rows(of text: String, file: String) throws -> String {
    var document = try StrictMapping(YAMLValue.parse(text, file: file), of: "a rule file")
    return try document.required("rules").sequence().map { try row($0) }.joined()
  }

  private static func row(_ value: YAMLValue) throws -> String {
    var rule = try StrictMapping(value, of: "a rule")
    func list(_ value: YAMLValue?) throws -> String {
      guard let value else { return "" }
      if case .scalar = value.kind { return try field(value) }
      return try value.sequence().map { try field($0) }.joined(separator: "\t")
    }
    func field(_ value: YAMLValue?) throws -> String {
      guard let value else { return "" }
      let text = try value.rawText()
      guard !text.contains("\n"), !text.contains("\t") else {
        throw value.diagnostic(
          "a line break or a tab in a rule's field", hint: "write it as \\n or \\t")
      }
      return text
    }
    var rotation = try rule.optional("rotate").map { try StrictMapping($0, of: "a rotation note") }
    return try [
      field(rule.required("id")), field(rule.optional("name")), field(rule.optional("category")),
      field(rule.optional("priority")), field(rule.optional("window")),
      field(rule.optional("near")),
      "\(value.file):\(value.line)", field(rule.optional("pattern")),
      list(rule.optional("keywords")),
      list(rule.optional("keys")), list(rule.optional("check")), field(rotation?.optional("how")),
      field(rotation?.optional("docs")),
    ].joined(separator: "\n") + "\n"
  }
}
