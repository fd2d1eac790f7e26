internal import Documents

extension TemplateSetting {
  init(_ value: YAMLValue, name: String) throws {
    self.name = name
    var mapping = try StrictMapping(value, of: "a setting")
    description = try mapping.required("description").rawText()
    let sampleValue = try mapping.required("sample")
    sample = try sampleValue.rawText()
    let choicesValue = mapping.optional("choices")
    choices = try choicesValue?.rawTexts() ?? []
    let typeValue = mapping.optional("type")
    type = try typeValue?.choice(ValueType.self) ?? (choicesValue == nil ? .text : .choice)
    let patternValue = mapping.optional("pattern")
    pattern = try patternValue?.rawText()
    let bounds = [mapping.optional("min"), mapping.optional("max")]
    minimum = try bounds[0]?.int()
    maximum = try bounds[1]?.int()
    try mapping.finish()
    if type == .choice, choices.isEmpty {
      throw value.diagnostic(
        "a setting of type choice has no 'choices'", hint: "add 'choices: [one, other]'")
    }
    if type != .choice, !choices.isEmpty {
      throw value.diagnostic("only a setting of type choice has 'choices'")
    }
    if let patternValue {
      guard type == .text, Self.isPattern(pattern ?? "") else {
        throw patternValue.diagnostic(
          type == .text ? "this is no PCRE2 pattern" : "only a setting of type text has a pattern")
      }
    }
    if type != .number, let bound = bounds.compactMap(\.self).first {
      throw bound.diagnostic("only a setting of type number has 'min' and 'max'")
    }
    do {
      try check(sample)
    } catch let fault as PlanFault {
      throw sampleValue.diagnostic("the sample doesn't fit: \(fault.message)")
    }
  }

  /// What every plan asks for, and a template therefore doesn't declare.
  static func standard(template: String) -> [TemplateSetting] {
    let id = template.split(separator: "/").last.map(String.init) ?? template
    let word = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}"
    func setting(
      _ name: String, _ description: String, sample: String, type: ValueType = .text,
      choices: [String] = [], pattern: String? = nil
    ) -> TemplateSetting {
      TemplateSetting(
        name: name, type: type, description: description, sample: sample, choices: choices,
        pattern: pattern, minimum: nil, maximum: nil)
    }
    return [
      setting("id", "the plan's id", sample: id, pattern: word),
      setting("ticket", "the ticket's id", sample: "TICKET-1", pattern: word),
      setting("client", "the client's id", sample: "my-client"),
      setting("author", "your principal", sample: "you@support.example"),
      setting("expires", "when the plan ends", sample: "2030-01-01T00:00:00Z", type: .time),
      setting(
        "environment", "which environment it is; staging comes first", sample: "production",
        type: .choice,
        choices: [
          "production", "staging", "preview", "test", "development", "disaster-recovery", "shared",
        ]),
    ]
  }
}
