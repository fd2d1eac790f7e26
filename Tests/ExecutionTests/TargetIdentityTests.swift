import Execution
import ExternalTools
import Plans
import TestSupport
import Testing

/// Providers' tools are played by scripts that answer as the real ones do.
@Suite struct TargetIdentityTests {
  private let folder = TemporaryFolder()

  private func tool(_ name: String, _ script: String) async throws -> ToolLocator {
    let path = try await folder.writeProgram(
      name, "echo \"$*\" >> '\(folder.path)/asked'\n" + script)
    return ToolLocator(overrides: [name: path])
  }

  private func check(
    _ target: String, steps: String = "{id: a, class: read, run: {argv: ['true']}}",
    parameters: String = "{}", with locator: ToolLocator, timeout: Int = 20
  ) throws -> TargetIdentity.Answer {
    let plan = try Plan.parse(
      text: """
        apiVersion: handoff/v1
        kind: ChangePlan
        metadata: {id: p}
        target: \(target)
        parameters: \(parameters)
        steps: [\(steps)]
        """, file: "plan.yaml")
    return try TargetIdentity(
      plan, locator: locator, launcher: [try #require(BuiltProgram.path), "__launch"],
      timeout: timeout
    ).check()
  }

  private func refusal(
    _ target: String, steps: String = "{id: a, class: read, run: {argv: ['true']}}",
    with locator: ToolLocator, timeout: Int = 20
  ) throws -> String {
    do {
      _ = try check(target, steps: steps, with: locator, timeout: timeout)
      return ""
    } catch let refusal as RunRefusal {
      #expect(refusal.exitStatus == 3)
      return "\(refusal.report) | \(refusal.hint ?? "")"
    }
  }

  private static let identity = #"{"UserId": "AIDA", "Account": "111122223333", "Arn": "arn"}"#

  @Test func `the account is the one that its own tool tells`() async throws {
    let aws = try await tool("aws", "echo '\(Self.identity)'")
    let answer = try check("{provider: aws, account: '111122223333'}", with: aws)
    #expect(answer.passed.count == 1 && answer.open.isEmpty)
    #expect(try folder.read("asked") == "sts get-caller-identity --output json\n")
    let other = try refusal("{provider: aws, account: '999988887777'}", with: aws)
    #expect(
      other.contains(
        "the target's account is '999988887777', but 'aws sts get-caller-identity --output json' tells '111122223333'"
      ) && other.contains("AWS_PROFILE"), "\(other)")
  }

  @Test func `a tool that is missing, fails, hangs or tells nothing closes the gate`() async throws
  {
    let target = "{provider: aws, account: '111122223333'}"
    let uses = "{id: a, class: read, run: {argv: [aws, s3, ls]}}"
    let missing = try refusal(
      target, steps: uses, with: ToolLocator(overrides: ["aws": "/nowhere/aws"]))
    #expect(missing.contains("nothing on this machine can tell"), "\(missing)")
    #expect(missing.contains("tools: {aws: "))
    let failing = try await refusal(
      target, steps: uses, with: tool("aws", "echo '\(Self.identity)'; exit 255"))
    #expect(failing.contains("ended with exit code 255"), "\(failing)")
    let hanging = try await refusal(target, steps: uses, with: tool("aws", "sleep 60"), timeout: 1)
    #expect(hanging.contains("did not end in time"), "\(hanging)")
    #expect(try await refusal(target, steps: uses, with: tool("aws", "echo 111122223333")).isEmpty)
    for text in [
      "", "{}", #"{"Account": 111122223333}"#, "1111 22223333", #"{"Arn": "111122223333"}"#,
    ] {
      let silent = try await refusal(target, steps: uses, with: tool("aws", "echo '\(text)'"))
      #expect(silent.contains("tells nothing"), "\(text): \(silent)")
    }
  }

  private static let listing = "{id: a, class: read, run: {argv: [az, vm, list]}}"

  /// What acts on this machine alone needs no tool of the provider; another account is one all the
  /// same, and so is that of a program which acts by the same credentials.
  @Test func `where no command acts on the account, it need not be readable`() async throws {
    let target = "{provider: aws, account: '111122223333', region: eu-central-1}"
    let none = ToolLocator(overrides: ["aws": "/nowhere/aws"])
    let passed = try check(target, with: none).passed
    #expect(passed.count == 1 && passed[0].contains("is not compared"), "\(passed)")
    #expect(try await check(target, with: tool("aws", "exit 255")).passed.count == 1)
    #expect(
      try await refusal(target, with: tool("aws", "echo 999988887777")).contains("'999988887777'"))
    let terraform = "{id: a, class: read, run: {argv: [terraform, plan]}}"
    #expect(try refusal(target, steps: terraform, with: none).contains("nothing on this machine"))
    #expect(
      try await check(target, steps: terraform, with: tool("aws", "echo 111122223333")).passed.count
        == 1)
  }

  @Test func `what a tool shows beside the answer is never repeated`() async throws {
    let az = try await tool(
      "az", "echo token=Tr0ub4dor-and-more >&2; echo '{\"id\": \"two words\"}'")
    let text = try refusal(
      "{provider: azure, subscription: s-1}", steps: Self.listing, with: az)
    #expect(text.contains("tells something else") && !text.contains("two words"), "\(text)")
    #expect(!text.contains("Tr0ub4dor"))
    let token = "glpat-" + "Zx9Kq2Lm4Np6Rs8Tv0Wy"
    let leaking = try await refusal(
      "{provider: azure, subscription: s-1}", steps: Self.listing,
      with: tool("az", "echo '{\"id\": \"\(token)\"}'"))
    #expect(!leaking.contains(token), "\(leaking)")
  }

  @Test(arguments: [
    ("azure", "az", "subscription", #"{"id": "s-1", "name": "Shop"}"#, "s-1"),
    ("azure", "az", "subscription", #"{"id": "s-1", "name": "Shop"}"#, "Shop"),
    ("google-cloud", "gcloud", "project", "shop-prod", "shop-prod"),
    ("kubernetes", "kubectl", "context", "prod", "prod"),
    ("docker", "docker", "context", "default", "default"),
    (
      "digitalocean", "doctl", "account", #"{"email": "a@b.example", "team": {"name": "Shop"}}"#,
      "Shop"
    ),
  ])
  func `each provider's answer is read`(
    provider: String, name: String, field: String, output: String, value: String
  ) async throws {
    let locator = try await tool(name, "echo '\(output)'")
    #expect(
      try check("{provider: \(provider), \(field): \(value)}", with: locator).passed.count == 1)
    #expect(
      try refusal("{provider: \(provider), \(field): other}", with: locator)
        .contains("the target's \(field) is 'other', but '\(name) "))
  }

  @Test func `a context that every command names need not be the current one, but must be there`()
    async throws
  {
    let kubectl = try await tool(
      "kubectl",
      "case \"$*\" in *current-context) echo staging;; *'get-contexts prod '*) echo prod;; *) exit 1;; esac"
    )
    func step(_ id: String, _ options: String) -> String {
      "{id: \(id), class: read, run: {argv: [kubectl, \(options)get, pods]}}"
    }
    let named = step("a", "--context, prod, ")
    #expect(
      try check("{provider: kubernetes, context: prod}", steps: named, with: kubectl).passed.count
        == 1)
    #expect(
      try refusal(
        "{provider: kubernetes, context: prod}", steps: named + ", " + step("b", ""),
        with: kubectl
      ).contains("tells 'staging'"))
    #expect(
      try refusal(
        "{provider: kubernetes, context: gone}", steps: step("a", "--context=gone, "),
        with: kubectl
      ).contains("ended with exit code 1"))
    #expect(
      try refusal(
        "{provider: kubernetes, context: prod}", steps: named + ", " + step("b", "--context=dev, "),
        with: kubectl
      ).contains("but 'b' names 'dev'"))
    let script = "{id: s, class: read, run: {script: 'kubectl --context \"$CTX\" get pods'}}"
    #expect(
      try refusal("{provider: kubernetes, context: prod}", steps: script, with: kubectl)
        .contains("tells 'staging'"))
  }

  @Test func `a namespace and a region count where a command leaves them to the machine`()
    async throws
  {
    let kubectl = try await tool("kubectl", "case \"$*\" in *namespace*) ;; *) echo prod;; esac")
    func check(_ argv: String, _ namespace: String = "shop") throws -> String {
      try refusal(
        "{provider: kubernetes, namespace: \(namespace)}",
        steps: "{id: a, class: read, run: {argv: [\(argv)]}}", with: kubectl)
    }
    #expect(try check("kubectl, get, pods").contains("tells 'default'"))
    #expect(try check("kubectl, get, pods", "default").isEmpty)
    #expect(try check("kubectl, -n, other, get, pods").isEmpty)
    #expect(try check("helm, list").isEmpty)
    for (line, value) in [
      ("    region                eu-central-1              env    AWS_REGION", "eu-central-1"),
      ("region     : us-east-1 : env : ['AWS_REGION']", "us-east-1"),
    ] {
      let aws = try await tool("aws", "echo '\(line)'")
      let steps = "{id: a, class: read, run: {argv: [aws, s3, ls]}}"
      #expect(try refusal("{provider: aws, region: \(value)}", steps: steps, with: aws).isEmpty)
      #expect(
        try refusal("{provider: aws, region: mars-1}", steps: steps, with: aws)
          .contains("tells '\(value)'"))
    }
  }

  @Test func `a profile that the plan names is the one that is asked`() async throws {
    let aws = try await tool(
      "aws",
      """
      account=111122223333
      case "$* $AWS_PROFILE" in *other*) account=999988887777;; esac
      echo "{\\"Account\\": \\"$account\\"}"
      """)
    func refusal(_ step: String, parameters: String = "{}") throws -> String {
      do {
        _ = try check(
          "{provider: aws, account: '111122223333'}", steps: step, parameters: parameters,
          with: aws)
        return ""
      } catch let refusal as RunRefusal { return refusal.report }
    }
    let plain = "{id: a, class: read, run: {argv: [aws, s3, ls]}}"
    #expect(try refusal(plain).isEmpty)
    for step in [
      "{id: b, class: read, run: {argv: [aws, --profile, other, s3, ls]}}",
      "{id: b, class: read, run: {argv: [aws, s3, ls], env: {AWS_PROFILE: other}}}",
      "{id: b, class: read, run: {script: 'AWS_PROFILE=other aws s3 ls'}}",
      "{id: b, class: read, run: {script: 'export AWS_PROFILE=other; aws s3 ls'}}",
      "{id: b, class: read, run: {argv: [aws, --profile, '{{ profile }}', s3, ls]}}",
    ] {
      let text = try refusal(plain + ", " + step, parameters: "{profile: other}")
      #expect(text.contains("tells '999988887777'"), "\(step): \(text)")
    }
    #expect(
      try refusal(plain, parameters: "{profile: {value: other, env: AWS_PROFILE}}")
        .contains("tells '999988887777'"))
    // What the vault gives isn't known yet: somebody else must say it.
    let later = try check(
      "{provider: aws, account: '111122223333'}",
      steps: "{id: b, class: read, run: {argv: [aws, s3, ls], env: {AWS_PROFILE: '{{ asked }}'}}}",
      parameters: "{asked: {type: string}}", with: aws)
    #expect(later.passed.isEmpty && later.open.map(\.field) == ["account"])
  }

  @Test func `what no tool tells stays open for a precondition or a person`() async throws {
    let none = ToolLocator()
    for target in [
      "{provider: cloudflare, account: a-1}", "{account: a-1}", "{provider: other, account: a-1}",
    ] {
      #expect(try check(target, with: none).open.map(\.field) == ["account"])
    }
    #expect(try check("{provider: kubernetes, account: a-1}", with: none).open.count == 1)
    for target in ["{provider: other, host: localhost}", "{environment: production}"] {
      #expect(try check(target, with: none).open.isEmpty)
    }
  }

  @Test func `an open target needs its precondition, or a person at a terminal, at each start`()
    async throws
  {
    let open = [
      TargetIdentity.Open(field: "account", value: "a-1", reason: "nothing tells it")
    ]
    let reading =
      "{id: a, class: read, run: {argv: ['true']}}, {id: b, class: read, run: {argv: ['false']}}"
    let step = "steps: [\(reading), {id: c, class: mutate, run: {argv: ['true']}}]\n"
    func fixture(_ rest: String, answers: [String]?) throws -> RunFixture {
      let fixture = try RunFixture(rest)
      fixture.openTarget = open
      fixture.terminal = ScriptedTerminal(answers: answers)
      fixture.options.assumesYes = false
      return fixture
    }
    // A plan that changes nothing asks nobody.
    #expect(try await fixture("steps: [\(reading)]\n", answers: nil).run() == .failed)
    let granted = try fixture(step, answers: nil)
    granted.options.assumesYes = true
    #expect(try await granted.run() == .failed)
    let alone = try fixture(step, answers: nil)
    await #expect(throws: RunRefusal.self) { try await alone.run() }
    #expect(try alone.state(of: "a") == .pending)
    let denied = try fixture(step, answers: ["n"])
    await #expect(throws: RunRefusal.self) { try await denied.run() }
    let asked = try fixture(step, answers: ["y", "n"])
    #expect(try await asked.run() == .failed)
    #expect(
      try asked.journal.events.contains {
        $0.note == "target: account 'a-1', confirmed by a person"
      })
    asked.terminal = ScriptedTerminal(answers: [])
    await #expect(throws: RunRefusal.self) { try await asked.run() }
    for (id, command) in [("target", "test -e here"), ("target-account", "test -e here")] {
      let named = try fixture(
        "preconditions: [{id: \(id), run: {argv: [bash, -c, '\(command)']}}]\n" + step, answers: nil
      )
      await #expect(throws: RunRefusal.self) { try await named.run() }
      _ = try named.work.write("here", "")
      #expect(try await named.run() == .failed)
      // It no longer holds: the run isn't taken up again, nor back.
      try named.work.delete("here")
      await #expect(throws: RunRefusal.self) { try await named.run() }
      await #expect(throws: RunRefusal.self) { try await named.rollBack() }
    }
  }
}
