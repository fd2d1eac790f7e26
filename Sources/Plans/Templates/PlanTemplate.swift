internal import BuiltinData
internal import Documents

/// A tested plan to start from: `checklists/<folder>/<name>.yaml`.
public struct PlanTemplate: Sendable {
  /// `kubernetes/rollout-undo`.
  public let name: String
  public let title: String
  public let whenToUse: String?
  public let whenNot: String?
  public let provider: String?
  public let risk: String?
  public let parameters: [Setting]
  /// The plan's own lines, with `%{name}` for settings.
  public let plan: String

  /// A value that the template asks for.
  public struct Setting: Sendable {
    public let name: String
    public let description: String
    /// What stands there until somebody sets it.
    public let sample: String
  }

  /// All templates of the program, by name.
  public static func builtin() throws -> [PlanTemplate] {
    try BuiltinFile.files(in: "checklists").compactMap { file in
      let parts = file.path.split(separator: "/")
      guard parts.count == 3, file.path.hasSuffix(".yaml"),
        !["policy", "intake", "close"].contains(parts[1])
      else { return nil }
      return try PlanTemplate(
        text: file.text, name: "\(parts[1])/\(parts[2].dropLast(5))", file: file.path)
    }
  }

  public static func named(_ name: String) throws -> PlanTemplate {
    let all = try builtin()
    if let template = all.first(where: { $0.name == name }) { return template }
    let short = all.filter { $0.name.hasSuffix("/" + name) }
    if short.count == 1 { return short[0] }
    let closest = ClosestName.find(name, in: all.map(\.name))
    throw PlanFault(
      .template, "there is no template '\(name)'",
      hint: closest.map { "did you mean '\($0)'?" } ?? "handoff checklists list shows them")
  }

  /// - Throws: ``Diagnostic``.
  public init(text: String, name: String, file: String) throws {
    self.name = name
    var document = try StrictMapping(YAMLValue.parse(text, file: file), of: "a template")
    var head = try StrictMapping(document.required("template"), of: "the template's head")
    title = try head.required("title").rawText()
    whenToUse = try head.text("whenToUse")
    whenNot = try head.text("whenNot")
    provider = try head.text("provider")
    risk = try head.text("risk")
    parameters =
      try head.optional("settings").map { value in
        var mapping = try StrictMapping(value, of: "the settings")
        return try mapping.all().map { name, _, value in
          var setting = try StrictMapping(value, of: "a setting")
          let result = Setting(
            name: name, description: try setting.required("description").rawText(),
            sample: try setting.required("sample").rawText())
          try setting.finish()
          return result
        }
      } ?? []
    try head.finish()
    plan = try document.required("plan").rawText()
    try document.finish()
  }

  /// The plan's text, with the given values and samples for the rest.
  ///
  /// - Throws: ``PlanFault`` for a setting that the template doesn't have, or a value that would
  ///   change the document's structure.
  public func text(settings: [String: String]) throws -> String {
    for name in settings.keys.sorted() where !parameters.contains(where: { $0.name == name }) {
      let closest = ClosestName.find(name, in: parameters.map(\.name))
      throw PlanFault(
        .template, "the template '\(self.name)' has no setting '\(name)'",
        hint: closest.map { "did you mean '\($0)'?" }
          ?? "it has: \(parameters.map(\.name).joined(separator: ", "))")
    }
    var text = plan
    for setting in parameters {
      let value = settings[setting.name] ?? setting.sample
      let breaks = value.unicodeScalars.contains {
        $0.value < 32 || "\"\\".unicodeScalars.contains($0)
      }
      guard !breaks else {
        throw PlanFault(
          .template, "the value of '\(setting.name)' holds a quote, backslash or line end",
          hint: "write it into the plan by hand")
      }
      text = text.replacing("%{\(setting.name)}", with: value)
    }
    let open = parameters.filter { settings[$0.name] == nil }
    var lines = ["# \(title)"]
    if let whenToUse { lines.append("# When: \(whenToUse.oneLine)") }
    if let whenNot { lines.append("# Not when: \(whenNot.oneLine)") }
    lines.append("# From the template \(name). Then: handoff plan check, handoff plan build.")
    if !open.isEmpty {
      lines.append("# Samples to replace:")
      lines += open.map { "#   \($0.sample): \($0.description.oneLine)" }
    }
    return lines.joined(separator: "\n") + "\n" + text
  }
}
