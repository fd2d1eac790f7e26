internal import ArgumentParser
internal import Bundles
internal import DurableFiles
internal import Execution

struct TicketNoteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "note",
    abstract: "Write the note about a bundle to paste in the ticket.")

  @Argument(help: "A bundle, or a run's folder.")
  var bundle: String

  @OptionGroup var trust: TrustOption
  @OptionGroup var identity: IdentityOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let console = quiet.console
    // A run's folder holds the verified copy of its bundle, and whom the client trusted.
    let run = RunFolder(bundle)
    let isRun = RegularFile.isFolder(run.bundle)
    let signers = trust.allowedSigners ?? (isRun ? run.allowedSigners : nil)
    let path = isRun ? run.bundle : bundle
    let verifier = try BundleVerifier(
      settings: ClientSettings.load(), allowedSigners: signers, identities: identity.identity)
    let verified = try await verifier.verify(path)
    guard verified.isVerified, let manifest = verified.manifest else {
      VerificationSummary(bundle: verified).write(to: console)
      throw ExitCode(3)
    }
    let note = try ChangeNote(bundle: verified, manifest: manifest, run: isRun ? run : nil)
    try console.write(line: note.lines().joined(separator: "\n"))
  }
}
