internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles

struct OpenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Verify a bundle, then unpack it safely.",
    discussion: """
      A bundle that was split is named by its list (.parts), by one of its parts, or by all of \
      them in any order.
      """)

  @Argument(help: "A bundle's file, or its parts.", completion: .file())
  var bundle: [String]

  @Option(name: [.short, .long], help: "The folder that gets the bundle's content.")
  var output: String

  @OptionGroup var trust: TrustOption
  @OptionGroup var time: TimeOption
  @OptionGroup var identity: IdentityOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let console = quiet.console
    if let folder = bundle.first(where: RegularFile.isFolder) {
      throw FileError(
        code: .notRegular, path: folder, message: "is a folder, so it is open already",
        hint: "check it with: handoff verify")
    }
    guard force.force || !RegularFile.exists(output) || RegularFile.isEmptyFolder(output) else {
      throw FileError(
        code: .exists, path: output, message: "exists already", hint: "use --force to replace it")
    }
    let settings = try ClientSettings.load()
    let verifier = try BundleVerifier(
      settings: settings, allowedSigners: trust.allowedSigners, identities: identity.identity,
      at: time.moment)
    var verified = try await verifier.verify(bundle, extractingFor: output)
    let check = EvidenceCheck(
      settings: settings, verifier: verifier, allowedSigners: trust.allowedSigners,
      time: time.moment)
    let evidence = try await check(&verified, folder: output)
    if verified.isVerified {
      try verified.folder?.move(to: output, replacing: force.force)
    }
    if json.json { try console.write(json: VerificationReport(verified, evidence: evidence)) }
    VerificationSummary(bundle: verified, evidence: evidence).write(to: console)
    guard verified.isVerified else { throw ExitCode(3) }
    console.line("  opened    \(output)")
  }
}
