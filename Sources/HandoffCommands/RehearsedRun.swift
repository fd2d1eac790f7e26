internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Plans
internal import Redaction
internal import SystemPackage

/// A plan walked through in a folder of its own, without a gate that only the real run must pass.
struct RehearsedRun {
  let admitted: AdmittedBundle
  let folder: RunFolder
  let start: RunStart
  let script: RehearsalScript
  let redaction: RedactionOptions
  let named: NamedValues
  let quiet: QuietOption

  /// - Parameter journal: the folder; nil: a new one in the state folder.
  init(
    _ admitted: AdmittedBundle, journal: String?, options: RehearsalOptions,
    redaction: RedactionOptions, named: NamedValues, quiet: QuietOption
  ) throws {
    self.admitted = admitted
    self.redaction = redaction
    self.named = named
    self.quiet = quiet
    folder = RunFolder(
      journal.map(OwnProgram.absolute) ?? Self.newFolder(of: admitted.manifest.id))
    start = try RunStart(folder: folder, bundle: admitted.manifest.id, isRehearsal: true)
    let chosen = try options.script(admitted.plan)
    script = chosen.isEmpty ? (try? folder.readScript()) ?? chosen : chosen
  }

  private static func newFolder(of id: String) -> String {
    let base = "\(ProcessEnvironment.stateFolder)/rehearsals/\(id)/\(Timestamp.now.compact)"
    let names = [base] + (2...999).map { "\(base)-\($0)" }
    return names.first { !DurableFile.exists($0) } ?? base
  }

  func run(assumesYes: Bool) async throws -> RunProgress.State {
    let remarks = policyRemarks()
    for remark in remarks { quiet.console.warning(remark) }
    try prepare()
    let journal = try Journal(folder: folder.path, run: start.run)
    journal.actor = "rehearsal"
    let signals = try SignalPipe()
    let terminal = RehearsalTerminal(SystemTerminal(signals: signals, isQuiet: quiet.quiet))
    let secrets = try RunSecrets(
      redaction, ticket: admitted.manifest.ticket, folder: folder, named: named)
    var context = Runner.Context(
      plan: admitted.plan, folder: folder, journal: journal, bundle: admitted.manifest.id,
      sums: admitted.sums, terminal: terminal, signals: signals,
      values: RunValues.make(admitted.plan, secrets: secrets, terminal: terminal), launcher: [],
      workingDirectory: OwnProgram.workingDirectory, sealer: nil, git: { "git" },
      makeRedactor: { try secrets.makeRedactor() })
    context.passed =
      ["rehearsal: window, approvals, target and host were not asked for"] + remarks
    return try await Runner(
      context, options: Runner.Options(assumesYes: assumesYes, rehearsal: script)
    ).run()
  }

  private func prepare() throws {
    try folder.make()
    try DurableFile.write(
      Array(Rehearsal.note.utf8), to: "\(folder.path)/\(Rehearsal.noteFile)",
      mode: .ownerReadWrite, replacing: true)
    try folder.adopt(bundleAt: admitted.source)
    guard try folder.verifiedFile("plan.yaml", sums: admitted.sums) == admitted.planBytes else {
      throw RunRefusal(.gate, "\(folder.path) holds another bundle")
    }
    try DurableFile.write(
      admitted.verifier.signers.text, to: folder.allowedSigners, mode: .ownerReadWrite,
      replacing: true)
    try folder.write(script)
    try folder.write(
      RunFolder.Record(workingDirectory: OwnProgram.workingDirectory, signingKey: ""))
  }

  /// What this machine's policy says; a waiver may still be countersigned.
  private func policyRemarks() -> [String] {
    do {
      let checker = try PlanPolicy.checker()
      let text = String(decoding: admitted.planBytes, as: UTF8.self)
      return try checker.findings(in: admitted.plan, text: text).filter(\.refuses).map { finding in
        let step = finding.step.map { " (step '\($0)')" } ?? ""
        return
          "the policy would refuse the run: line \(finding.line): \(finding.rule): \(finding.message)\(step)"
      }
    } catch {
      return ["the policy could not be asked"]
    }
  }
}

/// What is told at the end of a rehearsal.
struct RehearsalEnd {
  let folder: RunFolder
  let bundle: String
  let state: RunProgress.State

  func tell(_ console: Console) {
    switch state {
    case .done: console.note("rehearsal: done; nothing was executed")
    case .failed:
      console.error(
        "rehearsal: a step failed; nothing was executed",
        hint: "go on as after a real failure: call this again with --journal, or handoff rollback")
    case .rolledBack: console.error("rehearsal: rolled back; nothing was executed")
    default: console.error("rehearsal: it stands at \(state.rawValue); nothing was executed")
    }
    console.line("  journal   \(folder.path)")
    if ![.done, .rolledBack].contains(state) {
      console.line("  go on     handoff run \(bundle) --rehearse --journal \(folder.path)")
    }
    console.line("  also      handoff rollback DIR, handoff close DIR: they rehearse there too")
  }
}
