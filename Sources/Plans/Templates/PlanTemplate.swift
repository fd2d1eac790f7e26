internal import Documents

/// A tested plan to start from: `checklists/<folder>/<name>.yaml`, or a file of one's own.
public struct PlanTemplate: Sendable {
  /// `kubernetes/rollout-undo`.
  public let name: String
  /// The file that it was read from.
  public let file: String
  public let title: String
  public let whenToUse: String
  public let whenNot: String
  public let provider: String
  public let `class`: Class
  public let risk: PlanRisk.Level
  /// What people who search for it may write besides.
  public let words: [String]
  public let checked: [Check]
  /// In the document's order, the standard ones first.
  public let settings: [TemplateSetting]
  /// The plan's own lines, with `%{name}` for settings.
  public let plan: String
  /// The line of the file above the plan's first one.
  let planLine: Int

  /// What kind of work it is.
  public enum Class: String, CaseIterable, Sendable {
    /// Reads only.
    case diagnosis
    /// A new version goes live, or an old one comes back.
    case release
    case configuration
    /// Roles, grants, federation.
    case access
    /// Keys, passwords, certificates: rotated, revoked.
    case secrets
    /// Databases, object storage, queues.
    case data
    /// DNS, TLS, CDN, firewalls, proxies.
    case network
    /// Continuous integration, infrastructure as code.
    case pipeline
    case incident
    /// What people agree on: intake, windows, rehearsals, reviews.
    case process
  }

  /// The tool that its commands were tried with.
  public struct Check: Sendable {
    public enum Method: String, CaseIterable, Sendable {
      /// The whole plan ran for real: change, verification, rollback.
      case run
      /// The tool's own parser took every subcommand and flag.
      case parsed
      /// Written by the vendor's documentation; the tool wasn't at hand.
      case read
    }

    public let tool: String
    public let version: String
    public let how: Method
  }

  /// Whether each of some words stands in what describes the template, whatever the case.
  public func mentions(_ sought: [String]) -> Bool {
    let text = ([name, title, whenToUse, provider, `class`.rawValue] + words + checked.map(\.tool))
      .joined(separator: "\n").lowercased()
    return sought.allSatisfy { text.contains($0.lowercased()) }
  }

  /// The plan's lines in which a setting stands, without what is around them.
  package func lines(using setting: String) -> [String] {
    plan.split(separator: "\n").filter { $0.contains("%{\(setting)}") }
      .map { String($0.drop { $0 == " " || $0 == "-" }) }
  }

  /// The plan's text, with the given values and samples for the rest.
  ///
  /// - Throws: ``PlanFault`` for a setting that the template doesn't have or a value that doesn't
  ///   fit it; ``Diagnostic`` for a template that assembles a script.
  public func text(settings given: [String: String]) throws -> String {
    for name in given.keys.sorted() where !settings.contains(where: { $0.name == name }) {
      let closest = ClosestName.find(name, in: settings.map(\.name))
      throw PlanFault(
        .template, "the template '\(self.name)' has no setting '\(name)'",
        hint: closest.map { "did you mean '\($0)'?" }
          ?? "it has: \(settings.map(\.name).joined(separator: ", "))")
    }
    try refuseAssembledScripts()
    var values: [String: String] = [:]
    for setting in settings {
      let value = given[setting.name] ?? setting.sample
      try setting.check(value)
      values[setting.name] = value
    }
    let text = TemplateText(plan).filled { values[$0] ?? "" }
    let open = settings.filter { given[$0.name] == nil }
    var lines = [
      "# \(title)", "# When: \(whenToUse.oneLine)", "# Not when: \(whenNot.oneLine)",
      "# From the template \(name). Then: handoff plan check, handoff plan build.",
    ]
    if !open.isEmpty {
      lines.append("# Samples to replace:")
      lines += open.map { "#   \($0.sample): \($0.description.oneLine)" }
    }
    return lines.joined(separator: "\n") + "\n" + text
  }

  /// A setting reaches a script by its environment, as a parameter does: shell text is never
  /// assembled.
  private func refuseAssembledScripts() throws {
    let mark = "handoff-setting"
    let document: YAMLValue
    do {
      document = try YAMLValue.parse(TemplateText(plan).filled { _ in mark }, file: file)
    } catch var fault as Diagnostic {
      (fault.line, fault.column) = (fault.line + planLine, fault.column + 2)
      throw fault
    }
    if let script = Self.script(in: document, holding: mark) {
      throw Diagnostic(
        file: file, line: planLine + script.line, column: script.column + 2,
        message: "the script holds a setting",
        hint: "give it by the environment: env: {NAME: \"%{name}\"}")
    }
  }

  private static func script(in value: YAMLValue, holding mark: String) -> YAMLValue? {
    switch value.kind {
    case .scalar: return nil
    case .sequence(let items): return items.lazy.compactMap { script(in: $0, holding: mark) }.first
    case .mapping(let pairs):
      for (key, value) in pairs {
        if let inner = script(in: value, holding: mark) { return inner }
        if case .scalar("script", _) = key.kind, case .scalar(let text, _) = value.kind,
          text.contains(mark)
        {
          return value
        }
      }
      return nil
    }
  }
}
