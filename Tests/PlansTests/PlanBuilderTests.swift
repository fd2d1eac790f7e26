import Bundles
import Documents
import ExternalTools
import Redaction
import TestSupport
import Testing

@testable import Plans

@Suite struct PlanBuilderTests {
  private func git(_ folder: TemporaryFolder, _ arguments: [String]) async throws {
    let result = try await TestSupport.Command.run(
      "git", ["-c", "user.name=A", "-c", "user.email=a@example.com"] + arguments,
      in: folder("repo"),
      environment: [
        "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
        "GIT_CONFIG_NOSYSTEM": "1",
      ])
    #expect(result.status == 0, "\(result.errors)")
  }

  /// A repository with a fix on a branch.
  private func repository() async throws -> TemporaryFolder {
    let folder = TemporaryFolder()
    try folder.write("repo/app.conf", "a\nb\nc\n")
    try await git(folder, ["init", "-q", "-b", "main"])
    try await git(folder, ["add", "."])
    try await git(folder, ["commit", "-qm", "one"])
    try await git(folder, ["checkout", "-qb", "fix"])
    try folder.write("repo/app.conf", "a\nB\nc\n")
    try folder.write("repo/new.txt", "n\n")
    try await git(folder, ["add", "."])
    try await git(folder, ["commit", "-qm", "fix: b"])
    return folder
  }

  private static let body = """
    target: {provider: aws, account: "123456789012", region: eu-central-1, environment: production}
    risk: {level: high, blastRadius: every <order>, reversible: true, downtimeMinutes: 3}
    window: {start: 2026-11-21T08:00:00Z, end: 2026-11-21T10:00:00Z}
    approvals: [{role: service-owner, min: 1, not: [author]}]
    parameters:
      greeting: {type: string, default: "it's"}
      password: {type: string, from: REDACTED_x-token_0011223344556677}
    preconditions:
      - {id: reachable, title: The host answers, run: {argv: ["true"], timeout: 5s}}
    backup: {required: true, what: the nightly dump, verify: {argv: [test, -f, dump], timeout: 5s}, maxAge: 24h}
    monitoring: [{metric: 5xx rate, where: the dashboard, rollbackIf: more than 1 %}]
    patches: [{id: fix, repo: repo, range: main..fix, directory: app}]
    steps:
      - {id: deploy, title: Apply the fix, class: patch, patch: fix, onFailure: rollback}
      - id: greet
        title: "Write `the` greeting"
        description: "Why: *because*."
        class: mutate
        needs: [deploy]
        precheck: {argv: [test, -d, app], timeout: 5s}
        run:
          script: |
            printf '%s\\n' "$GREETING" > app/greeting
          timeout: 30s
          env: {GREETING: "{{ greeting }}", PASSWORD: "{{ password }}"}
        expect: {exit: 0, verify: {argv: [test, -f, app/greeting], timeout: 5s}, within: 10s}
        rollback: {argv: [rm, -f, app/greeting], timeout: 5s}
        gate: {confirm: typed}
        onFailure: rollback
      - {id: tell, title: Tell the team, class: manual, description: Call them.}
    post: [{id: revoke-role, kind: revoke, title: Revoke the role}]
    """

  private func build(
    _ text: String, in folder: TemporaryFolder, secrets: SecretFinder? = nil, policy: Policy? = nil
  ) async throws -> [String: String] {
    let plan = try Plan.parse(text: text, file: "plan.yaml")
    let result = try await PlanBuilder(locator: ToolLocator(), findSecrets: secrets).build(
      plan, text: text, folder: folder.path, policy: policy ?? Policy(documents: []))
    var files: [String: String] = [:]
    for file in result.files {
      if case .bytes(let bytes) = file.content {
        files[file.path] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return files
  }

  @Test func `the artifacts are as their goldens`() async throws {
    let folder = try await repository()
    let files = try await build(planHead + Self.body, in: folder)
    #expect(
      files.keys.sorted() == [
        "CHECKLIST.html", "CHECKLIST.md", "ROLLBACK.md", "patches/fix.json", "patches/fix.patch",
        "patches/fix.reverse.patch", "plan.yaml", "run-by-hand.sh", "scripts/greet.sh",
      ])
    #expect(files["plan.yaml"] == planHead + Self.body)
    for name in files.keys.sorted() where name != "plan.yaml" {
      let golden = name.replacing("/", with: "-")
      let difference = try Golden.difference(
        files[name] ?? "", from: golden, beside: #filePath)
      #expect(difference == nil)
    }
  }

  @Test func `a pull request's text has risk, checks, rollback and patch`() async throws {
    let folder = try await repository()
    let text =
      planHead + """
        target: {provider: other, environment: staging}
        risk: {level: low, blastRadius: the workers, reversible: true}
        monitoring: [{metric: error rate, where: the dashboard, rollbackIf: it doubles}]
        patches: [{id: fix, repo: repo, range: main..fix}]
        steps:
          - id: review
            title: Bring it in
            class: pull-request
            pullRequest: {repository: acme/orders, branch: fix-b, base: main, title: "Fix *b*", body: "b is wrong\nsince June"}
            expect: {verify: {argv: [git, branch, --contains, HEAD], timeout: 5s}, text: the pipeline is green}

        """
    let files = try await build(text, in: folder)
    let difference = try Golden.difference(
      files["patches/review.pull-request.md"] ?? "", from: "pull-request.md", beside: #filePath)
    #expect(difference == nil)
    #expect(
      files["CHECKLIST.md"]?.contains(
        #"- Pull request: Fix \*b\*, branch fix-b into main of acme/orders; its text: `patches/review.pull-request.md`"#
      ) == true)
    #expect(
      files["CHECKLIST.html"]?.contains("<code>patches/review.pull-request.md</code>") == true)
  }

  @Test func `the script by hand keeps to bash 3`() async throws {
    let folder = try await repository()
    let script = try await build(planHead + Self.body, in: folder)["run-by-hand.sh"] ?? ""
    for banned in [
      "declare -A", "mapfile", "readarray", "${!", "|&", "&>>", ",,}", "^^}", "coproc", "wait -n",
      "local -n", "declare -n", "printf '%(", "\\u", "EPOCHSECONDS", "lastpipe", "globstar",
    ] {
      #expect(!script.contains(banned), "\(banned)")
    }
    let path = try folder.write("r.sh", script)
    #expect(try await TestSupport.Command.run("bash", ["-n", path]).status == 0)
  }

  @Test func `a patch goes forth and back`() async throws {
    let folder = try await repository()
    let files = try await build(planHead + Self.body, in: folder)
    let patch = try folder.write("p.patch", files["patches/fix.patch"] ?? "")
    let reverse = try folder.write("r.patch", files["patches/fix.reverse.patch"] ?? "")
    try await git(folder, ["checkout", "-q", "main"])
    try await git(folder, ["apply", patch])
    #expect(try folder.read("repo/app.conf") == "a\nB\nc\n")
    try await git(folder, ["apply", reverse])
    #expect(try folder.read("repo/app.conf") == "a\nb\nc\n")
    let record = try JSONText.decode(
      PatchRecord.self, from: Array((files["patches/fix.json"] ?? "").utf8), file: "fix.json")
    #expect(record.files.map(\.path) == ["app.conf", "new.txt"])
    #expect(record.files.map { $0.before != nil } == [true, false])
    #expect(record.base.count == 40)
  }

  @Test(arguments: [
    "plan.yaml", "patches/fix.patch", "scripts/greet.sh", "patches/fix.json", "CHECKLIST.md",
    "CHECKLIST.html", "ROLLBACK.md",
    "run-by-hand.sh",
  ])
  func `a credential anywhere stops the build`(place: String) async throws {
    let folder = try await repository()
    let failure = await #expect(throws: PlanFault.self) {
      _ = try await build(planHead + Self.body, in: folder) { _, path in
        path == place ? [SecretPlace(rule: "x-token", line: 1, column: 1)] : []
      }
    }
    #expect(failure?.code == .secret)
    #expect(failure?.message.contains(place) == true)
  }

  @Test func `a credential in a commit's message stops the build, a clean one doesn't`()
    async throws
  {
    let folder = try await repository()
    let finder = try SecretPlace.finder(rules: RuleSet.builtin())
    _ = try await build(planHead + Self.body, in: folder, secrets: finder)
    let token = "gh" + "p_" + "16C7e42F292c6912E7710c838347Ae178B4a"
    try folder.write("repo/app.conf", "a\nC\nc\n")
    try await git(folder, ["commit", "-qam", "fix: use password=Kx9vQm2LpW7t, token \(token)"])
    let failure = await #expect(throws: PlanFault.self) {
      _ = try await build(planHead + Self.body, in: folder, secrets: finder)
    }
    #expect(failure?.code == .secret)
    #expect(failure?.message.contains("patches/fix.json") == true)
  }

  @Test(arguments: [
    ("range: main..nowhere", PlanFault.Code.git), ("range: main..main", .patch),
    ("range: main..fix, repo: elsewhere", .git), ("range: main..fix, base: fix", .git),
  ])
  func `a patch that can't be made is refused`(source: String, code: PlanFault.Code) async throws {
    let folder = try await repository()
    let repo = source.contains("repo:") ? "" : "repo: repo, "
    let text = planHead + "patches: [{id: fix, \(repo)\(source)}]\nsteps: [{id: a, class: patch}]\n"
    let failure = await #expect(throws: PlanFault.self) { _ = try await build(text, in: folder) }
    #expect(failure?.code == code)
    #expect(failure?.message.hasPrefix("plan.yaml:4:11: ") == true && failure?.hint != nil)
  }

  @Test func `a symbolic link is no patch`() async throws {
    let folder = try await repository()
    try await git(folder, ["checkout", "-qb", "link"])
    _ = try await TestSupport.Command.run("ln", ["-s", "/etc/passwd", folder("repo/link")])
    try await git(folder, ["add", "."])
    try await git(folder, ["commit", "-qm", "link"])
    let text =
      planHead
      + "patches: [{id: fix, repo: repo, range: fix..link}]\nsteps: [{id: a, class: patch}]\n"
    let failure = await #expect(throws: PlanFault.self) { _ = try await build(text, in: folder) }
    #expect(failure?.code == .patch)
  }

  @Test(arguments: [
    (".github/workflows/release.yml", "production", "[owner]", "deploy"),
    (".github/workflows/release.yml", "staging", "[owner]", nil),
    (".github/workflows/release.yml", "production", "[{role: owner, for: deploy}]", nil),
    ("services/haproxy.cfg", "staging", "[owner]", "load-balancer"),
    ("src/app.py", "production", "[owner]", nil),
  ])
  func `a patch asks for approval by the kind of the files that it changes`(
    path: String, environment: String, approvals: String, kind: String?
  ) async throws {
    let folder = try await repository()
    try folder.write("repo/\(path)", "on: push\n")
    try await git(folder, ["add", "."])
    try await git(folder, ["commit", "-qm", "fix: more"])
    let text =
      planHead + "target: {environment: \(environment)}\napprovals: \(approvals)\n"
      + "patches: [{id: fix, repo: repo, range: main..fix, directory: /srv/app}]\n"
      + "steps: [{id: a, class: patch}]\n"
    do {
      let files = try await build(text, in: folder, policy: try Policy.builtin())
      #expect(kind == nil)
      let isShown = files["CHECKLIST.md"]?.contains("Waits for the approval of: owner for deploy")
      #expect(isShown == approvals.contains("deploy"))
    } catch let fault as PlanFault {
      #expect(fault.code == .refused && fault.exitStatus == 2)
      #expect(fault.message.contains("plan.yaml:7:9: approval-\(kind ?? "none")"), "\(fault)")
      #expect(fault.message.contains("changes \(path)"))
      #expect(fault.hint?.contains("for: [\(kind ?? "none")]") == true)
    }
  }
}
