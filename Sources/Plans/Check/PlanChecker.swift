public import Documents

/// Judges a plan by a policy.
public struct PlanChecker: Sendable {
  public let policy: Policy
  /// The moment the plan is judged at.
  public var now: Timestamp
  /// The client who judges; nil: the author does.
  public var client: String?
  /// The waivers that somebody besides the author signed, by ``Waiver/key``; nil while the author
  /// judges: waivers stand, and are told as waiting for the second person.
  public var countersigned: Set<String>?
  /// Finds credentials in a text: places and rules, never the values.
  public var findSecrets: SecretFinder?

  public init(policy: Policy, now: Timestamp = .now, client: String? = nil) {
    self.policy = policy
    self.now = now
    self.client = client
  }

  /// What the policy has against the plan, in the plan's order; what a countersigned waiver covers is left out.
  ///
  /// - Parameter text: the plan's file, for what only shows in its text.
  public func findings(in plan: Plan, text: String) throws -> [Finding] {
    var report = FindingReport(plan: plan, policy: policy, countersigned: countersigned)
    checkHead(plan, &report)
    checkSteps(plan, &report)
    checkParameters(plan, text: text, &report)
    checkCommands(plan, &report)
    try checkTargets(plan, &report)
    try checkSecrets(in: text, file: plan.root.file, &report)
    checkWaivers(plan, &report)
    return report.findings.sorted { ($0.line, $0.column, $0.rule) < ($1.line, $1.column, $1.rule) }
  }

  /// What the policy has against what the plan's patches change, beyond what its text says.
  public func findings(in patches: [BuiltPatch], of plan: Plan) -> [Finding] {
    ApprovalKinds.findings(in: patches, of: plan, policy: policy)
  }

  /// The findings of a file with one command a line. A line that is a JSON string may hold
  /// newlines.
  public func findings(inCommands text: String, file: String) -> [Finding] {
    let judge = CommandJudge(policy: policy)
    let mask = CommandMask()
    var findings: [Finding] = []
    for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
    {
      let command = CommandList.command(in: String(line))
      guard command.contains(where: { !$0.isWhitespace }) else { continue }
      for verdict in judge.judge(script: command, mask: mask) {
        guard let rule = policy.rule(verdict.rule) else { continue }
        findings.append(
          Finding(
            rule: rule.id, level: rule.level.rawValue, file: file, line: number + 1, column: 1,
            command: verdict.command.isEmpty ? nil : verdict.command,
            message: verdict.detail.map { "\($0): \(rule.why)" } ?? rule.why, hint: rule.hint,
            refuses: !rule.isAdvice))
      }
    }
    return findings
  }

  // MARK: Commands

  private func checkCommands(_ plan: Plan, _ report: inout FindingReport) {
    let judge = CommandJudge(policy: policy)
    let mask = CommandMask()
    for use in plan.commands {
      let command = use.command
      var scopes: Set<PolicyRule.Scope> = [.all, .plan]
      let step = use.step.flatMap { plan.step($0) }
      let mustRead =
        plan.kind == .diagnostic
        || (step?.class == .read && use.purpose == .run)
        || [.precheck, .alreadyDone, .verify, .precondition, .backup].contains(use.purpose)
      if mustRead { scopes.insert(.reading) }
      if plan.kind == .diagnostic { scopes.insert(.diagnosis) }
      if use.isJudgedByKind, plan.kind == .change { scopes.insert(.change) }
      for (name, value) in command.environment where EnvironmentDanger.isPresent(in: name) {
        report.add(
          .environmentTakesOver, at: value.place, step: use.step,
          detail: "the command is given \(name)")
      }
      let verdicts: [CommandJudge.Verdict]
      switch command.action {
      case .argv(let elements):
        verdicts = judge.judge(words: elements.map { $0.word }, scopes: scopes, mask: mask)
      case .script(let script):
        verdicts = judge.judge(script: script.text, scopes: scopes, mask: mask)
      }
      for verdict in verdicts {
        var detail = verdict.detail
        var hint: String?
        if let rule = policy.rule(verdict.rule), let kind = rule.approval, let step {
          guard rule.applies(to: plan) else { continue }
          guard plan.approvals(of: kind, for: step).isEmpty else { continue }
          detail = "no approval of the kind '\(kind)' is asked for"
          hint = ApprovalKinds.approvalHint(kind)
        }
        report.add(
          verdict.rule, at: place(of: verdict, in: command), step: use.step,
          command: verdict.command, detail: detail, hint: hint,
          isAdvice: plan.kind == .change && policy.rule(verdict.rule)?.scope == .reading)
      }
    }
  }

  private func place(of verdict: CommandJudge.Verdict, in command: Command) -> Place {
    guard let script = command.script else { return command.argv?.first?.place ?? command.place }
    guard script.isBlock else { return script.place }
    return Place(file: script.place.file, line: script.place.line + verdict.line, column: 1)
  }

  private func checkSecrets(
    in text: String, file: String, _ report: inout FindingReport
  ) throws {
    guard let findSecrets else { return }
    for secret in try SecretPlace.inPlan(text, finder: findSecrets) {
      report.add(
        .secretInText, at: Place(file: file, line: secret.line, column: secret.column),
        detail: "a finding of the redaction rule \(secret.rule)")
    }
  }
}

extension PlanText {
  /// The text as a shell word whose references are variables.
  var word: ShellWord {
    let parts: [ShellWord.Part] = self.parts.map { part in
      switch part {
      case .literal(let text): .literal(text, isQuoted: true)
      case .reference(let name):
        .variable(
          ShellVariable(name: name, isGuarded: false, fallback: nil, isQuoted: true))
      }
    }
    return ShellWord(
      parts: parts.isEmpty ? [.literal("", isQuoted: true)] : parts, line: 1)
  }
}
