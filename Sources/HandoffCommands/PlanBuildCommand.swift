internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Plans
internal import Redaction

struct PlanBuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Make the signed change bundle of a plan that the policy accepts.",
    discussion: """
      Judges the plan, makes its patches from their repositories, writes the checklists, the \
      scripts and run-by-hand.sh, and signs it all. A credential in any of it stops the build.
      """)

  @Argument(help: "The plan's file.")
  var file: String

  @Option(
    name: [.short, .long],
    help: "The bundle; its suffix decides: .tar.gz, .tar.zst, and .age on top.")
  var output: String

  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var encryption: EncryptionOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  private struct Report: Encodable {
    let ok: Bool
    let id: String
    let ticket: String
    let client: String
    let patches: [String]
    let notes: [String]
  }

  func validate() throws {
    guard signing.sign != nil else {
      throw ValidationError("A change bundle is signed: give --sign KEY.")
    }
    _ = try BundleOutput.name(output, recipients: encryption.encryptTo)
  }

  func run() async throws {
    let console = quiet.console
    let name = try BundleOutput.name(output, recipients: encryption.encryptTo)
    let text = try PlanFile.text(file)
    let plan = try Plan.parse(text: text, file: file)
    let checker = try PlanPolicy.checker()
    let findings = try checker.findings(in: plan, text: text)
    PlanFindings(findings: findings).tell(console)
    guard !findings.contains(where: \.refuses) else {
      if json.json { try console.write(json: PlanFindings(findings: findings)) }
      PlanFindings(findings: findings).refuse(file, outcome: "; nothing was written", console)
      throw ExitCode(2)
    }
    let settings = try ClientSettings.load()
    let writer = try await BundleOutput.writer(
      kind: .change, ticket: plan.metadata.ticket ?? plan.metadata.id,
      client: plan.metadata.client ?? "", expires: plan.metadata.expires, signing: signing,
      trust: trust, encryption: encryption, settings: settings, author: plan.metadata.author)
    if let key = writer.key?.publicKey {
      let principals = BundleOutput.principals(of: key, trust: trust, settings: settings)
      let list = try? settings.verifier(allowedSigners: trust.allowedSigners).signers
      try PlanAuthor(
        plan: plan, key: key, principals: principals,
        isAuthorKnown: plan.metadata.author.map { list?.knows($0) == true } ?? false
      ).check(console)
    }
    let builder = PlanBuilder(locator: settings.locator, findSecrets: checker.findSecrets)
    let built = try await builder.build(
      plan, text: text, folder: PlanFile.folder(of: file), policy: checker.policy,
      findings: findings)
    let result = try await writer.write(built.files, to: name, replacing: force.force)
    for note in built.notes { console.note(note) }
    if json.json {
      try console.write(
        json: Report(
          ok: true, id: result.manifest.id, ticket: result.manifest.ticket,
          client: result.manifest.client, patches: built.patches.map(\.path), notes: built.notes))
    }
    console.note(
      "\(output): \(result.manifest.id), \(result.files) files, signed with \(writer.key?.publicKey.fingerprint ?? "no key")"
    )
  }
}

extension PlanFile {
  /// The folder that holds a file.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
