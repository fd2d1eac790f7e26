/// What kinds of approval the steps of a plan ask for, by a policy.
struct ApprovalKinds: Sendable {
  /// Sorted; by step.
  private var kinds: [String: [String]] = [:]

  /// - Parameter patches: as far as they are made.
  init(_ plan: Plan, patches: [BuiltPatch] = [], policy: Policy) {
    guard plan.kind == .change else { return }
    for step in plan.steps {
      guard let source = plan.patchSource(of: step) else { continue }
      for patch in patches where patch.id == source.id {
        for (rule, _) in Self.rules(for: patch, of: source, plan, policy) {
          if let kind = rule.approval { add(kind, to: step.id) }
        }
      }
    }
    let judge = CommandJudge(policy: policy)
    for use in plan.commands where use.isJudgedByKind {
      guard let step = use.step else { continue }
      let verdicts =
        switch use.command.action {
        case .argv(let elements): judge.judge(words: elements.map(\.word), scopes: [.change])
        case .script(let script): judge.judge(script: script.text, scopes: [.change])
        }
      for verdict in verdicts {
        guard let rule = policy.rule(verdict.rule), let kind = rule.approval,
          rule.applies(to: plan)
        else { continue }
        add(kind, to: step)
      }
    }
  }

  func of(_ step: Step) -> [String] { kinds[step.id] ?? [] }

  /// Refuses a patch whose files ask for an approval of a kind that the plan doesn't ask for.
  ///
  /// - Throws: ``PlanFault``.
  static func check(_ patches: [BuiltPatch], of plan: Plan, policy: Policy) throws {
    guard let first = findings(in: patches, of: plan, policy: policy).first else { return }
    throw PlanFault(
      .refused, "\(first.file):\(first.line):\(first.column): \(first.rule): \(first.message)",
      hint: first.hint)
  }

  /// The patches whose files ask for an approval of a kind that the plan doesn't ask for.
  static func findings(in patches: [BuiltPatch], of plan: Plan, policy: Policy) -> [Finding] {
    guard plan.kind == .change else { return [] }
    var findings: [Finding] = []
    for step in plan.steps {
      guard let source = plan.patchSource(of: step),
        let patch = patches.first(where: { $0.id == source.id })
      else { continue }
      for (rule, path) in rules(for: patch, of: source, plan, policy) {
        guard let kind = rule.approval, plan.approvals(of: kind, for: step).isEmpty else {
          continue
        }
        let place = step.place
        findings.append(
          Finding(
            rule: rule.id, level: "block", file: place.file, line: place.line,
            column: place.column, step: step.id,
            message: "the patch '\(patch.id)' changes \(path), and no approval of the kind"
              + " '\(kind)' is asked for: \(rule.why)", hint: approvalHint(kind), refuses: true))
      }
    }
    return findings
  }

  static func approvalHint(_ kind: String) -> String {
    "add approvals: [{role: ROLE, for: [\(kind)]}], or `for` to the entry whose role answers for it"
  }

  /// The rules that a patch's files fall under, each with the first of them.
  private static func rules(
    for patch: BuiltPatch, of source: PatchSource, _ plan: Plan, _ policy: Policy
  ) -> [(rule: PolicyRule, path: String)] {
    policy.rules.filter { $0.approval != nil && $0.applies(to: plan) }.compactMap { rule in
      let globs = rule.fileGlobs
      let file = patch.files.first { file in
        let below = source.directory.map { "\($0.text)/\(file.path)" }
        return ([file.path, "/\(file.path)"] + (below.map { [$0] } ?? [])).contains { path in
          globs.contains { $0.matches(path) }
        }
      }
      return file.map { (rule, $0.path) }
    }
  }

  private mutating func add(_ kind: String, to step: String) {
    var all = kinds[step] ?? []
    if !all.contains(kind) { all.append(kind) }
    kinds[step] = all.sorted()
  }
}

extension PolicyRule {
  /// Whether a rule that is for production alone looks at a plan.
  func applies(to plan: Plan) -> Bool { !isForProduction || plan.target.isProduction }

  /// The files that it looks for whatever command writes them.
  var fileGlobs: [Glob] {
    matches.filter { $0.programs.isEmpty && $0.requirements.count == 1 }.flatMap {
      match -> [Glob] in
      guard case .file(let globs) = match.requirements[0] else { return [] }
      return globs
    }
  }
}

extension CommandUse {
  /// Whether the command changes what somebody must have approved by its kind.
  var isJudgedByKind: Bool { step != nil && (purpose == .run || purpose == .rollback) }
}

extension ApprovalRequirement {
  /// By `for`, or by a role that is named after the kind: `iam`, `iam-owner`.
  func isFor(_ kind: String) -> Bool {
    func words(_ text: String) -> [Substring] {
      text.lowercased().split { $0 == "-" || $0 == "." || $0 == "_" }
    }
    return kinds.contains(kind) || words(role).contains(words(kind))
  }
}

extension Plan {
  /// The roles whose approval of a kind is there before a step changes something of that kind: by
  /// an entry of that kind, or by one that is for this very step.
  func approvals(of kind: String, for step: Step) -> [String] {
    let number = steps.firstIndex { $0.id == step.id } ?? 0
    let entries = approvals.filter { entry in
      if let before = entry.before, before == step.id, entry.kinds.isEmpty { return true }
      let start = entry.before.flatMap { id in steps.firstIndex { $0.id == id } } ?? 0
      return start <= number && entry.isFor(kind)
    }
    return entries.map(\.role) + (step.gate.approval.map { [$0] } ?? [])
  }
}
