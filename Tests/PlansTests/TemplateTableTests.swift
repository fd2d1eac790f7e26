import Bundles
import Documents
import ExternalTools
import Foundation
import Redaction
import TestSupport
import Testing

@testable import Plans

/// Every template of the program with its samples, from `plan new` to a verified bundle.
@Suite struct TemplateTableTests {
  private static let names = (try? TemplateLibrary().names) ?? []
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test(arguments: names)
  func `a template becomes a bundle`(name: String) async throws {
    let template = try TemplateLibrary().template(name)
    let text = try template.text(settings: [:])
    let plan = try Plan.parse(text: text, file: "plan.yaml")
    #expect(plan.risk.level == template.risk)
    #expect((plan.kind == .diagnostic) == (template.class == .diagnosis))
    #expect(template.settings.contains { $0.name == "environment" })

    var checker = PlanChecker(policy: try Self.policy.get(), now: Self.now)
    checker.findSecrets = try Self.finder.get()
    let findings = try checker.findings(in: plan, text: text)
    // A waiver is told as a warning, and the list of templates names it.
    #expect(findings.filter(\.refuses) == [])
    let advice = findings.filter { finding in !plan.waivers.contains { $0.rule == finding.rule } }
    #expect(advice == [])

    let folder = TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder("plan"), withIntermediateDirectories: true)
    // The goldens don't follow the policy's digest.
    let files = try await PlanBuilder(locator: ToolLocator(), findSecrets: checker.findSecrets)
      .build(plan, text: text, folder: folder("plan"), policy: try Policy(documents: [])).files
    let checklist = files.first { $0.path == "CHECKLIST.md" }
    guard case .bytes(let bytes) = try #require(checklist).content else { return }
    let difference = try Golden.difference(
      String(decoding: bytes, as: UTF8.self), from: "templates/\(name).md", beside: #filePath)
    #expect(difference == nil)
    try await Self.signAndVerify(files, of: plan, in: folder)
  }

  @Test func `each golden has its template`() throws {
    #expect(!Self.names.isEmpty)
    let folder = Fixture.path("Goldens/templates", beside: #filePath)
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
    #expect(
      files.filter { $0.hasSuffix(".md") }.map { String($0.dropLast(3)) }.sorted() == Self.names)
  }

  /// `run` is a claim that `Scripts/check-checklists` can be asked to prove.
  @Test func `what is called run has a rehearsal, and nothing else`() throws {
    let folder = Self.root.appending(path: "Tests/Rehearsals")
    let cases = try ["cases_aws.py", "cases_servers.py"].map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }.joined()
    for template in try TemplateLibrary().templates() {
      let isRun = template.checked.contains { $0.how == .run }
      let isRehearsed = ["case", "aws"].contains { cases.contains("\n\($0)(\"\(template.name)\"") }
      #expect(isRun == isRehearsed, "\(template.name)")
    }
  }

  @Test func `the list of templates is that of the README`() throws {
    let path = Self.root.appending(path: "checklists/README.md")
    let readme = try String(contentsOf: path, encoding: .utf8)
    let begin = try #require(readme.firstRange(of: "<!-- list -->\n"))
    let end = try #require(readme.firstRange(of: "<!-- /list -->"))
    let list = try TemplateCatalogue.text(of: TemplateLibrary().templates())
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      let text = readme[..<begin.upperBound] + list + readme[end.lowerBound...]
      return try text.write(to: path, atomically: true, encoding: .utf8)
    }
    #expect(
      readme[begin.upperBound..<end.lowerBound] == list,
      "run this test with UPDATE_GOLDENS=1, which writes the list")
  }

  // MARK: What all of them share

  private static let now = Timestamp(seconds: 1_795_250_640)
  private static let policy = Result { try Policy.builtin() }
  private static let finder = Result { try SecretPlace.finder(rules: RuleSet.builtin()) }

  private static func signAndVerify(
    _ files: [BundleFile], of plan: Plan, in folder: TemporaryFolder
  ) async throws {
    let made = try await TestSupport.Command.run(
      "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder("key")])
    #expect(made.status == 0, "\(made.errors)")
    try folder.write("signers", "you@support.example \(folder.read("key.pub"))")
    let key = try await SigningKey(path: folder("key"), locator: ToolLocator())
    let writer = BundleWriter(
      kind: .change, ticket: plan.metadata.ticket ?? "", client: plan.metadata.client ?? "",
      created: now, expires: plan.metadata.expires, key: key, principal: "you@support.example",
      locator: ToolLocator())
    let name = try #require(BundleName(folder("b.tar.gz")))
    _ = try await writer.write(files, to: name)
    let verified = try await BundleVerifier(
      settings: ClientSettings(), allowedSigners: folder("signers")
    ).verify(folder("b.tar.gz"))
    #expect(verified.problems.isEmpty)
  }
}
