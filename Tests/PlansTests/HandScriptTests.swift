import Bundles
import Documents
import ExternalTools
import TestSupport
import Testing

@testable import Plans

/// `run-by-hand.sh`, executed for real on a bundle that was signed for real.
@Suite struct HandScriptTests {
  /// A bundle folder with its signers, in a folder of its own.
  private struct Stage {
    let folder = TemporaryFolder()
    var bundle = ""

    var id: String { bundle.split(separator: "/").last.map(String.init) ?? "" }

    func run(
      _ arguments: [String] = [], answers: String
    ) async throws -> TestSupport.Command {
      try await TestSupport.Command.run(
        "bash", ["\(bundle)/run-by-hand.sh", "--allowed-signers", folder("signers")] + arguments,
        in: folder("work"), input: answers)
    }

    func keygen(_ arguments: [String]) async throws {
      let result = try await TestSupport.Command.run("ssh-keygen", arguments, in: folder.path)
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  private static let steps = """
    parameters: {word: {default: "it's $HOME"}}
    steps:
      - id: one
        class: mutate
        precheck: {argv: [test, -d, .], timeout: 5s, alreadyDone: {argv: [test, -f, never], timeout: 5s}}
        run: {script: 'printf %s "$WORD" > one', timeout: 5s, env: {WORD: "{{ word }}"}}
        expect: {verify: {argv: [grep, -qF, "{{ word }}", one], timeout: 5s}, within: 2s}
        rollback: {argv: [rm, -f, one], timeout: 5s}
      - id: two
        class: mutate
        needs: [one]
        precheck: {argv: ["true"], timeout: 5s}
        run: {argv: [cp, one, two], timeout: 5s}
        gate: {confirm: typed}
        rollback: {argv: [rm, -f, two], timeout: 5s}
      - id: three
        class: read
        run: {argv: [cat, two, maybe], timeout: 5s}
        expect: {stdout: {contains: HOME}}
        onFailure: rollback

    """

  private func stage(
    window: String = "", approvals: String = "", steps: String = Self.steps
  ) async throws -> Stage {
    var stage = Stage()
    let folder = stage.folder
    try folder.write("work/.keep", "")
    try await stage.keygen(["-q", "-t", "ed25519", "-N", "", "-f", "key", "-C", "a"])
    try await stage.keygen(["-q", "-t", "ed25519", "-N", "", "-f", "owner", "-C", "o"])
    let author = try folder.read("key.pub")
    let owner = try folder.read("owner.pub")
    try folder.write("signers", "a@support.example \(author)owner@client.example \(owner)")
    let text = planHead + window + approvals + steps
    let plan = try Plan.parse(text: text, file: "plan.yaml")
    let files = try await PlanBuilder(locator: ToolLocator(), findSecrets: nil).build(
      plan, text: text, folder: folder.path, policy: try Policy(documents: []))
    let writer = BundleWriter(
      kind: .change, ticket: "OPS-1", client: "acme",
      key: try await SigningKey(path: folder("key"), locator: ToolLocator()),
      locator: ToolLocator())
    let name = try #require(BundleName(folder("b.tar.gz")))
    let result = try await writer.write(files.files, to: name)
    let tar = try await TestSupport.Command.run(
      "tar", ["xzf", folder("b.tar.gz"), "-C", folder.path])
    #expect(tar.status == 0)
    stage.bundle = folder(result.manifest.id)
    return stage
  }

  private static let yes = "y\ntwo\ny\n"

  @Test func `success runs every step and keeps a log`() async throws {
    let stage = try await stage()
    try stage.folder.write("work/maybe", "x")
    let result = try await stage.run(answers: Self.yes)
    #expect(result.status == 0, "\(result.output) \(result.errors)")
    #expect(try stage.folder.read("work/one") == "it's $HOME")
    #expect(try stage.folder.read("work/two") == "it's $HOME")
    let log = try stage.folder.read("work/by-hand-orders-fix/log.txt")
    #expect(log.contains("one: done") && log.contains("three: done") && log.contains("exit 0"))
    let again = try await stage.run(answers: "")
    #expect(again.status == 0)
    #expect(again.output.contains("[1/3] one: done before"))
  }

  @Test func `a failed step rolls back in reverse order`() async throws {
    let stage = try await stage()
    let result = try await stage.run(answers: Self.yes)
    #expect(result.status == 2)
    #expect(
      try stage.folder.files().filter { $0.hasPrefix("work/") && !$0.contains("by-hand") } == [
        "work/.keep"
      ])
    let log = try stage.folder.read("work/by-hand-orders-fix/log.txt")
    let two = try #require(log.firstRange(of: "two: taken back"))
    let one = try #require(log.firstRange(of: "one: taken back"))
    #expect(two.lowerBound < one.lowerBound)
  }

  @Test func `where a pull request was merged is asked for and noted`() async throws {
    let steps = """
      steps:
        - {id: review, class: pull-request, expect: {verify: {argv: ["true"], timeout: 5s}}}
        - {id: bot, class: pull-request, run: {argv: [touch, opened], timeout: 5s}}

      """
    let commit = String(repeating: "0a", count: 20)
    let stage = try await stage(steps: steps)
    let answers = "y\ny\nhttp://x\nhttps://u@x/1\nhttps://x.example/1\n0a0a\n\(commit)\n"
    let open = try await stage.run(answers: answers + "y\n\nn\n")
    #expect(open.status == 2, "\(open.output) \(open.errors)")
    #expect(open.errors.contains("It begins with https:// and has no blanks."))
    let log = try stage.folder.read("work/by-hand-orders-fix/log.txt")
    #expect(log.contains("review: merged by https://x.example/1, merge commit \(commit)\n"))
    #expect(log.contains("review: done") && !log.contains("bot: done"))
    #expect(try stage.folder.files().contains("work/opened"))
    let done = try await stage.run(answers: "y\nhttps://x.example/2\n\(commit)\n")
    #expect(done.status == 0, "\(done.output) \(done.errors)")
  }

  @Test func `without an answer nothing runs`() async throws {
    let stage = try await stage()
    let result = try await stage.run(answers: "")
    #expect(result.status == 2)
    #expect(try !stage.folder.files().contains("work/one"))
  }

  @Test func `a wrongly typed step stops, and a later call goes on or back`() async throws {
    let stage = try await stage()
    #expect(try await stage.run(answers: "y\ntow\n").status == 2)
    #expect(try stage.folder.files().contains("work/one"))
    let back = try await stage.run(["--rollback"], answers: "y\n")
    #expect(back.status == 0, "\(back.errors)")
    #expect(try !stage.folder.files().contains("work/one"))
  }

  @Test(arguments: ["plan.yaml", "scripts/one.sh", "SHA256SUMS", "SHA256SUMS.sig", "extra"])
  func `a tampered bundle is refused`(file: String) async throws {
    let stage = try await stage()
    let id = stage.bundle.split(separator: "/").last.map(String.init) ?? ""
    let old = (try? stage.folder.read("\(id)/\(file)")) ?? ""
    try stage.folder.write("\(id)/\(file)", "x" + old)
    let result = try await stage.run(answers: Self.yes)
    #expect(result.status == 3, "\(result.output)")
    #expect(try !stage.folder.files().contains("work/one"))
  }

  @Test func `an unknown signer is refused`() async throws {
    let stage = try await stage()
    try stage.folder.write("signers", "owner@client.example \(try stage.folder.read("owner.pub"))")
    #expect(try await stage.run(answers: Self.yes).status == 3)
  }

  @Test(arguments: [
    "window: {start: 2020-01-01T00:00:00Z, end: 2020-01-02T00:00:00Z}\n",
    "window: {start: 2090-01-01T00:00:00Z, end: 2090-01-02T00:00:00Z}\n",
    "window: {start: 2020-01-01T00:00:00Z, end: 2090-01-02T00:00:00Z, lastStart: 2020-01-02T00:00:00Z}\n",
  ])
  func `a closed window is refused`(window: String) async throws {
    let stage = try await stage(window: window)
    let result = try await stage.run(answers: Self.yes)
    #expect(result.status == 3)
    #expect(try !stage.folder.files().contains("work/one"))
  }

  private static let approvals = "approvals: [{role: service-owner, not: [author]}]\n"

  /// Writes an approval into the bundle, signed by `key`.
  private func approve(
    _ stage: Stage, key: String = "owner", principal: String = "owner@client.example",
    role: String = "service-owner", bundle: String? = nil, expires: Timestamp? = nil,
    decision: Approval.Decision = .approved, waivers: [String]? = nil, name: String? = nil
  ) async throws {
    let sums = Array(try String(stage.folder.read("\(stage.id)/SHA256SUMS")).utf8)
    let approval = Approval(
      bundleId: bundle ?? stage.id, sums: Digest.hex(sums), role: role, principal: principal,
      decision: decision, waivers: waivers, created: Timestamp(seconds: 0), expires: expires)
    let pair = try await ApprovalPair(
      approval, key: SigningKey(path: stage.folder(key), locator: ToolLocator()))
    let path = stage.folder("\(stage.id)/approvals/\(name ?? pair.name)")
    try stage.folder.write("\(stage.id)/approvals/.keep", "")
    try pair.write(detached: path, replacing: true)
  }

  @Test func `a missing approval is refused, a good one is not`() async throws {
    let stage = try await stage(approvals: Self.approvals)
    #expect(try await stage.run(["--check"], answers: "").status == 3)
    // The author's own approval doesn't count.
    try await approve(stage, key: "key", principal: "a@support.example")
    #expect(try await stage.run(["--check"], answers: "").status == 3)
    try await approve(stage)
    let result = try await stage.run(["--check"], answers: "")
    #expect(result.status == 0, "\(result.output) \(result.errors)")
  }

  @Test func `an approval that is not what it says is refused`() async throws {
    let past = Timestamp(seconds: 1_000_000_000)
    let wrong: [(String, (Stage) async throws -> Void)] = [
      ("expired", { try await approve($0, expires: past) }),
      ("another bundle", { try await approve($0, bundle: "x") }),
      ("another's name", { try await approve($0, principal: "a@support.example") }),
      ("author's key", { try await approve($0, key: "key") }),
      ("other role", { try await approve($0, role: "other") }),
      ("file name", { try await approve($0, name: "service-owner-0011223344556677.json") }),
      ("withdrawn", { try await approve($0, decision: .withdrawn) }),
    ]
    for (name, write) in wrong {
      let stage = try await stage(approvals: Self.approvals)
      try await write(stage)
      let result = try await stage.run(["--check"], answers: "")
      #expect(result.status == 3, "\(name): \(result.output) \(result.errors)")
    }
  }

  @Test func `an exception is countersigned`() async throws {
    let waivers =
      Self.approvals + "waivers: [{rule: change-without-rollback, step: one, reason: x}]\n"
    let stage = try await stage(approvals: waivers)
    try await approve(stage)
    #expect(try await stage.run(["--check"], answers: "").status == 3)
    try await approve(stage, waivers: ["other", "change-without-rollback@one"])
    let result = try await stage.run(["--check"], answers: "")
    #expect(result.status == 0, "\(result.output) \(result.errors)")
  }

  @Test func `a command that hangs is ended`() async throws {
    let steps = """
      steps:
        - {id: slow, class: read, run: {argv: [sleep, "60"], timeout: 1s}}
      """
    let stage = try await stage(steps: steps)
    let result = try await stage.run(answers: "y\nn\n")
    #expect(result.status == 2)
    #expect(result.errors.contains("slow: FAILED"))
  }
}
