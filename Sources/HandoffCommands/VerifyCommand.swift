internal import ArgumentParser
internal import Bundles
internal import Documents

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a bundle's signature, checksums and approvals, and that nothing is unlisted.",
    discussion: """
      A bundle that was split is named by its list (.parts), by one of its parts, or by all of \
      them in any order.
      """)

  @Argument(help: "A bundle, its parts, or the folder of an extracted one.", completion: .file())
  var bundle: [String]

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
    let verified = try await verifier.verify(bundle)
    if json.json { try console.write(json: VerificationReport(verified)) }
    VerificationSummary(bundle: verified).write(to: console)
    guard verified.isVerified else { throw ExitCode(3) }
  }
}
