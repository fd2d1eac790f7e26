/// Where the plan's own commands say that they act.
package struct TargetUse: Sendable {
  /// The step, precondition or task.
  package var owner: String
  /// Nil outside the steps.
  package var step: String?
  package var place: Place
  /// Whether it is another program, which acts by the same credentials.
  package var isCompanion: Bool
  /// What a reading must have too.
  package var surroundings: TargetSurroundings
  /// By field: the values that the command names; one that isn't known before it runs is nil.
  package var named: [String: [String?]]

  /// Every command of the plan that runs the provider's program, or acts by the same credentials.
  package static func all(in plan: Plan, of provider: TargetProvider) -> [TargetUse] {
    let shared = TargetSurroundings(
      plan.parameters.compactMap { parameter in
        parameter.environmentVariable.map { ($0, parameter.knownValue) }
      }, provider)
    return plan.commands.flatMap { use in
      uses(of: use, in: plan, provider, shared: shared)
    }
  }

  /// The values that the command names for a field, the target's own apart.
  package func others(than value: String, for field: String) -> [String] {
    (named[field] ?? []).compactMap(\.self).filter { $0 != value }
  }

  /// Those of a plan none of whose commands runs the program.
  package static func shared(in plan: Plan, of provider: TargetProvider) -> TargetSurroundings {
    TargetSurroundings(
      plan.parameters.compactMap { parameter in
        parameter.environmentVariable.map { ($0, parameter.knownValue) }
      }, provider)
  }

  private static func uses(
    of use: CommandUse, in plan: Plan, _ provider: TargetProvider, shared: TargetSurroundings
  ) -> [TargetUse] {
    let command = use.command
    let analysis = plan.analysis(of: command)
    let place = command.script?.place ?? command.argv?.first?.place ?? command.place
    var common = shared
    common.add(command.environment.map { ($0.name, plan.word($0.value).literal) }, provider)
    for assignment in analysis.commands
    where ["export", "declare", "typeset", "readonly"].contains(assignment.program) {
      for word in assignment.words {
        let parts = word.pattern.split(separator: "=", maxSplits: 1)
        guard let name = parts.first else { continue }
        let value = word.literal.flatMap { _ in parts.count > 1 ? String(parts[1]) : nil }
        common.add([(String(name), value)], provider)
      }
    }
    let programs = analysis.commands.filter {
      $0.program == provider.program || provider.companions.contains($0.program)
    }
    return programs.map { effective in
      let facts = CommandFacts(effective)
      var surroundings = common
      surroundings.add(effective.environment.map { ($0.name, $0.value.literal) }, provider)
      guard effective.program == provider.program else {
        return TargetUse(
          owner: use.owner, step: use.step, place: place, isCompanion: true,
          surroundings: surroundings, named: [:])
      }
      for option in provider.carriedOptions.sorted() {
        for value in facts.literalValues(of: [option]) {
          if let value {
            surroundings.options.append("\(option)=\(value)")
          } else {
            surroundings.isKnown = false
          }
        }
      }
      var named: [String: [String?]] = [:]
      for reading in provider.readings {
        named[reading.field] = facts.literalValues(of: reading.options)
      }
      return TargetUse(
        owner: use.owner, step: use.step, place: place, isCompanion: false,
        surroundings: surroundings, named: named)
    }
  }
}

/// What decides where a provider's program acts.
package struct TargetSurroundings: Hashable, Sendable {
  package var options: [String] = []
  package var environment: [String: String] = [:]
  /// Whether all of it is known before the run.
  package var isKnown = true

  init(_ variables: [(name: String, value: String?)], _ provider: TargetProvider) {
    add(variables, provider)
  }

  mutating func add(_ variables: [(name: String, value: String?)], _ provider: TargetProvider) {
    for (name, value) in variables
    where provider.variablePrefixes.contains(where: { name.hasPrefix($0) }) {
      environment[name] = value
      if value == nil { isKnown = false }
    }
  }
}

extension Plan {
  /// Every program that a command of the plan runs, with the values that the plan itself gives.
  package func analysis(of command: Command) -> ShellAnalysis {
    switch command.action {
    case .argv(let elements): ShellAnalysis(words: elements.map { word($0) })
    case .script(let script): ShellAnalysis(script: script.text)
    }
  }

  /// The word with the values that the plan itself gives.
  fileprivate func word(_ text: PlanText) -> ShellWord {
    let resolved = text.resolved { name in parameter(name)?.knownValue ?? "{{ \(name) }}" }
    return PlanText(resolved, place: text.place).word
  }
}

extension Parameter {
  /// The value that stands in the plan, where it can be no other.
  fileprivate var knownValue: String? { from == nil ? givenValue : nil }
}

extension CommandFacts {
  /// The values of options; nil for one that is known only while the command runs.
  fileprivate func literalValues(of names: Set<String>) -> [String?] {
    guard !names.isEmpty else { return [] }
    return values(of: names).map { $0.contains("$") ? nil : $0 }
  }
}
