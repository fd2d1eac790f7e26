internal import ArgumentParser
internal import Bundles
internal import DurableFiles
internal import Execution

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
    let verifier = try BundleVerifier(
      settings: ClientSettings.load(), allowedSigners: trust.allowedSigners,
      identities: identity.identity, at: time.moment)
    let scratch = try PrivateFolder()
    var verified = try await verifier.verify(
      bundle, extractingFor: scratch.path + "/bundle", only: [.evidence])
    var evidence: EvidenceVerifier.Verdict?
    if verified.isVerified, verified.manifest?.kind == .evidence {
      evidence = try await check(verified, verifier)
      verified.problems += evidence?.problems ?? []
    } else if plan != nil, verified.isVerified {
      throw ValidationError("--plan: the bundle is no evidence; it goes with an evidence bundle.")
    }
    if json.json { try console.write(json: VerificationReport(verified, evidence: evidence)) }
    VerificationSummary(bundle: verified, evidence: evidence).write(to: console)
    guard verified.isVerified else { throw ExitCode(3) }
  }

  private func check(
    _ verified: VerifiedBundle, _ verifier: BundleVerifier
  ) async throws -> EvidenceVerifier.Verdict {
    let checker = EvidenceVerifier(
      settings: try ClientSettings.load(), allowedSigners: trust.allowedSigners, at: time.moment)
    var verdict = try await checker.verify(verified, in: verified.folder?.path ?? bundle[0])
    if let plan {
      checker.compare(&verdict, with: try await verifier.verify(plan), at: plan)
    }
    return verdict
  }
}
