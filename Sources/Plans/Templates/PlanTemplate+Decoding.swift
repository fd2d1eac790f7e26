internal import Documents

extension PlanTemplate {
  /// - Throws: ``Diagnostic``.
  public init(text: String, name: String, file: String) throws {
    self.name = name
    self.file = file
    var document = try StrictMapping(YAMLValue.parse(text, file: file), of: "a template")
    var head = try StrictMapping(document.required("template"), of: "the template's head")
    title = try head.required("title").rawText()
    whenToUse = try head.required("whenToUse").rawText()
    whenNot = try head.required("whenNot").rawText()
    let providerValue = try head.required("provider")
    provider = try providerValue.identifier("a provider")
    `class` = try head.required("class").choice(Class.self)
    risk = try head.required("risk").choice(PlanRisk.Level.self)
    words = try head.optional("words")?.rawTexts() ?? []
    checked = try head.required("checked").sequence().map { try Check($0) }
    let settingsValue = head.optional("settings")
    try head.finish()
    let planValue = try document.required("plan")
    plan = try planValue.rawText()
    planLine = planValue.line
    try document.finish()

    let uses = TemplateText(plan).uses
    let used = Set(uses.map(\.name))
    var settings = TemplateSetting.standard(template: name).filter { used.contains($0.name) }
    if let settingsValue {
      var mapping = try StrictMapping(settingsValue, of: "the settings")
      for (name, key, value) in mapping.all() {
        guard ParameterName.isVariable(name) else {
          throw key.diagnostic("a setting's name must be letters, digits and '_'")
        }
        guard !TemplateSetting.standard(template: self.name).contains(where: { $0.name == name })
        else {
          throw key.diagnostic(
            "every template has the setting '\(name)'", hint: "use %{\(name)} and leave this out")
        }
        guard used.contains(name) else {
          throw key.diagnostic("the plan doesn't use %{\(name)}", hint: "use it or leave it out")
        }
        settings.append(try TemplateSetting(value, name: name))
      }
    }
    self.settings = settings
    for use in uses where !settings.contains(where: { $0.name == use.name }) {
      // A block's text is indented by two blanks.
      throw Diagnostic(
        file: file, line: planLine + 1 + use.line, column: use.column + 3,
        message: "the plan uses %{\(use.name)}, which is no setting",
        hint: ClosestName.find(use.name, in: settings.map(\.name)).map { "did you mean '\($0)'?" }
          ?? "declare it under 'settings'")
    }
  }
}

extension PlanTemplate.Check {
  init(_ value: YAMLValue) throws {
    var mapping = try StrictMapping(value, of: "a check")
    tool = try mapping.required("tool").rawText()
    version = try mapping.required("version").rawText()
    how = try mapping.required("how").choice(Method.self)
    try mapping.finish()
  }
}
