import Documents
import Testing

@testable import Plans

/// What clients let nobody change without a written approval of that kind.
@Suite struct ApprovalKindTests {
  private static let now = Timestamp(seconds: 1_795_000_000)

  private func plan(
    approvals: String, environment: String = "production", steps: String
  ) throws -> (Plan, [Finding]) {
    let text =
      planHead + "target: {provider: other, environment: \(environment)}\n"
      + "approvals: \(approvals)\n" + steps
    let plan = try Plan.parse(text: text, file: "plan.yaml")
    let checker = PlanChecker(policy: try Policy.builtin(), now: Self.now)
    return (plan, try checker.findings(in: plan, text: text))
  }

  /// A second step changes DNS, and its rollback a firewall.
  private static func steps(gate: String = "plain") -> String {
    """
    steps:
      - {id: look, class: read, run: {argv: [aws, iam, list-roles], timeout: 5s}}
      - id: name
        class: mutate
        gate: \(gate)
        precheck: {argv: [test, -f, k], timeout: 5s}
        run: {argv: [nsupdate, -k, k, changes.txt], timeout: 5s}
        rollback: {argv: [ufw, deny, from, 10.0.0.1], timeout: 5s}
      - id: later
        class: mutate
        precheck: {argv: [test, -f, k], timeout: 5s}
        run: {script: 'sudo ufw reload', timeout: 5s}
        rollback: {argv: [ufw, reload], timeout: 5s}

    """
  }

  private func refused(_ approvals: String, gate: String = "plain") throws -> [String] {
    try plan(approvals: approvals, steps: Self.steps(gate: gate)).1.filter(\.refuses).map {
      "\($0.rule)@\($0.step ?? "")"
    }.sorted()
  }

  private static let all = [
    "approval-dns@name", "approval-firewall@later", "approval-firewall@later",
    "approval-firewall@name",
  ]

  @Test func `an approval of another kind, or of none, isn't enough`() throws {
    #expect(try refused("[{role: change-approver, min: 2}]") == Self.all)
    #expect(try refused("[{role: owner, for: [waf, iam]}]") == Self.all)
  }

  @Test(arguments: [
    "[{role: owner, for: [dns, firewall]}]", "[{role: owner, for: dns}, {role: firewall}]",
    "[{role: DNS-owner}, {role: net.firewall}]",
    "[{role: owner, for: [dns, firewall], before: name}]",
    "[{role: owner, before: name}, {role: owner, before: later}]",
    "[{role: owner, before: name}, {role: owner, before: later, for: firewall}]",
  ])
  func `an entry for the kind, a role named after it, or one for the very step is`(
    approvals: String
  ) throws {
    #expect(try refused(approvals) == [])
  }

  @Test func `an approval that comes later doesn't cover what was done before it`() throws {
    #expect(
      try refused("[{role: owner, for: [dns, firewall], before: later}]") == [
        "approval-dns@name", "approval-firewall@name",
      ])
  }

  @Test func `a step's own gate is an approval of that step`() throws {
    #expect(
      try refused("[{role: owner}]", gate: "{approval: network}") == [
        "approval-firewall@later", "approval-firewall@later",
      ])
  }

  @Test func `it can be waived, and says how it is mended`() throws {
    let (_, findings) = try plan(approvals: "[{role: owner}]", steps: Self.steps())
    let finding = try #require(findings.first { $0.rule == "approval-dns" })
    #expect(finding.message.hasPrefix("no approval of the kind 'dns' is asked for"))
    #expect(finding.hint?.contains("{role: ROLE, for: [dns]}") == true)
    #expect(finding.isWaivable)
    #expect(finding.command == "nsupdate -k k changes.txt")
  }

  @Test func `deploy configuration asks in production alone, firewalls everywhere`() throws {
    let steps = """
      steps:
        - id: a
          class: mutate
          precheck: {argv: [test, -f, k], timeout: 5s}
          run: {script: "argocd app set d --revision v2\\nufw reload", timeout: 5s}
          rollback: {argv: [argocd, app, set, d, --revision, v1], timeout: 5s}

      """
    for (environment, kinds) in [
      ("staging", ["approval-firewall"]), ("production", ["approval-deploy", "approval-firewall"]),
    ] {
      let found = try plan(
        approvals: "[{role: owner}]", environment: environment, steps: steps
      ).1.filter(\.refuses).map(\.rule)
      #expect(Set(found) == Set(kinds), "\(environment)")
    }
  }

  @Test func `single commands are not judged by it`() throws {
    let checker = PlanChecker(policy: try Policy.builtin())
    for rule in checker.policy.rules where rule.approval != nil {
      for example in rule.examples {
        let found = checker.findings(inCommands: example, file: "c").map(\.rule)
        #expect(!found.contains(rule.id), "\(example)")
      }
    }
  }

  @Test func `every kind that clients name has its rule`() throws {
    let kinds = try Policy.builtin().rules.compactMap(\.approval)
    #expect(
      kinds.sorted() == [
        "autoscaling", "database", "deploy", "dns", "firewall", "iam", "load-balancer", "secrets",
        "waf",
      ])
  }

  @Test func `the checklist says who approves what`() throws {
    let (plan, _) = try plan(
      approvals: "[{role: owner}, {role: net, for: [dns, firewall], before: name}]",
      steps: Self.steps(gate: "{approval: lead}"))
    let document = ChangeDocument(plan: plan, patches: [], policy: try Policy.builtin())
    let lines = ChecklistMarkdown(document).text.split(separator: "\n")
    #expect(
      lines.contains(
        "| Approvals | 1 × owner; 1 × net for dns, firewall before name |"))
    #expect(lines.contains("- Waits for the approval of: lead; net for dns; net for firewall"))
    #expect(lines.contains("- Waits for the approval of: net for firewall"))
    #expect(ChecklistHTML(document).text.contains("<td>net for firewall</td>"))
    #expect(HandScript(document).text.contains("  need_approvals 'lead' 1\n"))
  }

  @Test(arguments: [
    ("mutate", "production", "[]", true), ("grant", "production", "[]", true),
    ("read", "production", "[]", false), ("mutate", "staging", "[]", false),
    ("mutate", "live", "[]", true), ("mutate", "production", "[owner]", false),
  ])
  func `a change of production without an approval is named; run demands one`(
    step: String, environment: String, approvals: String, isNamed: Bool
  ) throws {
    let steps = """
      steps:
        - id: a
          class: \(step)
          precheck: {argv: [test, -f, k], timeout: 5s}
          run: {argv: [systemctl, is-active, x], timeout: 5s}
          rollback: {argv: [systemctl, restart, x], timeout: 5s}
      post: [{kind: revoke, what: a}]

      """
    let found = try plan(approvals: approvals, environment: environment, steps: steps).1
    let named = found.filter { $0.rule == "production-without-approval" }
    #expect(named.count == (isNamed ? 1 : 0) && named.allSatisfy { !$0.refuses })
  }
}
