package import Plans

/// The parameters' values, resolved when a command needs them and held in memory only.
package final class ParameterValues {
  private let plan: Plan
  private let reveal: (_ placeholder: String) throws -> [String]
  private let ask: (Parameter) throws -> String
  private var known: [String: String] = [:]
  /// Told each value that must not be shown, before anything is done with it.
  package var onSecret: ((Parameter, _ value: String) throws -> Void)?

  /// - Parameters:
  ///   - reveal: the candidates for a placeholder or pseudonym, from the client's vault.
  ///   - ask: a value that the plan leaves open, from a person.
  package init(
    plan: Plan, reveal: @escaping (_ placeholder: String) throws -> [String],
    ask: @escaping (Parameter) throws -> String
  ) {
    self.plan = plan
    self.reveal = reveal
    self.ask = ask
  }

  /// What a command becomes.
  struct Resolved {
    var arguments: [String]
    var environment: [String: String]
    var standardInput: [UInt8]
    /// What must not be shown, by what is shown instead.
    var masks: [(placeholder: String, value: String)]
  }

  /// - Throws: ``RunRefusal`` where a value is missing, ambiguous or must not go there.
  func resolve(_ command: Command) throws -> Resolved {
    for reference in command.references where reference.destination == .argv {
      if plan.parameter(reference.name)?.mustStayHidden == true {
        throw RunRefusal(
          .gate, "the parameter '\(reference.name)' is secret and may not become an argument")
      }
    }
    var used: Set<String> = []
    func text(_ text: PlanText) throws -> String {
      try text.resolved { name in
        used.insert(name)
        return try value(name)
      }
    }
    var environment: [String: String] = [:]
    for parameter in plan.parameters {
      guard let variable = parameter.environmentVariable else { continue }
      environment[variable] = try value(parameter.name)
      used.insert(parameter.name)
    }
    for (name, value) in command.environment { environment[name] = try text(value) }
    let arguments = try (command.argv ?? []).map(text)
    let input = try command.standardInput.map(text) ?? ""
    let masks = try used.sorted().compactMap { name -> (String, String)? in
      guard let parameter = plan.parameter(name), parameter.from != nil || parameter.isSecret
      else { return nil }
      return (parameter.from ?? "{{ \(name) }}", try value(name))
    }
    return Resolved(
      arguments: arguments, environment: environment, standardInput: Array(input.utf8),
      masks: masks)
  }

  /// A patch made against redacted files, with the placeholders that the plan declares resolved.
  func resolvePlaceholders(
    in patch: [UInt8]
  ) throws -> (bytes: [UInt8], masks: [(placeholder: String, value: String)]) {
    var bytes = patch
    var masks: [(String, String)] = []
    for parameter in plan.parameters {
      guard let placeholder = parameter.from, bytes.contains(Array(placeholder.utf8)) else {
        continue
      }
      let value = try value(parameter.name)
      bytes = bytes.replacing(Array(placeholder.utf8), with: Array(value.utf8))
      masks.append((placeholder, value))
    }
    return (bytes, masks)
  }

  /// Before the first step: what the plan or the vault gives must be there, and fit. None of it is
  /// kept.
  func checkResolvable() throws {
    let before = known
    defer { known = before }
    for parameter in plan.parameters where parameter.from != nil || parameter.givenValue != nil {
      _ = try value(parameter.name)
    }
  }

  /// Asks for what a command shows and the plan leaves open, so that it can be shown as it will run.
  func askVisible(for command: Command) throws {
    for reference in command.references where reference.destination == .argv {
      guard let parameter = plan.parameter(reference.name), !parameter.mustStayHidden,
        parameter.from == nil, parameter.givenValue == nil
      else { continue }
      _ = try value(parameter.name)
    }
  }

  /// What a pseudonym stands for, or the value itself.
  func visibleValue(of parameter: Parameter) throws -> String {
    guard let pseudonym = parameter.from else { return try value(parameter.name) }
    return "\(try revealed(pseudonym, for: parameter.name)) (\(pseudonym))"
  }

  /// A text for people: hidden values stay references.
  func shown(_ text: PlanText) -> String {
    text.resolved { name in
      guard let parameter = plan.parameter(name), !parameter.mustStayHidden,
        let value = parameter.from == nil ? known[name] ?? parameter.givenValue : parameter.from
      else { return "{{ \(name) }}" }
      return value
    }
  }

  func text(_ text: PlanText) throws -> String { try text.resolved(value) }

  private func value(_ name: String) throws -> String {
    if let value = known[name] { return value }
    guard let parameter = plan.parameter(name) else {
      throw RunRefusal(.gate, "the plan declares no parameter '\(name)'")
    }
    let value: String
    if let placeholder = parameter.from {
      value = try revealed(placeholder, for: name)
    } else if let given = parameter.givenValue {
      value = given
    } else {
      value = try ask(parameter)
    }
    try check(value, parameter)
    if parameter.from != nil || parameter.isSecret { try onSecret?(parameter, value) }
    known[name] = value
    return value
  }

  private func revealed(_ placeholder: String, for name: String) throws -> String {
    let candidates = Set(try reveal(placeholder))
    guard let value = candidates.first else {
      throw RunRefusal(
        .gate, "the parameter '\(name)': this machine's vault doesn't know \(placeholder)",
        hint: "run on the machine that made it; credentials are kept with '--vault all' only")
    }
    guard candidates.count == 1 else {
      throw RunRefusal(
        .gate,
        "the parameter '\(name)': \(placeholder) stands for \(candidates.count) values",
        hint: "ask the author to name another one")
    }
    return value
  }

  /// The message never quotes the value.
  private func check(_ value: String, _ parameter: Parameter) throws {
    let fits =
      switch parameter.type {
      case .string: true
      case .int: Int(value) != nil
      case .bool: value == "true" || value == "false"
      case .choice: parameter.choices.contains(value)
      }
    guard fits, !value.utf8.contains(0) else {
      throw RunRefusal(
        .gate, "the value of the parameter '\(parameter.name)' is no \(parameter.type.rawValue)")
    }
    if let pattern = parameter.pattern, !OutputExpectation.matchesWhole(pattern, value) {
      throw RunRefusal(
        .gate, "the value of the parameter '\(parameter.name)' doesn't match its pattern")
    }
  }
}
