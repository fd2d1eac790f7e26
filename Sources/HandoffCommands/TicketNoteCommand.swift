internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

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
    var lines = try note(verified, manifest: manifest)
    if isRun { lines += try note(run, plan: verified.plan) }
    try console.write(line: lines.joined(separator: "\n"))
  }

  private func note(_ bundle: VerifiedBundle, manifest: Manifest) throws -> [String] {
    var lines = [
      "\(manifest.kind.rawValue) bundle \(manifest.id)",
      "ticket \(manifest.ticket), client \(PrintableText.name(manifest.client))",
      "SHA256SUMS sha256 \(Digest.hex(bundle.sums))",
    ]
    lines += try ApprovalSubject(plan: bundle.plan).lines
    lines += bundle.signers.map {
      "signed by \(PrintableText.name($0.principal)) with \($0.fingerprint)"
    }
    lines += bundle.approvals.map {
      let principal = PrintableText.name($0.signer.principal)
      return "\($0.approval.decision.rawValue) by \(principal) as \($0.approval.role) at"
        + " \($0.approval.created)"
    }
    if manifest.kind == .change {
      lines.append("to go back: ROLLBACK.md in the bundle, or handoff rollback DIR")
    }
    if let expires = manifest.expires { lines.append("expires \(expires)") }
    return lines
  }

  /// Where the run stands, and the newest checkpoint: whoever keeps it can tell a rewritten
  /// journal.
  private func note(_ run: RunFolder, plan: [UInt8]?) throws -> [String] {
    let model = try plan.map {
      try Plan.parse(text: String(decoding: $0, as: UTF8.self), file: "plan.yaml")
    }
    let status = try RunStatus(folder: run, plan: model)
    let journal = JournalText(try DurableFile.read(run.journal))
    var lines = ["run \(status.run): \(status.state)"]
    lines += journal.events.filter { $0.type == .gate && $0.outcome == "passed" }.compactMap {
      event in event.note.map { "  \(event.ts) \(PrintableText.line($0))" }
    }
    lines += status.steps.map { "  \($0.id): \($0.state)" }
    if let checkpoint = try? DurableFile.read(run.checkpoint, limit: 1 << 16) {
      lines += String(decoding: checkpoint, as: UTF8.self)
        .split(separator: "\n").map { PrintableText.line(String($0)) }
    }
    return lines
  }
}
