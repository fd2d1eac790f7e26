internal import ArgumentParser
internal import Bundles
internal import Documents

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a bundle's signature, checksums and approvals, and that nothing is unlisted.")

  @Argument(help: "A bundle, or the folder of an extracted one.")
  var bundle: String

  @OptionGroup var trust: TrustOption
  @OptionGroup var identity: IdentityOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let console = quiet.console
    let verifier = try BundleVerifier(
      settings: ClientSettings.load(), allowedSigners: trust.allowedSigners,
      identities: identity.identity)
    let verified = try await verifier.verify(bundle)
    if json.json { try console.write(json: VerificationReport(verified)) }
    VerificationSummary(bundle: verified).write(to: console)
    guard verified.isVerified else { throw ExitCode(3) }
  }
}
