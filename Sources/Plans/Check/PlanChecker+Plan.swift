internal import Documents

extension PlanChecker {
  func checkHead(_ plan: Plan, _ report: inout FindingReport) {
    let metadata = plan.metadata
    let missing = [
      ("ticket", metadata.ticket == nil), ("client", metadata.client == nil),
      ("author", metadata.author == nil), ("expires", metadata.expires == nil),
    ].filter(\.1).map(\.0)
    if !missing.isEmpty {
      report.add(
        .incomplete, at: metadata.place,
        detail: "the metadata has no \(missing.joined(separator: ", "))")
    }
    if let expires = metadata.expires, expires <= now {
      report.add(.expired, at: metadata.place, detail: "the plan expired at \(expires)")
    }
    if let client, let own = metadata.client, own != client {
      report.add(.wrongClient, at: metadata.place, detail: "the plan is for the client '\(own)'")
    }
    if let window = plan.window {
      if window.end <= now {
        report.add(.windowOver, at: window.place, detail: "the window ended at \(window.end)")
      }
      let needed = plan.steps.reduce(0) { sum, step in
        var seconds = (step.run?.timeout ?? 0) * (step.retries + 1) + step.expect.within
        if case .command(let command) = step.rollback { seconds += command.timeout ?? 0 }
        return sum + seconds
      }
      if window.end - window.start < needed {
        report.add(
          .windowTooShort, at: window.place,
          detail:
            "the steps and their rollback may take \(needed) s, the window holds \(window.end - window.start) s"
        )
      }
    }
    if plan.kind == .change, plan.target.isProduction, plan.target.environment != nil,
      plan.approvals.isEmpty
    {
      // A step that names its own approver has one.
      let step = plan.steps.first {
        [.grant, .mutate, .destroy, .patch].contains($0.class) && $0.gate.approval == nil
      }
      if let step {
        report.add(.productionWithoutApproval, at: step.place, step: step.id)
      }
    }
    if let missing = Self.missingPins(of: plan.target) {
      report.add(.unpinnedTarget, at: plan.target.place, detail: missing)
    }
  }

  /// What the target doesn't say though its provider has many of it; one of each group is enough.
  private static func missingPins(of target: PlanTarget) -> String? {
    let groups: [[String]] =
      switch target.provider?.lowercased() {
      case "aws": [["account"], ["region"]]
      case "google-cloud", "gcp": [["project"]]
      case "azure": [["subscription"]]
      case "kubernetes": [["context", "cluster", "namespace"]]
      case "cloudflare": [["account", "zone"]]
      case "digitalocean", "render", "fly", "railway", "heroku":
        [["project", "account", "host", "namespace", "resources"]]
      default: []
      }
    var names = Set(target.parts.map(\.name))
    if !target.resources.isEmpty { names.insert("resources") }
    let missing = groups.first { names.isDisjoint(with: $0) }
    return missing.map { "the target says no \($0.joined(separator: " or "))" }
  }

  /// A command that names another place acts there, wherever this machine's own setting points.
  func checkTargets(_ plan: Plan, _ report: inout FindingReport) throws {
    guard let provider = try TargetProvider.builtin(of: plan) else { return }
    let uses = TargetUse.all(in: plan, of: provider)
    for (field, value) in plan.target.parts
    where provider.readings.contains(where: { $0.field == field && !$0.isReadWhereUsed }) {
      for use in uses {
        for other in use.others(than: value, for: field) {
          report.add(
            .otherTarget, at: use.place, step: use.step,
            detail:
              "the target's \(field) is '\(value)', and \(provider.program) is told \(TargetReading.shown([other]))"
          )
        }
      }
    }
  }

  func checkSteps(_ plan: Plan, _ report: inout FindingReport) {
    for step in plan.steps {
      checkRollback(of: step, plan, &report)
      if plan.kind == .diagnostic, ![.read, .manual].contains(step.class) {
        report.add(
          .diagnosticChanges, at: step.place, step: step.id,
          detail: "the step is of class \(step.class.rawValue)")
      }
      if let run = step.run, run.timeout == nil {
        report.add(.noTimeout, at: run.place, step: step.id)
      }
      if [.mutate, .destroy].contains(step.class), step.precheck == nil {
        report.add(.noPrecheck, at: step.place, step: step.id)
      }
      if step.retries > 0, !step.isIdempotent {
        report.add(.retriesNotIdempotent, at: step.place, step: step.id)
      }
      if step.class == .grant, plan.kind == .change,
        !plan.post.contains(where: { $0.kind == .revoke || $0.kind == .reduce })
      {
        report.add(.grantWithoutRevoke, at: step.place, step: step.id)
      }
    }
  }

  private func checkRollback(of step: Step, _ plan: Plan, _ report: inout FindingReport) {
    guard [.grant, .mutate, .destroy].contains(step.class) else { return }
    guard let rollback = step.rollback else {
      report.add(
        .changeWithoutRollback, at: step.place, step: step.id,
        detail: "the step is of class \(step.class.rawValue) and has no rollback")
      return
    }
    guard case .irreversible = rollback,
      step.class == .destroy || plan.risk.reversible == false
    else { return }
    let approvers = plan.approvals.reduce(0) { $0 + $1.minimum }
    let hasBackup = plan.backup.map { $0.required && $0.verify != nil } ?? false
    guard !hasBackup || approvers < 2 else { return }
    report.add(
      .irreversibleWithoutBackup, at: step.place, step: step.id,
      detail: hasBackup
        ? "there is no second approver" : "there is no backup with a 'verify' command")
  }

  func checkParameters(_ plan: Plan, text: String, _ report: inout FindingReport) {
    for use in plan.commands {
      for (name, destination, place) in use.command.references where destination == .argv {
        guard let parameter = plan.parameter(name), parameter.mustStayHidden else { continue }
        report.add(
          .secretParameterInArgv, at: place, step: use.step,
          detail: "the parameter '\(name)' would stand in the argument list")
      }
    }
    for parameter in plan.parameters {
      guard let name = parameter.environmentVariable, EnvironmentDanger.isPresent(in: name) else {
        continue
      }
      report.add(
        .environmentTakesOver, at: parameter.place, detail: "every command is given \(name)")
    }
    let declared = Set(plan.parameters.compactMap(\.from))
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      guard let range = line.firstRange(of: "REDACTED_") else { continue }
      let word = line[range.lowerBound...].prefix {
        $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-"
      }
      let before = line[..<range.lowerBound]
      let isSource = declared.contains(String(word)) && before.contains("from")
      // A task may name the secret that it rotates; nothing resolves it there.
      let key = String(before.reversed().drop { " \"'".contains($0) }.reversed())
      let isObject = key.hasSuffix("what:") || key.hasSuffix("rotate:")
      guard !isSource, !isObject, word.count > 25 else { continue }
      report.add(
        .placeholderInText,
        at: Place(file: plan.root.file, line: number + 1, column: before.count + 1))
    }
  }

  func checkWaivers(_ plan: Plan, _ report: inout FindingReport) {
    for waiver in plan.waivers {
      guard let rule = policy.rule(waiver.rule) else {
        report.add(
          .waiverNotAllowed, at: waiver.place, step: waiver.step,
          detail: "there is no rule '\(waiver.rule)'")
        continue
      }
      if rule.override == .never {
        report.add(
          .waiverNotAllowed, at: waiver.place, step: waiver.step,
          detail: "the rule '\(rule.id)' allows no exception")
      }
    }
  }
}
