internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

struct JournalCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "journal",
    abstract: "Check the record of a run.",
    subcommands: [JournalVerifyCommand.self])
}

struct JournalVerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check a journal's chain, checkpoints and order, and that it kept to the plan.",
    discussion: """
      A checkpoint that was pasted in the ticket, given with --checkpoint, shows that nothing up \
      to it was rewritten or cut. Lines after the newest checkpoint are named: they are chained, \
      not sealed.
      """)

  @Argument(help: "A run's folder, or the folder of an opened evidence bundle.")
  var folder: String

  @Option(name: .long, help: "A checkpoint's line, or a file that quotes it; can repeat.")
  var checkpoint: [String] = []

  @OptionGroup var trust: TrustOption
  @OptionGroup var time: TimeOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    // Evidence holds the change bundle under another name, and outputs that were redacted again.
    let isEvidence = !DurableFile.exists(self.folder + "/bundle")
    let folder = RunFolder(
      self.folder, bundle: isEvidence ? EvidenceRecord.changeFolder : "bundle")
    try folder.requireJournal(named: self.folder)
    // A plan that can't be trusted is a problem below, not a reason to look no further.
    let plan = try plan(in: folder)
    let verdict = try await JournalVerifier(verifier(folder).at(time.moment)).verify(
      folder, plan: plan, witnesses: checkpoint.map(witness),
      comparesOutputs: plan != nil && !isEvidence)
    if json.json { try quiet.console.write(json: JournalReport(verdict)) }
    for problem in verdict.problems.prefix(20) {
      quiet.console.error("\(folder.journal): \(problem.description)")
    }
    guard verdict.isGood else { throw ExitCode(3) }
    quiet.console.note("\(folder.journal): \(verdict.lines) lines, the chain holds")
    if verdict.isRehearsal {
      quiet.console.warning("it is a rehearsal: nothing of it was executed, and it proves nothing")
    }
    for signer in verdict.signers {
      quiet.console.line("  sealed    by \(signer.principal), \(signer.fingerprint)")
    }
    if verdict.sealedLines < verdict.lines {
      quiet.console.line(
        "  unsealed  lines \(verdict.sealedLines + 1) to \(verdict.lines): no checkpoint covers them"
      )
    }
    if plan == nil { quiet.console.line("  the plan is not here: its steps were not compared") }
  }

  private func plan(in folder: RunFolder) throws -> Plan? {
    let path = folder.bundle + "/plan.yaml"
    guard DurableFile.exists(path) else { return nil }
    let start = try JournalText(DurableFile.read(folder.journal)).events.first {
      $0.type == .started
    }
    guard let sums = start?.sums else { return try RunPlan.parse(DurableFile.read(path)) }
    return try RunPlan.parse(folder.verifiedFile("plan.yaml", sums: sums))
  }

  private func verifier(_ folder: RunFolder) throws -> SignatureVerifier {
    let settings = try ClientSettings.load()
    do {
      return try settings.verifier(allowedSigners: trust.allowedSigners)
    } catch let error as BundleError where error.code == .signer {
      guard DurableFile.exists(folder.allowedSigners) else { throw error }
      quiet.console.warning(
        "the signers are the run folder's own list", hint: "pin yours with --allowed-signers FILE")
      return try settings.verifier(allowedSigners: folder.allowedSigners)
    }
  }

  private func witness(_ text: String) throws -> Checkpoint {
    let content =
      DurableFile.exists(text)
      ? String(decoding: try DurableFile.read(text), as: UTF8.self) : text
    guard let checkpoint = Checkpoint(quotedIn: content) else {
      throw ValidationError("--checkpoint: no line 'handoff-checkpoint v1 …' in it.")
    }
    return checkpoint
  }
}

private struct JournalReport: Encodable {
  let ok: Bool
  let rehearsal: Bool
  let run: String?
  let lines: Int
  let sealedLines: Int
  let signers: [Signer]
  let problems: [String]

  init(_ verdict: JournalVerifier.Verdict) {
    ok = verdict.isGood
    rehearsal = verdict.isRehearsal
    run = verdict.run
    lines = verdict.lines
    sealedLines = verdict.sealedLines
    signers = verdict.signers
    problems = verdict.problems.map(\.description)
  }
}
