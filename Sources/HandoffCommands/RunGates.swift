internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

/// The gates that need no command: approvals, time, target, policy.
struct RunGates {
  private let admitted: AdmittedBundle
  private let approvals: ApprovalGate
  private let uses = ApprovalUses()
  private let serials = PlanSerials()
  private let run: String
  private let identity: TargetIdentity
  private let isEmergency: Bool
  private let keep: (VerifiedApproval) throws -> Void

  struct Passed {
    /// In words for the journal.
    var notes: [String]
    /// What of the target no tool tells.
    var openTarget: [TargetIdentity.Open]
    /// Why it is an emergency.
    var emergency: String?
    /// When the approvals sufficed; nil: the run needs none.
    var approved: Timestamp?
  }

  /// - Parameters:
  ///   - workingDirectory: where the plan runs.
  ///   - keep: is given each approval that a step has waited for.
  init(
    admitted: AdmittedBundle, executor: Party, run: String, isEmergency: Bool,
    keep: @escaping (VerifiedApproval) throws -> Void, workingDirectory: String
  ) throws {
    self.isEmergency = isEmergency
    self.keep = keep
    self.admitted = admitted
    self.run = run
    identity = try TargetIdentity(
      admitted.plan, locator: admitted.settings.locator,
      launcher: [OwnProgram.path, LaunchCommand.name], workingDirectory: workingDirectory)
    approvals = ApprovalGate(
      plan: admitted.plan,
      // Where nobody says how many, a change needs one by somebody else.
      minimum: admitted.settings.minimumApprovals ?? (admitted.plan.kind == .change ? 1 : 0),
      authors: admitted.signers.map {
        Party(principal: $0.principal, fingerprint: $0.fingerprint)
      }, executor: executor, isEmergency: isEmergency)
  }

  /// - Throws: `RunRefusal`: the first gate that is closed.
  func check(isResumed: Bool) throws -> Passed {
    let manifest = admitted.manifest
    try TargetGate.check(
      admitted.plan, client: admitted.settings.client,
      bundle: (client: manifest.client, ticket: manifest.ticket))
    try TimeGate.check(
      admitted.plan, expires: manifest.expires, isResumed: isResumed, isEmergency: isEmergency,
      at: .now)
    try serials.check(admitted.plan)
    let policy = try checkPolicy()
    let counted = try check(admitted.approvals, before: nil)
    // Last: it runs a tool of the client's.
    let target = try identity.check()
    let notes =
      admitted.signers.map { "signed by \($0.principal) (\($0.fingerprint))" }
      + counted.map { Self.text($0) }
      + countersigned.map { "waiver \($0.waiver) countersigned by \($0.principal)" }
      + [
        isEmergency
          ? "expiry, client and ticket; an emergency has no window"
          : "window, expiry, client and ticket", "policy \(policy.prefix(16))",
      ] + target.passed
    let declared = counted.filter { $0.role == Approval.emergencyRole }
    let emergency = declared.map { "\($0.reason ?? "") (\($0.principal))" }.joined(separator: "; ")
    return Passed(
      notes: notes, openTarget: target.open, emergency: isEmergency ? emergency : nil,
      approved: approvals.moment(of: counted, at: .now))
  }

  private static func text(_ fact: ApprovalFact) -> String {
    "approved as \(fact.role) by \(fact.principal) (\(fact.digest.prefix(16)))"
  }

  /// The client's own policy, whatever the author's said.
  ///
  /// - Returns: its digest.
  private func checkPolicy() throws -> String {
    var checker = try PlanPolicy.checker()
    checker.countersigned = Set(countersigned.map(\.waiver))
    let text = String(decoding: admitted.planBytes, as: UTF8.self)
    let findings = try checker.findings(in: admitted.plan, text: text).filter { finding in
      finding.refuses
        && !(isEmergency && checker.policy.rule(finding.rule)?.isAboutWindow == true)
    }
    if let first = findings.first {
      let step = first.step.map { " (step '\($0)')" } ?? ""
      let more = findings.count > 1 ? "; and \(findings.count - 1) more" : ""
      throw RunRefusal(
        .gate, at: .policy,
        "the policy refuses the plan: line \(first.line): \(first.rule): \(first.message)\(step)\(more)",
        hint:
          "ask the author for a plan without it; what may be waived needs an approver's signature too"
      )
    }
    return checker.policy.digest
  }

  /// The plan's waivers that somebody besides the author has signed, with who did.
  private var countersigned: [(waiver: String, principal: String)] {
    let authors = Set(admitted.signers.flatMap { [$0.principal, $0.fingerprint] })
    return admitted.approvals.filter { verified in
      let isCurrent = verified.approval.expires.map { $0 > .now } ?? true
      return verified.approval.decision == .approved && isCurrent
        && !authors.contains(verified.signer.principal)
        && !authors.contains(verified.signer.fingerprint)
        && verified.signer.principal != admitted.plan.metadata.author
    }.flatMap { verified in
      (verified.approval.waivers ?? []).map { ($0, verified.signer.principal) }
    }
  }

  /// - Parameter hasBegun: whether a step was begun before; the first one must begin in time.
  /// - Returns: the approvals that this step alone has waited for, and who acts, in words for the
  ///   journal.
  func check(before step: Step, hasBegun: Bool, signals: SignalPipe) async throws -> [String] {
    try TimeGate.check(
      admitted.plan, expires: admitted.manifest.expires, isResumed: hasBegun,
      isEmergency: isEmergency, at: .now)
    let all = try await currentApprovals()
    let roles = approvals.roles(before: step.id)
    let own = try check(all, before: step.id).filter { roles.contains($0.role) }
    if !own.isEmpty {
      try uses.use(own.map(\.digest), by: run)
      try check(all, before: step.id)
      for approval in all where own.contains(where: { $0.digest == approval.digest }) {
        try keep(approval)
      }
    }
    // Somebody may have switched the context in another window since.
    let callers =
      step.changes
      ? try identity.check(signals: signals).passed.filter {
        $0.hasPrefix(TargetIdentity.Caller.prefix)
      } : []
    return own.map { "\(Self.text($0)) before the step '\(step.id)'" } + callers
  }

  private func refusal(_ report: String) -> RunRefusal {
    RunRefusal(
      .gate, at: .approval, "the approvals can't be judged again: \(report)",
      hint: "put it back as it was, then run this again; what is done stays done")
  }

  /// What can't be read again counts for nobody.
  private func currentApprovals() async throws -> [VerifiedApproval] {
    do {
      return try await admitted.admission.currentApprovals(of: admitted)
    } catch let error as any ReportedError {
      throw refusal(error.report)
    } catch let error as FileError {
      throw refusal(error.description)
    }
  }

  /// - Throws: `RunRefusal` when another run was quicker.
  func consume() throws {
    try serials.keep(admitted.plan)
    let counted = try check(admitted.approvals, before: nil)
    try uses.use(counted.map(\.digest), by: run)
    try check(admitted.approvals, before: nil)
  }

  @discardableResult
  private func check(
    _ all: [VerifiedApproval], before step: String?
  ) throws -> [ApprovalFact] {
    let withdrawals = Withdrawals(sums: admitted.sums)
    let given = all.map(ApprovalFact.init)
    for fact in given { try withdrawals.add(fact) }
    let known = Set(given.map(\.digest))
    let facts = try given + withdrawals.all().filter { !known.contains($0.digest) }
    return try approvals.check(facts, before: step, at: .now) { digest in
      try uses.count(digest, exceptBy: run)
    }
  }
}

extension ApprovalFact {
  init(_ verified: VerifiedApproval) {
    let approval = verified.approval
    self.init(
      role: approval.role, principal: verified.signer.principal,
      fingerprint: verified.signer.fingerprint, isWithdrawal: approval.decision == .withdrawn,
      created: approval.created, expires: approval.expires, maxRuns: approval.maxRuns,
      digest: verified.digest, reason: approval.reason)
  }
}
