internal import Documents

extension Plan {
  /// Every name that a part of the plan uses must be one that the plan declares.
  func checkReferences() throws {
    var seen: Set<String> = []
    let patchIDs = patches.map(\.id)
    for (index, id) in patchIDs.enumerated() where patchIDs[..<index].contains(id) {
      throw patches[index].place.diagnostic(
        "the patch '\(id)' is declared twice", hint: "give one of them another id")
    }
    for step in steps {
      for need in step.needs where !seen.contains(need) {
        let isLater = self.step(need) != nil
        throw step.place.diagnostic(
          isLater
            ? "the step '\(step.id)' needs '\(need)', which comes later"
            : "the step '\(step.id)' needs the step '\(need)', which the plan doesn't hold",
          hint: isLater
            ? "put '\(need)' above it, or take it out of 'needs'"
            : Self.hint(need, among: steps.map(\.id)))
      }
      guard seen.insert(step.id).inserted else {
        throw step.place.diagnostic(
          "the step '\(step.id)' is declared twice", hint: "give one of them another id")
      }
      if step.class == .patch, patchSource(of: step) == nil {
        throw step.place.diagnostic(
          "the step '\(step.id)' names no patch of the plan",
          hint: "add 'patch: ID' with an id of 'patches'")
      }
    }
    for approval in approvals {
      if let before = approval.before, !seen.contains(before) {
        throw approval.place.diagnostic(
          "there is no step '\(before)' to approve", hint: Self.hint(before, among: Array(seen)))
      }
    }
    for waiver in waivers {
      if let step = waiver.step, !seen.contains(step) {
        throw waiver.place.diagnostic(
          "there is no step '\(step)' to waive a rule for",
          hint: Self.hint(step, among: Array(seen)))
      }
    }
    for use in commands { try checkParameters(of: use.command) }
  }

  private static func hint(_ step: String, among steps: [String]) -> String {
    ClosestName.find(step, in: steps).map { "did you mean '\($0)'?" }
      ?? "the plan's steps are: \(steps.sorted().joined(separator: ", "))"
  }

  private func checkParameters(of command: Command) throws {
    if let script = command.script, let name = script.references.first {
      throw script.place.diagnostic(
        "the script holds '{{ \(name) }}'",
        hint: "parameters reach a script by its environment: env: {NAME: \"{{ \(name) }}\"}")
    }
    let environment = command.environment.map(\.name)
    for text in (command.argv ?? []) + command.environment.map(\.value) {
      for parameter in parameters where !environment.contains(parameter.name) {
        guard parameter.environmentVariable != parameter.name,
          let lookalike = text.lookalike(of: parameter.name)
        else { continue }
        throw text.place.diagnostic(
          "'\(lookalike)' is not replaced by the parameter '\(parameter.name)'",
          hint: "write {{ \(parameter.name) }}")
      }
    }
    for (name, _, place) in command.references where parameter(name) == nil {
      let closest = ClosestName.find(name, in: parameters.map(\.name))
      throw place.diagnostic(
        "there is no parameter '\(name)'", hint: closest.map { "did you mean '\($0)'?" })
    }
  }

  /// The patch that a step applies: the one it names, the one with its id, or the only one.
  public func patchSource(of step: Step) -> PatchSource? {
    guard step.class == .patch || step.class == .pullRequest else { return nil }
    if let use = step.patch { return patches.first { $0.id == use.id } }
    return patches.first { $0.id == step.id } ?? (patches.count == 1 ? patches.first : nil)
  }
}

extension PlanText {
  /// What looks like a reference to a parameter and is none: `$name`, `${name}`, `{name}`.
  fileprivate func lookalike(of name: String) -> String? {
    for case .literal(let literal) in parts {
      for form in ["${\(name)}", "{\(name)}"] where literal.contains(form) { return form }
      var rest = Substring(literal)
      while let range = rest.firstRange(of: "$\(name)") {
        rest = rest[range.upperBound...]
        guard let next = rest.utf8.first, next.isNameByte else { return "$\(name)" }
      }
    }
    return nil
  }
}

extension Place {
  func diagnostic(_ message: String, hint: String? = nil) -> Diagnostic {
    Diagnostic(file: file, line: line, column: column, message: message, hint: hint)
  }
}
