internal import Archives
internal import ArgumentParser
internal import Bundles
internal import DurableFiles

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
    // A run's folder holds the verified copy of its bundle.
    let copy = bundle + "/bundle"
    let path = RegularFile.isFolder(copy) ? copy : bundle
    let verifier = try BundleVerifier(
      settings: ClientSettings.load(), allowedSigners: trust.allowedSigners,
      identities: identity.identity)
    let verified = try await verifier.verify(path)
    guard verified.isVerified, let manifest = verified.manifest else {
      VerificationSummary(bundle: verified).write(to: console)
      throw ExitCode(3)
    }
    try console.write(line: note(verified, manifest: manifest))
  }

  private func note(_ bundle: VerifiedBundle, manifest: Manifest) -> String {
    var lines = [
      "\(manifest.kind.rawValue) bundle \(manifest.id)",
      "ticket \(manifest.ticket), client \(PrintableName.escape(manifest.client))",
      "SHA256SUMS sha256 \(Digest.hex(bundle.sums))",
    ]
    lines += bundle.signers.map {
      "signed by \(PrintableName.escape($0.principal)) with \($0.fingerprint)"
    }
    lines += bundle.approvals.map {
      let principal = PrintableName.escape($0.signer.principal)
      return "\($0.approval.decision.rawValue) by \(principal) as \($0.approval.role) at"
        + " \($0.approval.created)"
    }
    if manifest.kind == .change {
      lines.append("to go back: ROLLBACK.md in the bundle, or handoff rollback DIR")
    }
    if let expires = manifest.expires { lines.append("expires \(expires)") }
    return lines.joined(separator: "\n")
  }
}
