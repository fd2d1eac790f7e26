internal import Bundles
internal import Documents
internal import Plans

/// What of a bundle's plan an approver sees and signs: the target, the window, and for each
/// parameter its rule and where its value goes.
struct ApprovalSubject {
  private let plan: Plan?
  private let document: [String: JSONValue]

  /// - Parameter text: the bytes of plan.yaml; nil for a bundle without a plan.
  /// - Throws: ``BundleError``: what can't be read can't be approved.
  init(plan text: [UInt8]?) throws {
    guard let text else {
      plan = nil
      document = [:]
      return
    }
    do {
      let text = String(decoding: text, as: UTF8.self)
      plan = try Plan.parse(text: text, file: "plan.yaml")
      guard case .object(let object) = try YAMLValue.parse(text, file: "plan.yaml").json else {
        throw Diagnostic(file: "plan.yaml", message: "expected a mapping")
      }
      document = object
    } catch let error as Diagnostic {
      throw BundleError(.approval, error.description)
    }
  }

  var target: JSONValue? { document["target"] }
  var window: JSONValue? { document["window"] }

  /// The waivers that the approver countersigns; nil where there are none.
  var waivers: [String]? {
    guard let plan, !plan.waivers.isEmpty else { return nil }
    return plan.waivers.map(\.key)
  }

  /// By name; secret values and placeholders' values are never in it.
  var parameters: JSONValue? {
    guard let plan, !plan.parameters.isEmpty else { return nil }
    var object: [String: JSONValue] = [:]
    for parameter in plan.parameters {
      var fields: [String: JSONValue] = [
        "type": .string(parameter.type.rawValue),
        "destinations": .array(destinations(of: parameter).map { .string($0) }),
      ]
      if let from = parameter.from {
        fields["from"] = .string(from)
        fields["rule"] = .string(Self.rule(of: from))
      } else if !parameter.isSecret, let value = parameter.givenValue {
        fields["value"] = .string(value)
      }
      object[parameter.name] = .object(fields)
    }
    return .object(object)
  }

  /// The same for a person, one thing a line.
  var lines: [String] {
    guard let plan else { return [] }
    var lines = [plan.metadata.title ?? plan.metadata.id]
    lines.append(
      "target    " + plan.target.parts.map { "\($0.name) \($0.value)" }.joined(separator: ", "))
    lines.append(
      "risk      \(plan.risk.level.rawValue), \(plan.steps.count) step\(plan.steps.count == 1 ? "" : "s")"
    )
    if case .object(let window) = document["window"] {
      let parts = ["start", "end", "lastStart"].compactMap { name -> String? in
        guard case .string(let text) = window[name] else { return nil }
        return "\(name) \(text)"
      }
      lines.append("window    " + parts.joined(separator: ", "))
    }
    for parameter in plan.parameters {
      let value =
        parameter.from ?? (parameter.isSecret ? "asked for" : parameter.givenValue ?? "asked for")
      let places = destinations(of: parameter)
      lines.append(
        "parameter \(parameter.name): \(value)"
          + (places.isEmpty ? ", used nowhere" : " → " + places.joined(separator: ", ")))
    }
    for entry in plan.approvals where !entry.kinds.isEmpty {
      lines.append("approval  \(entry.role) for \(entry.kinds.joined(separator: ", "))")
    }
    for waiver in plan.waivers {
      lines.append("waiver    \(waiver.key): \(waiver.reason) (you countersign this exception)")
    }
    for step in plan.steps {
      lines.append("step      \(step.id), \(step.class.rawValue)")
      if let run = step.run {
        lines += PlanPreview.lines(of: run).map { "            " + $0 }
      }
    }
    return lines.map(PrintableText.line)
  }

  private func destinations(of parameter: Parameter) -> [String] {
    guard let plan else { return [] }
    var found: [String] = []
    if let variable = parameter.environmentVariable {
      found.append("every command: environment \(variable)")
    }
    for use in plan.commands {
      for reference in use.command.references where reference.name == parameter.name {
        let place =
          switch reference.destination {
          case .argv: "argument"
          case .environment(let name): "environment \(name)"
          case .standardInput: "standard input"
          }
        let text = "\(use.owner) \(use.purpose.rawValue): \(place)"
        if !found.contains(text) { found.append(text) }
      }
    }
    return found
  }

  /// `REDACTED_<rule>_<hex>` → the rule; else it is a pseudonym.
  private static func rule(of placeholder: String) -> String {
    let parts = placeholder.split(separator: "_")
    return parts.count == 3 && parts[0] == "REDACTED" ? String(parts[1]) : "pseudonym"
  }
}
