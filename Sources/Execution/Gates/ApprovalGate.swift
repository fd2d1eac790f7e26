import Bundles
package import Documents
package import Plans

/// Judges whether enough different people approved.
///
/// The author of the bundle never counts. The executor counts only beside somebody else, and not
/// at all where the plan says so.
package struct ApprovalGate: Sendable {
  private let requirements: [ApprovalRequirement]
  private let stepRoles: [String: String]
  private let minimum: Int
  private let isEmergency: Bool
  private let authors: [Party]
  private let executor: Party
  /// How far two clocks may be apart, in seconds.
  private static let tolerance = 300

  /// - Parameters:
  ///   - minimum: approvals that the client's own settings ask of every plan, in any role.
  ///   - authors: who signed the bundle.
  ///   - isEmergency: whether one emergency approval, with its reason, stands for all others.
  package init(
    plan: Plan, minimum: Int, authors: [Party], executor: Party, isEmergency: Bool = false
  ) {
    requirements =
      isEmergency
      ? [
        ApprovalRequirement(
          role: Approval.emergencyRole, minimum: 1, not: [.author, .executor], before: nil,
          place: plan.root)
      ] : plan.approvals
    stepRoles =
      isEmergency ? [:] : plan.steps.reduce(into: [:]) { $0[$1.id] = $1.gate.approval }
    self.isEmergency = isEmergency
    self.minimum = isEmergency ? 0 : minimum
    self.authors = authors
    self.executor = executor
  }

  /// - Parameters:
  ///   - step: nil: before the run.
  ///   - uses: how often another run has used up an approval, by digest.
  /// - Returns: the approvals that the run rests on.
  /// - Throws: ``RunRefusal``.
  @discardableResult
  package func check(
    _ approvals: [ApprovalFact], before step: String?, at now: Timestamp,
    uses: (_ digest: String) throws -> Int
  ) throws -> [ApprovalFact] {
    let newest = newestDecisions(approvals)
    if let withdrawal = newest.first(where: \.isWithdrawal) {
      throw RunRefusal(
        .gate, at: .approval,
        "\(withdrawal.principal) has withdrawn the approval as '\(withdrawal.role)'",
        hint: "settle it with them; a new approval lifts it")
    }
    var valid: [ApprovalFact] = []
    var reasons: [String] = []
    for approval in newest {
      if authors.contains(where: { $0.isSame(as: approval) }) {
        reasons.append("\(approval.principal) is the author")
      } else if isEmergency, approval.role == Approval.emergencyRole,
        approval.reason?.contains(where: { !$0.isWhitespace }) != true
      {
        reasons.append("\(approval.principal)'s emergency approval gives no reason")
      } else if let expires = approval.expires, expires <= now {
        reasons.append("\(approval.principal)'s approval expired at \(expires)")
      } else if approval.created > now + Self.tolerance {
        reasons.append("\(approval.principal)'s approval is of the future: \(approval.created)")
      } else if try uses(approval.digest) >= approval.maxRuns {
        reasons.append("\(approval.principal)'s approval was used up by another run")
      } else {
        valid.append(approval)
      }
    }
    let demands = demanded(before: step)
    for demand in demands { try check(demand, valid, reasons) }
    let principals = Set(valid.map(\.principal))
    let isDemanded = minimum > 0 || !demands.isEmpty
    guard principals.count >= minimum else {
      throw refusal(
        "\(minimum) approvals are needed, \(principals.count) count\(principals.count == 1 ? "s" : "")",
        reasons)
    }
    if isDemanded, valid.allSatisfy({ executor.isSame(as: $0) }) {
      throw refusal("the executor \(executor.principal) is the sole approver", reasons)
    }
    return valid
  }

  /// When approvals that count came to suffice for the beginning of the run.
  ///
  /// - Returns: nil where none was needed.
  package func moment(of counted: [ApprovalFact], at now: Timestamp) -> Timestamp? {
    let sorted = counted.sorted { ($0.created, $0.digest) < ($1.created, $1.digest) }
    let enough = (0...sorted.count).first { count in
      (try? check(Array(sorted.prefix(count)), before: nil, at: now) { _ in 0 }) != nil
    }
    return enough.flatMap { $0 > 0 ? sorted[$0 - 1].created : nil }
  }

  /// The roles that one step alone waits for.
  package func roles(before step: String) -> Set<String> {
    Set(
      requirements.filter { $0.before == step }.map(\.role)
        + [stepRoles[step]].compactMap(\.self))
  }

  private struct Demand {
    var role: String
    var count: Int
    var excludesExecutor: Bool
    var step: String?
  }

  private func demanded(before step: String?) -> [Demand] {
    var demands = requirements.filter { $0.before == nil || $0.before == step }.map {
      Demand(
        role: $0.role, count: $0.minimum, excludesExecutor: $0.not.contains(.executor),
        step: $0.before)
    }
    if let step, let role = stepRoles[step] {
      demands.append(Demand(role: role, count: 1, excludesExecutor: false, step: step))
    }
    return demands
  }

  private func check(
    _ demand: Demand, _ valid: [ApprovalFact], _ reasons: [String]
  ) throws {
    let counted = valid.filter { approval in
      approval.role == demand.role
        && !(demand.excludesExecutor && executor.isSame(as: approval))
    }
    // Distinct principals, and distinct keys: one person under two names counts once.
    let count = min(Set(counted.map(\.principal)).count, Set(counted.map(\.fingerprint)).count)
    guard count >= demand.count else {
      var reasons = reasons
      if demand.excludesExecutor, valid.contains(where: { executor.isSame(as: $0) }) {
        reasons.append("\(executor.principal) is the executor")
      }
      let place = demand.step.map { " before the step '\($0)'" } ?? ""
      throw refusal(
        "\(demand.count) approval\(demand.count == 1 ? "" : "s") as"
          + " '\(demand.role)' needed\(place), \(count) count\(count == 1 ? "s" : "")", reasons)
    }
  }

  private func refusal(_ text: String, _ reasons: [String]) -> RunRefusal {
    RunRefusal(
      .gate, at: .approval, ([text] + reasons).joined(separator: "; "),
      hint: "an approver signs it: handoff approve BUNDLE --role ROLE --sign KEY")
  }

  /// For each role and principal the decision made last; at the same time the withdrawal.
  private func newestDecisions(_ approvals: [ApprovalFact]) -> [ApprovalFact] {
    var newest: [String: ApprovalFact] = [:]
    for approval in approvals {
      let key = approval.role + "\n" + approval.principal
      guard let other = newest[key] else {
        newest[key] = approval
        continue
      }
      if other.created < approval.created
        || (other.created == approval.created && approval.isWithdrawal)
      {
        newest[key] = approval
      }
    }
    return newest.values.sorted { ($0.role, $0.principal) < ($1.role, $1.principal) }
  }
}
