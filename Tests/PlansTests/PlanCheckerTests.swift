import Documents
import Redaction
import Testing

@testable import Plans

@Suite struct PlanCheckerTests {
  private static let now = Timestamp(seconds: 1_795_000_000)  // 2026-11-18

  private func rules(
    _ body: String, kind: String = "ChangePlan", client: String? = nil,
    secrets: SecretFinder? = nil
  ) throws -> [String] {
    try findings(body, kind: kind, client: client, secrets: secrets).filter(\.refuses).map(\.rule)
  }

  private func findings(
    _ body: String, kind: String = "ChangePlan", client: String? = nil,
    secrets: SecretFinder? = nil
  ) throws -> [Finding] {
    let text = planHead.replacing("ChangePlan", with: kind) + body
    var checker = PlanChecker(policy: try Policy.builtin(), now: Self.now, client: client)
    checker.findSecrets = secrets
    return try checker.findings(in: Plan.parse(text: text, file: "plan.yaml"), text: text)
  }

  private static let good = """
    steps:
      - id: a
        title: A
        class: mutate
        run: {argv: [systemctl, restart, app], timeout: 30s}
        precheck: {argv: [systemctl, is-active, app], timeout: 5s}
        rollback: {argv: [systemctl, restart, app], timeout: 30s}

    """

  @Test func `a careful plan is accepted`() throws {
    #expect(try rules(Self.good) == [])
  }

  @Test(arguments: [
    (
      "steps: [{id: a, class: mutate, run: {argv: [systemctl, restart, x]}}]",
      "change-without-rollback"
    ),
    (
      "steps: [{id: a, class: grant, run: {argv: [x]}, rollback: {argv: [y]}}]",
      "grant-without-revoke"
    ),
    (
      "steps: [{id: a, class: destroy, run: {argv: [x]}, rollback: 'none: gone'}]",
      "irreversible-without-backup"
    ),
    ("steps: [{id: a, class: read, run: {argv: [rm, -rf, /]}}]", "recursive-delete"),
    ("steps: [{id: a, class: read, run: {argv: [bash, -c, 'rm -rf /']}}]", "recursive-delete"),
    (
      "steps: [{id: a, class: read, run: {argv: [ls]}, retries: 2, idempotent: false}]",
      "retries-not-idempotent"
    ),
    ("steps: [{id: a, class: read, run: {argv: [vim, x]}}]", "interactive"),
    ("steps: [{id: a, class: read, run: {script: 'if x'}}]", "unparsable"),
    (
      "steps: [{id: a, class: manual}]\nwaivers: [{rule: unparsable, reason: x}]",
      "waiver-not-allowed"
    ),
    (
      "steps: [{id: a, class: manual}]\nwaivers: [{rule: nothing, reason: x}]", "waiver-not-allowed"
    ),
    (
      "parameters: {p: {from: REDACTED_x-token_0011223344556677}}\nsteps: [{id: a, class: read, run: {argv: [echo, '{{ p }}']}}]",
      "secret-parameter-in-argv"
    ),
    (
      "steps: [{id: a, class: read, run: {argv: [echo, REDACTED_x-token_0011223344556677]}}]",
      "placeholder-in-text"
    ),
    (
      "window: {start: 2026-11-18T10:00:00Z, end: 2026-11-18T10:01:00Z}\nsteps: [{id: a, class: read, run: {argv: [ls], timeout: 5m}}]",
      "window-over,window-too-short"
    ),
  ])
  func `a plan is refused for each rule`(body: String, rule: String) throws {
    let found = try rules(body)
    for rule in rule.split(separator: ",") { #expect(found.contains(String(rule)), "\(found)") }
  }

  @Test func `credentials by environment are accepted`() throws {
    let body = """
      parameters:
        password: {from: REDACTED_x-token_0011223344556677}
      steps:
        - {id: a, class: read, run: {argv: [psql, -c, SELECT 1], timeout: 5s, env: {PGPASSWORD: "{{ password }}"}}}
      """
    #expect(try rules(body) == [])
  }

  @Test func `a diagnostic plan only reads`() throws {
    #expect(try rules(Self.good, kind: "DiagnosticPlan").contains("diagnostic-changes"))
    let reads = "steps: [{id: a, class: read, run: {argv: [psql, -c, SELECT 1], timeout: 5s}}]"
    #expect(try rules(reads, kind: "DiagnosticPlan") == [])
    let writes =
      "steps: [{id: a, class: read, run: {argv: [psql, -c, 'UPDATE a SET b=1 WHERE c=1'], timeout: 5s}}]"
    #expect(try rules(writes, kind: "DiagnosticPlan") == ["reading-changes"])
  }

  @Test(arguments: [
    "argv: [./collect.sh]", "argv: [touch, x]", "argv: [make, test]", "script: 'ls > /tmp/x'",
    "argv: [psql, -f, x.sql]", "argv: [git, fetch]", "argv: [python3, -c, print(1)]",
    "argv: [sort, -o, a, b]", "argv: [tar, xf, a.tar]", "argv: [curl, -o, x, 'http://localhost']",
    "argv: [awk, '{print > \"x\"}', y]", "argv: [find, ., -exec, touch, x, ';']",
  ])
  func `a diagnostic plan holds only what is known to read`(command: String) throws {
    let body = "steps: [{id: a, class: read, run: {\(command), timeout: 5s}}]"
    #expect(try rules(body, kind: "DiagnosticPlan").contains("not-known-to-read"))
    #expect(try !rules(body).contains("not-known-to-read"))
  }

  @Test(arguments: [
    "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "PATH", "BASH_ENV", "ENV", "GIT_SSH_COMMAND", "PAGER",
    "PYTHONPATH", "NODE_OPTIONS", "GCONV_PATH", "MALLOC_CHECK_", "PS4", "BASH_FUNC_ls",
  ])
  func `a variable that takes a command over is refused`(name: String) throws {
    let step =
      "steps: [{id: a, class: read, run: {argv: [ls], timeout: 5s, env: {\(name): x}}}]"
    #expect(try rules(step) == ["environment-takes-over"])
    let parameter =
      "parameters: {p: {default: x, env: \(name)}}\nsteps: [{id: a, class: manual}]"
    #expect(try rules(parameter) == ["environment-takes-over"])
    let waiver = "\nwaivers: [{rule: environment-takes-over, reason: x}]"
    #expect(try rules(step + waiver).contains("environment-takes-over"))
  }

  @Test func `a step of class read that changes something is a warning in a change plan`() throws {
    let found = try findings(
      "steps: [{id: a, class: read, run: {argv: [touch, x, '>'], timeout: 5s}}]")
    #expect(found.filter(\.refuses).isEmpty)
    let restart = try findings("steps: [{id: a, class: read, run: {argv: [systemctl, stop, x]}}]")
    #expect(restart.contains { $0.rule == "reading-changes" && $0.level == "warn" && !$0.refuses })
  }

  @Test func `the redactor's rules find no credential in parameters and their references`() throws {
    let body = """
      parameters:
        db-password: {type: string, from: REDACTED_postgres-password_0011223344556677}
        api_token: {type: string, secret: true, description: the token of the API}
      steps:
        - id: a
          title: Rotate the password
          class: read
          run:
            script: |
              curl -fsS -H @- https://api.example.com <<< "Authorization: Bearer $API_TOKEN"
              export PGPASSWORD="$DB_PASSWORD"
            timeout: 5s
            env: {DB_PASSWORD: "{{ db-password }}", API_TOKEN: "{{ api_token }}"}
      """
    let finder = try SecretPlace.finder(rules: RuleSet.builtin())
    #expect(try rules(body, secrets: finder) == [])
    let text = planHead + body
    let document = ChangeDocument(
      plan: try Plan.parse(text: text, file: "plan.yaml"), patches: [],
      policy: try Policy(documents: []))
    #expect(try finder(Array(HandScript(document).text.utf8), "run-by-hand.sh").isEmpty)
  }

  @Test(arguments: [
    "parameters: {db-password: {type: string, value: Kx9vQm2LpW7t}}\nsteps: [{id: a, class: manual}]",
    "parameters:\n  db-password:\n    default: Kx9vQm2LpW7t\nsteps: [{id: a, class: manual}]",
    "steps: [{id: a, class: read, run: {argv: [env], env: {DB_PASSWORD: Kx9vQm2LpW7t}, timeout: 5s}}]",
  ])
  func `a literal credential is found in any notation`(body: String) throws {
    let finder = try SecretPlace.finder(rules: RuleSet.builtin())
    #expect(try rules(body, secrets: finder).contains("secret-in-text"))
  }

  @Test func `another client's plan is refused`() throws {
    #expect(try rules(Self.good, client: "acme") == [])
    #expect(try rules(Self.good, client: "other") == ["wrong-client"])
  }

  @Test func `a waiver silences what may be waived`() throws {
    let step =
      "steps: [{id: a, class: mutate, precheck: {argv: [y]}, run: {argv: [x], timeout: 5s}}]\n"
    #expect(try rules(step) == ["change-without-rollback"])
    let waiver = "waivers: [{rule: change-without-rollback, step: a, reason: it restarts only}]\n"
    #expect(try rules(step + waiver) == [])
  }

  @Test func `a waiver needs the second person`() throws {
    let text =
      planHead
      + "steps: [{id: a, class: mutate, precheck: {argv: [y]}, run: {argv: [x], timeout: 5s}}]\n"
      + "waivers: [{rule: change-without-rollback, step: a, reason: it restarts only}]\n"
    let plan = try Plan.parse(text: text, file: "plan.yaml")
    var checker = PlanChecker(policy: try Policy.builtin(), now: Self.now)
    let told = try checker.findings(in: plan, text: text)
    #expect(told.contains { $0.rule == "change-without-rollback" && $0.level == "warn" })
    #expect(told.contains { $0.message.contains("needs the second person") })
    for (signed, refuses) in [([], true), (["change-without-rollback"], true)] as [([String], Bool)]
    {
      checker.countersigned = Set(signed)
      let found = try checker.findings(in: plan, text: text)
      #expect(found.contains { $0.rule == "change-without-rollback" && $0.refuses } == refuses)
    }
    checker.countersigned = ["change-without-rollback@a"]
    #expect(try checker.findings(in: plan, text: text).filter(\.refuses).isEmpty)
    let document = ChangeDocument(plan: plan, patches: [], policy: try Policy(documents: []))
    #expect(ChecklistMarkdown(document).text.contains("change-without-rollback@a"))
  }

  @Test func `a finding in a block script has the script's line`() throws {
    let body = """
      steps:
        - id: a
          class: read
          run:
            script: |
              ls
              rm -rf /
      """
    let finding = try #require(try findings(body).first { $0.rule == "recursive-delete" })
    #expect(finding.line == 3 + 7)
    #expect(finding.step == "a")
    #expect(finding.command == "rm -rf /")
  }

  @Test func `a finding never shows the secret`() throws {
    let body =
      "steps: [{id: a, class: read, run: {argv: [mysql, -pHunter2Hunter2, -e, SELECT 1], timeout: 5s}}]"
    let finding = try #require(try findings(body).first { $0.rule == "secret-in-argv" })
    #expect(finding.command == "mysql -p••• -e 'SELECT 1'")
    #expect(!"\(finding)".contains("Hunter2"))
  }

  @Test func `a credential that the redactor finds blocks`() throws {
    let found = try findings(Self.good) { _, _ in
      [SecretPlace(rule: "x-token", line: 2, column: 3)]
    }
    #expect(found.contains { $0.rule == "secret-in-text" && $0.line == 2 && $0.refuses })
  }

  @Test(arguments: [
    #"aws ssm delete-parameter --parameters 'commands=["mysql -u root -pS3cretPw9 -e x"]'"#,
    #"mysql -e "CREATE USER a IDENTIFIED WITH sha2 BY 'S3cretPw9'; DROP DATABASE y""#,
    "docker run -e DB_PASSWORD=S3cretPw9 --privileged -v /:/host alpine",
    "sudo sshpass -pS3cretPw9 ssh web-1 'rm -rf /srv'",
    "kubectl delete ns x --token=\(String(repeating: "x", count: 380))S3cretPw9",
  ])
  func `no finding shows a secret of its command`(line: String) throws {
    let found = PlanChecker(policy: try Policy.builtin()).findings(inCommands: line, file: "c")
    #expect(found.contains { $0.command != nil })
    for finding in found {
      #expect(!"\(finding)".contains("S3cret"), "\(finding)")
    }
  }

  @Test(arguments: [
    ("{provider: aws, account: '111122223333'}", "the target says no region"),
    ("{provider: aws, region: eu-central-1}", "the target says no account"),
    ("{provider: google-cloud, region: r}", "the target says no project"),
    ("{provider: azure, resourceGroup: g}", "the target says no subscription"),
    ("{provider: kubernetes, environment: production}", "no context or cluster or namespace"),
    ("{provider: cloudflare}", "no account or zone"),
  ])
  func `a target that could be another one is refused`(target: String, message: String) throws {
    let found = try findings("target: \(target)\n" + Self.good)
    #expect(
      found.contains { $0.rule == "unpinned-target" && $0.refuses && $0.message.contains(message) })
  }

  @Test(arguments: [
    ("{provider: kubernetes, context: prod}", "[kubectl, --context=dev, get, pods]", "'dev'"),
    (
      "{provider: google-cloud, project: shop}", "[gcloud, --project, other, sql, instances, list]",
      "'other'"
    ),
    ("{provider: kubernetes, context: prod}", "[kubectl, --context, prod, get, pods]", nil),
    ("{provider: kubernetes, context: prod}", "[kubectl, get, pods]", nil),
    (
      "{provider: kubernetes, context: prod}", "[kubectl, --context, '{{ where }}', get, pods]", nil
    ),
    ("{provider: aws, account: '111122223333', region: r}", "[aws, --region, other, s3, ls]", nil),
  ])
  func `a command that names another place than the target is refused before it runs`(
    target: String, argv: String, other: String?
  ) throws {
    let found = try findings(
      """
      target: \(target)
      parameters: {where: {env: WHERE}}
      steps:
        - {id: a, title: A, class: read, run: {argv: \(argv), timeout: 5s}}

      """
    ).filter { $0.rule == "other-target" }
    #expect(found.count == (other == nil ? 0 : 1))
    guard let other, let finding = found.first else { return }
    #expect(finding.refuses && !finding.isWaivable && finding.step == "a")
    #expect(finding.message.contains("is told \(other): "), "\(finding.message)")
  }

  @Test(arguments: [
    "{provider: aws, account: '111122223333', region: r}", "{provider: google-cloud, project: p}",
    "{provider: kubernetes, namespace: shop}", "{provider: fly, resources: [app orders]}",
    "{provider: other, environment: staging}", "{host: web-1}",
  ])
  func `a target that is pinned is accepted`(target: String) throws {
    #expect(try rules("target: \(target)\n" + Self.good) == [])
  }

  @Test func `a command without a timeout, and a change without a look before, are refused`() throws
  {
    let hangs = Self.good.replacing(
      "run: {argv: [systemctl, restart, app], timeout: 30s}",
      with: "run: {argv: [systemctl, restart, app]}")
    #expect(try rules(hangs) == ["no-timeout"])
    let blind = Self.good.split(separator: "\n").filter { !$0.contains("precheck") }.joined(
      separator: "\n")
    #expect(try rules(blind) == ["no-precheck"])
    #expect(try rules(blind + "\nwaivers: [{rule: no-precheck, step: a, reason: x}]") == [])
  }

  @Test func `an expired or incomplete plan is refused`() throws {
    let text = """
      apiVersion: handoff/v1
      kind: ChangePlan
      metadata: {id: x, expires: 2020-01-01}
      \(Self.good)
      """
    let plan = try Plan.parse(text: text, file: "p")
    let found = try PlanChecker(policy: try Policy.builtin(), now: Self.now).findings(
      in: plan, text: text)
    #expect(found.filter(\.refuses).map(\.rule) == ["plan-expired", "plan-incomplete"])
  }
}
