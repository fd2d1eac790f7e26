import Documents
import Execution
import Plans
import TestSupport
import Testing

@Suite struct ApprovalGateTests {
  private static let now = Timestamp(seconds: 1_800_000_000)

  private func plan(_ approvals: String, kind: String = "ChangePlan") throws -> Plan {
    try Plan.parse(
      text: """
        apiVersion: handoff/v1
        kind: \(kind)
        metadata: {id: p}
        approvals: [\(approvals)]
        steps:
          - {id: a, class: mutate, run: {argv: ['true']}}
          - {id: b, class: mutate, run: {argv: ['true']}, gate: {approval: dba}}
        """, file: "plan.yaml")
  }

  private func fact(
    _ principal: String, role: String = "ops", key: String? = nil, withdrawn: Bool = false,
    at seconds: Int = -60, expires: Int? = nil, maxRuns: Int = 1,
    reason: String? = nil
  ) -> ApprovalFact {
    ApprovalFact(
      role: role, principal: principal, fingerprint: key ?? "key of \(principal)",
      isWithdrawal: withdrawn, created: Self.now + seconds,
      expires: expires.map { Self.now + $0 }, maxRuns: maxRuns, digest: "digest of \(principal)",
      reason: reason)
  }

  private func passes(
    _ approvals: String, _ facts: [ApprovalFact], before step: String? = nil, minimum: Int = 0,
    executor: String = "erik", used: Int = 0,
    isEmergency: Bool = false
  ) throws -> Bool {
    let gate = ApprovalGate(
      plan: try plan(approvals), minimum: minimum,
      authors: [Party(principal: "author", fingerprint: "key of author")],
      executor: Party(principal: executor, fingerprint: "key of \(executor)"),
      isEmergency: isEmergency)
    do {
      try gate.check(facts, before: step, at: Self.now) { _ in used }
      return true
    } catch is RunRefusal {
      return false
    }
  }

  @Test func `nothing is asked where nobody asks`() throws {
    #expect(try passes("", []))
    #expect(try !passes("", [], minimum: 1))
  }

  @Test func `approvals suffice from the moment of the last one that was needed`() throws {
    func moment(_ approvals: String, _ facts: [ApprovalFact], minimum: Int = 0) throws -> Int? {
      let gate = ApprovalGate(
        plan: try plan(approvals), minimum: minimum, authors: [],
        executor: Party(principal: "erik", fingerprint: "key of erik"))
      return gate.moment(of: facts, at: Self.now).map { $0 - Self.now }
    }
    let facts = [fact("olga", at: -50), fact("ines", at: -200), fact("paul", at: -10)]
    #expect(try moment("{role: ops, min: 2}", facts) == -50)
    #expect(try moment("{role: ops, min: 1}", facts) == -200)
    #expect(try moment("{role: ops, min: 3}", facts) == -10)
    #expect(try moment("", facts, minimum: 2) == -50)
    #expect(try moment("", facts) == nil)
    #expect(try moment("{role: ops, min: 4}", facts) == nil)
    // The executor's own is not the one that opens the gate.
    #expect(try moment("{role: ops, min: 1}", [fact("erik", at: -90), fact("olga", at: -5)]) == -5)
  }

  @Test func `the client's minimum holds for a diagnosis too`() throws {
    let gate = ApprovalGate(
      plan: try plan("", kind: "DiagnosticPlan"), minimum: 1, authors: [],
      executor: Party(principal: "erik", fingerprint: "key of erik"))
    #expect(throws: RunRefusal.self) { try gate.check([], before: nil, at: Self.now) { _ in 0 } }
  }

  @Test func `principals and keys count once`() throws {
    #expect(try passes("{role: ops, min: 2}", [fact("olga"), fact("pavel")]))
    #expect(try !passes("{role: ops, min: 2}", [fact("olga"), fact("olga", at: -30)]))
    #expect(try !passes("{role: ops, min: 2}", [fact("olga"), fact("pavel", key: "key of olga")]))
    #expect(try !passes("{role: ops}", [fact("olga", role: "dba")]))
  }

  @Test func `the author never counts, under no name`() throws {
    #expect(try !passes("{role: ops}", [fact("author")]))
    #expect(try !passes("{role: ops}", [fact("alias", key: "key of author")]))
  }

  @Test func `the executor is never the sole approver`() throws {
    #expect(try !passes("{role: ops}", [fact("erik")]))
    #expect(try !passes("", [fact("erik")], minimum: 1))
    #expect(try passes("{role: ops, min: 2}", [fact("erik"), fact("olga")]))
    #expect(try !passes("{role: ops, min: 2, not: [executor]}", [fact("erik"), fact("olga")]))
  }

  @Test func `old, used and withdrawn approvals don't count`() throws {
    #expect(try !passes("{role: ops}", [fact("olga", expires: 0)]))
    #expect(try passes("{role: ops}", [fact("olga", expires: 1)]))
    #expect(try !passes("{role: ops}", [fact("olga")], used: 1))
    #expect(try passes("{role: ops}", [fact("olga", maxRuns: 2)], used: 1))
    #expect(try !passes("{role: ops}", [fact("olga", at: 301)]))
    #expect(try passes("{role: ops}", [fact("olga", at: 299)]))
    let withdrawn = fact("olga", withdrawn: true, at: -10)
    #expect(try !passes("{role: ops}", [fact("olga"), fact("pavel"), withdrawn]))
    #expect(try passes("{role: ops}", [withdrawn, fact("olga", at: -5)]))
    #expect(try !passes("{role: ops}", [fact("olga", at: -10), withdrawn]))
  }

  @Test func `one emergency approval with a reason stands for all others`() throws {
    let asked = "{role: ops, min: 2}, {role: net, before: a}"
    func passes(_ facts: ApprovalFact...) throws -> Bool {
      let results = try [nil, "a", "b"].map {
        try self.passes(asked, facts, before: $0, minimum: 3, isEmergency: true)
      }
      #expect(Set(results).count == 1)
      return results[0]
    }
    func declared(
      _ principal: String = "olga", reason: String? = "fire", withdrawn: Bool = false,
      at seconds: Int = -60, expires: Int? = nil
    ) -> ApprovalFact {
      fact(
        principal, role: "emergency", withdrawn: withdrawn, at: seconds, expires: expires,
        reason: reason)
    }
    #expect(try passes(declared()))
    #expect(try !self.passes(asked, [declared()]))
    #expect(try !passes(fact("olga"), fact("pavel")))
    #expect(try !passes(declared(reason: nil)))
    #expect(try !passes(declared(reason: " ")))
    #expect(try !passes(declared("author")))
    #expect(try !passes(declared("erik")))
    #expect(try !passes(declared("erik"), fact("olga")))
    #expect(try !passes(declared(expires: 0)))
    #expect(try !passes(declared(withdrawn: true)))
    #expect(try !passes(declared(), fact("pavel", withdrawn: true)))
  }

  @Test func `a withdrawal that was seen stays in force until a newer approval`() throws {
    let state = TemporaryFolder()
    let store = Withdrawals(sums: "00", folder: state.path)
    try store.add(fact("olga"))
    #expect(try store.all().isEmpty)
    let withdrawn = fact("olga", withdrawn: true, at: -10)
    try store.add(withdrawn)
    try store.add(withdrawn)
    #expect(try store.all() == [withdrawn])
    #expect(try Withdrawals(sums: "01", folder: state.path).all().isEmpty)
  }

  @Test func `without a client of its own a machine runs nothing`() throws {
    let plan = try plan("")
    let bundle = (client: "acme", ticket: "T-1")
    try TargetGate.check(plan, client: "acme", bundle: bundle)
    #expect(throws: RunRefusal.self) {
      try TargetGate.check(plan, client: nil, bundle: bundle)
    }
    #expect(throws: RunRefusal.self) {
      try TargetGate.check(plan, client: "other", bundle: bundle)
    }
  }

  @Test func `a step waits for its own approval`() throws {
    #expect(try passes("{role: ops}", [fact("olga")], before: "a"))
    #expect(try !passes("{role: ops}", [fact("olga")], before: "b"))
    #expect(try passes("{role: ops}", [fact("olga"), fact("dana", role: "dba")], before: "b"))
    let late = "{role: ops}, {role: net, before: a}"
    #expect(try passes(late, [fact("olga")]))
    #expect(try !passes(late, [fact("olga")], before: "a"))
  }
}
