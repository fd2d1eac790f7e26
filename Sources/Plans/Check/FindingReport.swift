/// Collects findings: looks up the rule, leaves out what a waiver covers.
struct FindingReport {
  let plan: Plan
  let policy: Policy
  private(set) var findings: [Finding] = []

  init(plan: Plan, policy: Policy) {
    self.plan = plan
    self.policy = policy
  }

  mutating func add(
    _ check: PolicyCheck, at place: Place, step: String? = nil, command: String = "",
    detail: String? = nil
  ) {
    for rule in policy.rules where rule.check == check {
      add(rule, at: place, step: step, command: command, detail: detail)
    }
  }

  /// - Parameter isAdvice: shown as a warning that doesn't refuse the plan.
  mutating func add(
    _ id: String, at place: Place, step: String?, command: String, detail: String?, isAdvice: Bool
  ) {
    guard let rule = policy.rule(id) else { return }
    add(rule, at: place, step: step, command: command, detail: detail, isAdvice: isAdvice)
  }

  private mutating func add(
    _ rule: PolicyRule, at place: Place, step: String?, command: String, detail: String?,
    isAdvice: Bool = false
  ) {
    if rule.override == .twoPerson,
      plan.waivers.contains(where: { $0.rule == rule.id && ($0.step == nil || $0.step == step) })
    {
      return
    }
    let finding = Finding(
      rule: rule.id, level: isAdvice ? "warn" : rule.level.rawValue, file: place.file,
      line: place.line,
      column: place.column, step: step, command: command.isEmpty ? nil : command,
      message: detail.map { "\($0): \(rule.why)" } ?? rule.why, refuses: !rule.isAdvice && !isAdvice
    )
    if !findings.contains(finding) { findings.append(finding) }
  }
}
