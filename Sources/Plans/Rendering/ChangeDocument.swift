internal import Documents

/// What the checklist, the rollback sheet and the script by hand show.
struct ChangeDocument {
  let plan: Plan
  let patches: [BuiltPatch]
  let policyDigest: String
  /// What its steps need approved by kind.
  let kinds: ApprovalKinds
  /// What the policy has to say of the plan that doesn't refuse it.
  var findings: [Finding] = []
  /// Who checked the scripts, and what they said; empty where there are none.
  var scriptNotes: [String] = []

  init(
    plan: Plan, patches: [BuiltPatch], policy: Policy, findings: [Finding] = [],
    scriptNotes: [String] = []
  ) {
    self.plan = plan
    self.patches = patches
    policyDigest = policy.digest
    kinds = ApprovalKinds(plan, patches: patches, policy: policy)
    self.findings = findings
    self.scriptNotes = scriptNotes
  }

  var title: String { plan.metadata.title ?? plan.metadata.id }

  func patch(of step: Step) -> BuiltPatch? {
    guard let source = plan.patchSource(of: step) else { return nil }
    return patches.first { $0.id == source.id }
  }

  /// Facts for the head: names and values, without the empty ones.
  var facts: [(name: String, value: String)] {
    let metadata = plan.metadata
    var facts: [(String, String?)] = [
      ("Plan", metadata.id + (metadata.serial > 1 ? " (serial \(metadata.serial))" : "")),
      ("Kind", plan.kind == .change ? "change" : "diagnosis: reads only"),
      ("Ticket", metadata.ticket), ("Client", metadata.client), ("Author", metadata.author),
      ("Expires", metadata.expires?.description),
    ]
    if let window = plan.window {
      let last = window.lastStart.map { ", last start \($0)" } ?? ""
      facts.append(("Window", "\(window.start) – \(window.end)\(last)"))
    }
    let target = plan.target.parts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    facts.append(("Target", target.isEmpty ? nil : target))
    if !plan.target.resources.isEmpty {
      facts.append(("Resources", plan.target.resources.joined(separator: ", ")))
    }
    var risk = plan.risk.level.rawValue
    if let radius = plan.risk.blastRadius { risk += "; hits: \(radius)" }
    if let reversible = plan.risk.reversible {
      risk += reversible ? "; reversible" : "; not reversible"
    }
    if let minutes = plan.risk.downtimeMinutes { risk += "; downtime \(minutes) min" }
    facts.append(("Risk", risk))
    if !plan.approvals.isEmpty {
      facts.append(("Approvals", plan.approvals.map(Self.text).joined(separator: "; ")))
    }
    if let backup = plan.backup {
      facts.append(("Backup", Self.text(backup)))
    }
    for waiver in plan.waivers {
      facts.append(
        ("Exception", "\(waiver.key): \(waiver.reason); counts once an approver countersigned it"))
    }
    facts.append(("Policy", "sha256 " + policyDigest.prefix(16)))
    if !findings.isEmpty {
      let texts = findings.map { finding in
        "\(finding.rule)\(finding.step.map { "@\($0)" } ?? "") (\(finding.level)): \(finding.message)"
      }
      facts.append(("Findings", texts.joined(separator: "; ")))
    }
    if !scriptNotes.isEmpty { facts.append(("Scripts", scriptNotes.joined(separator: "; "))) }
    return facts.compactMap { name, value in value.map { (name, $0) } }
  }

  /// How many of which role, and for what.
  static func head(of approval: ApprovalRequirement) -> String {
    let kinds = approval.kinds.joined(separator: ", ")
    return "\(approval.minimum) × \(approval.role)" + (kinds.isEmpty ? "" : " for \(kinds)")
  }

  private static func text(_ approval: ApprovalRequirement) -> String {
    var text = head(of: approval)
    if !approval.not.isEmpty {
      text += " (not the \(approval.not.map(\.rawValue).joined(separator: ", not the ")))"
    }
    if let step = approval.before { text += " before \(step)" }
    return text
  }

  private static func text(_ backup: Backup) -> String {
    var text = backup.required ? "required" : "not required"
    if let what = backup.what { text += ": \(what)" }
    if let age = backup.maximumAge { text += ", at most \(DurationText.text(age)) old" }
    if let verify = backup.verify { text += "; verified by: \(CommandText.line(verify))" }
    return text
  }

  /// What the step's command must leave behind, in words.
  static func expected(_ expect: Expectation, isCommand: Bool) -> [String] {
    var lines: [String] = []
    if isCommand {
      lines.append("exit \(expect.exit.map(String.init).joined(separator: " or "))")
    }
    lines += expect.stdout.map { "output \(text($0))" }
    lines += expect.stderr.map { "errors \(text($0))" }
    if let verify = expect.verify {
      let within = expect.within > 0 ? " within \(DurationText.text(expect.within))" : ""
      lines.append("then\(within): \(CommandText.line(verify))")
    }
    if let text = expect.text { lines.append(text) }
    return lines
  }

  private static func text(_ match: OutputMatch) -> String {
    switch match {
    case .contains(let text): "contains “\(text)”"
    case .equals(let text): "is “\(text)”"
    case .matches(let pattern): "matches \(pattern)"
    case .excludes(let text): "does not contain “\(text)”"
    case .isEmpty: "is empty"
    }
  }

  /// Whose approvals the step waits for: by its gate, and by what kind of thing it changes.
  func approvals(of step: Step) -> String? {
    var parts = step.gate.approval.map { [$0] } ?? []
    for kind in kinds.of(step) {
      let roles = plan.approvals(of: kind, for: step).filter { $0 != step.gate.approval }
      if roles.isEmpty, step.gate.approval != nil { continue }
      parts.append("\(roles.isEmpty ? "nobody" : roles.joined(separator: ", ")) for \(kind)")
    }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  /// How the step is taken back, in one line.
  func rollbackLine(of step: Step) -> String {
    Self.rollbackLine(of: step, patch: patch(of: step))
  }

  static func rollbackLine(of step: Step, patch: BuiltPatch?) -> String {
    switch step.rollback {
    case .command(let command): CommandText.line(command)
    case .text(let text): text
    case .irreversible(let reason): "none: \(reason)"
    case nil:
      switch step.class {
      case .read, .manual: "nothing to take back"
      case .patch: patch.map { "git apply \($0.reversePath)" } ?? "the reverse patch"
      case .pullRequest: "revert the merge commit, by a pull request too"
      default: "not given"
      }
    }
  }
}

/// Seconds in words.
enum DurationText {
  static func text(_ seconds: Int) -> String {
    if seconds > 0, seconds % 86400 == 0 { return "\(seconds / 86400) d" }
    if seconds > 0, seconds % 3600 == 0 { return "\(seconds / 3600) h" }
    if seconds > 0, seconds % 60 == 0 { return "\(seconds / 60) min" }
    return "\(seconds) s"
  }
}
