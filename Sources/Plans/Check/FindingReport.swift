/// Collects findings: looks up the rule, leaves out what a countersigned waiver covers.
struct FindingReport {
  let plan: Plan
  let policy: Policy
  private let countersigned: Set<String>?
  private(set) var findings: [Finding] = []

  init(plan: Plan, policy: Policy, countersigned: Set<String>? = nil) {
    self.countersigned = countersigned
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
    _ id: String, at place: Place, step: String?, command: String, detail: String?,
    hint: String? = nil, isAdvice: Bool
  ) {
    guard let rule = policy.rule(id) else { return }
    add(
      rule, at: place, step: step, command: command, detail: detail, hint: hint,
      isAdvice: isAdvice)
  }

  private mutating func add(
    _ rule: PolicyRule, at place: Place, step: String?, command: String, detail: String?,
    hint: String? = nil, isAdvice: Bool = false
  ) {
    var message = detail.map { "\($0): \(rule.why)" } ?? rule.why
    var level = isAdvice ? "warn" : rule.level.rawValue
    var refuses = !rule.isAdvice && !isAdvice
    let waivers =
      rule.override == .twoPerson ? plan.waivers.filter { $0.covers(rule.id, step: step) } : []
    if let waiver = waivers.first {
      guard refuses else { return }
      if let countersigned {
        if waivers.contains(where: { countersigned.contains($0.key) }) { return }
        message += "; its waiver is not countersigned by an approver"
      } else {
        message +=
          "; waived by the author, needs the second person: an approver signs '\(waiver.key)'"
        level = "warn"
        refuses = false
      }
    }
    let finding = Finding(
      rule: rule.id, level: level, file: place.file, line: place.line,
      column: place.column, step: step, command: command.isEmpty ? nil : command,
      message: message, hint: hint ?? rule.hint, refuses: refuses,
      isWaivable: rule.override == .twoPerson)
    if !findings.contains(finding) { findings.append(finding) }
  }
}
