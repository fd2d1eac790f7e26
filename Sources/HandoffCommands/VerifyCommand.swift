internal import ArgumentParser
internal import Bundles
internal import DurableFiles

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a bundle's signature, checksums and approvals, and that nothing is unlisted.",
    discussion: """
      A bundle that was split is named by its list (.parts), by one of its parts, or by all of \
      them in any order.

      Of an evidence bundle the journal's chain, seals and order are checked too, that it kept to \
      the plan and its approvals, and that every reading and output follows from it. --plan \
      compares it with the change bundle that you signed.
      """)

  @Argument(help: "A bundle, its parts, or the folder of an extracted one.", completion: .file())
  var bundle: [String]

  @Option(
    name: .long,
    help: "The change bundle that evidence must be of; its steps must be accounted for.",
    completion: .file())
  var plan: String?

  @OptionGroup var trust: TrustOption
  @OptionGroup var time: TimeOption
  @OptionGroup var identity: IdentityOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let console = quiet.console
    let settings = try ClientSettings.load()
    let verifier = try BundleVerifier(
      settings: settings, allowedSigners: trust.allowedSigners, identities: identity.identity,
      at: time.moment)
    let scratch = try PrivateFolder()
    var verified = try await verifier.verify(
      bundle, extractingFor: scratch.path + "/bundle", only: [.evidence])
    if plan != nil, verified.isVerified, verified.manifest?.kind != .evidence {
      throw ValidationError("--plan: the bundle is no evidence; it goes with an evidence bundle.")
    }
    let check = EvidenceCheck(
      settings: settings, verifier: verifier, allowedSigners: trust.allowedSigners,
      time: time.moment)
    let evidence = try await check(&verified, folder: bundle[0], plan: plan)
    if json.json { try console.write(json: VerificationReport(verified, evidence: evidence)) }
    VerificationSummary(bundle: verified, evidence: evidence).write(to: console)
    guard verified.isVerified else { throw ExitCode(3) }
  }
}
