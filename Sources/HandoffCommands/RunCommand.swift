internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Plans
internal import Redaction
internal import SystemPackage

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Execute a signed and approved change bundle, step by step.",
    discussion: """
      Before the first step it checks the signature, the approvals, the window, the target, the \
      policy, the preconditions and the backup. Called again with the same bundle it takes up \
      the run where its journal ends.

      --rehearse walks through the plan at a table: the same questions, but no command of the plan \
      is executed. Its folder, its journal and each of its outputs say so; it is no evidence. There \
      --yes answers everything.
      """)

  @Argument(help: "The change bundle.")
  var bundle: String

  @Option(name: .long, help: "A detached approval, its signature beside it; can repeat.")
  var approval: [String] = []

  @Flag(name: .long, help: "Run prechecks and dryRun commands only.")
  var dryRun = false

  @Flag(
    name: .long,
    help: "Answer plain confirmations; never a typed one, a manual or a destroy step.")
  var yes = false

  @Flag(
    name: .long,
    help: "One approval as 'emergency', with its reason, stands for the others and the window.")
  var emergency = false

  @OptionGroup var rehearsal: RehearsalOptions

  @Option(name: .long, help: "The run's folder (default: in handoff's state folder).")
  var journal: String?

  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  @Option(
    name: .long, help: "File of an age or SSH private key, for an encrypted bundle; can repeat.")
  var identity: [String] = []

  func validate() throws {
    guard signing.sign != nil || rehearsal.rehearse else {
      throw ValidationError("A run is signed: give --sign KEY.")
    }
    if rehearsal.rehearse, dryRun || emergency {
      throw ValidationError("--rehearse executes nothing: leave out --dry-run and --emergency.")
    }
  }

  func run() async throws {
    let settings = try ClientSettings.load()
    if rehearsal.rehearse { return try await rehearse(settings) }
    let admission = Admission(
      bundle: bundle, detached: approval, settings: settings,
      allowedSigners: trust.allowedSigners, identities: identity)
    let admitted = try await admission.verify(console: quiet.console)
    let executor = try await Executor(
      key: signing.sign ?? "", settings: settings, verifier: admitted.verifier)
    if executor.key.publicKey.isSecurityKey {
      quiet.console.note("each checkpoint waits until you touch your security key")
    }
    let scratch = dryRun ? try PrivateFolder() : nil
    let folder = RunFolder(
      scratch.map { $0.path + "/run" } ?? journal.map(OwnProgram.absolute)
        ?? RunPlan.folder(of: admitted.manifest.id))
    let named = try known.values(quiet.console)
    let start = try RunStart(folder: folder, bundle: admitted.manifest.id)
    let gates = try RunGates(
      admitted: admitted, executor: executor.party, run: start.run, isEmergency: emergency,
      keep: { try folder.keep($0) },
      workingDirectory: (try? folder.readRecord().workingDirectory) ?? OwnProgram.workingDirectory)
    let passed: RunGates.Passed
    do { passed = try gates.check(isResumed: start.isResumed) } catch let refusal as RunRefusal {
      note(refusal, of: admitted, run: start.run, executor: executor)
      throw refusal
    }
    try prepare(folder, admitted: admitted)
    let state = try await run(
      folder: folder, start: start, admitted: admitted, executor: executor, gates: gates,
      passed: passed, named: named)
    var status = try RunStatus(folder: folder, plan: admitted.plan)
    if dryRun { status.becomeDryRun(of: admitted.plan) }
    if json.json { try quiet.console.write(json: status) }
    RunEnd(folder: folder, state: state, isDryRun: dryRun).tell(quiet.console)
    if state == .interrupted { throw ExitCode(130) }
    guard state == .done else { throw ExitCode(2) }
  }

  /// There is no journal yet in which it could stand: what fails here is said at the terminal alone.
  private func note(
    _ refusal: RunRefusal, of admitted: AdmittedBundle, run: String, executor: Executor
  ) {
    guard !dryRun else { return }
    do {
      try RefusalLog(RunPlan.folder(of: RefusalLog.fileName)).add(
        RefusalLog.Entry(
          ts: .now, bundle: admitted.manifest.id, ticket: admitted.manifest.ticket,
          gate: refusal.gateName ?? "other"))
    } catch {
      quiet.console.warning("the refusal is not noted for 'handoff stats': \(error)")
    }
    guard let notifier = RunNotifier(admitted.settings) else { return }
    let failure = notifier.tell(
      Notification(
        event: .gate, run: run, bundle: admitted.manifest.id, ticket: admitted.manifest.ticket,
        client: admitted.manifest.client, step: nil, state: "refused",
        executor: executor.party.principal, time: .now, emergency: emergency))
    if let failure { quiet.console.warning("the notification command \(failure)") }
  }

  /// Approvals are not looked at, and no key signs.
  private func rehearse(_ settings: ClientSettings) async throws {
    let admitted = try await Admission(
      bundle: bundle, detached: [], settings: settings, allowedSigners: trust.allowedSigners,
      identities: identity
    ).verify(console: quiet.console)
    let rehearsed = try RehearsedRun(
      admitted, journal: journal, options: rehearsal, redaction: redaction,
      named: known.values(quiet.console), quiet: quiet)
    var state: RunProgress.State
    do {
      state = try await rehearsed.run(assumesYes: yes)
    } catch is RehearsedCrash {
      state = .unknown
    } catch let refusal as RunRefusal {
      RehearsalEnd(folder: rehearsed.folder, bundle: bundle, state: .stopped).tell(quiet.console)
      throw refusal
    }
    if json.json {
      try quiet.console.write(json: RunStatus(folder: rehearsed.folder, plan: admitted.plan))
    }
    RehearsalEnd(folder: rehearsed.folder, bundle: bundle, state: state).tell(quiet.console)
    if state == .interrupted { throw ExitCode(130) }
    guard state == .done else { throw ExitCode(2) }
  }

  /// The folder, the verified copy of the bundle, and what later calls need.
  private func prepare(_ folder: RunFolder, admitted: AdmittedBundle) throws {
    try folder.make()
    try folder.adopt(bundleAt: admitted.source)
    for approval in admitted.approvals { try folder.keep(approval) }
    guard try folder.verifiedFile("plan.yaml", sums: admitted.sums) == admitted.planBytes else {
      throw RunRefusal(.gate, "\(folder.path) holds another bundle")
    }
    try DurableFile.write(
      admitted.verifier.signers.text, to: folder.allowedSigners, mode: .ownerReadWrite,
      replacing: true)
    if (try? folder.readRecord()) == nil {
      try folder.write(
        RunFolder.Record(
          workingDirectory: OwnProgram.workingDirectory,
          signingKey: OwnProgram.absolute(signing.sign ?? "")))
    }
  }

  private func run(
    folder: RunFolder, start: RunStart, admitted: AdmittedBundle, executor: Executor,
    gates: RunGates, passed: RunGates.Passed, named: NamedValues
  ) async throws -> RunProgress.State {
    let journal = try Journal(folder: folder.path, run: start.run)
    journal.actor = executor.party.principal
    if !dryRun { try RunPlace(run: journal.run, folder: folder).hold(journal, mustBeKnown: true) }
    let signals = try SignalPipe()
    let terminal = SystemTerminal(signals: signals, isQuiet: quiet.quiet)
    let record = try folder.readRecord()
    let secrets = try RunSecrets(
      redaction, ticket: admitted.manifest.ticket, folder: folder, named: named)
    let locator = admitted.settings.locator
    var context = Runner.Context(
      plan: admitted.plan, folder: folder, journal: journal, bundle: admitted.manifest.id,
      sums: admitted.sums, terminal: terminal, signals: signals,
      values: RunValues.make(admitted.plan, secrets: secrets, terminal: terminal),
      launcher: [OwnProgram.path, LaunchCommand.name], workingDirectory: record.workingDirectory,
      sealer: Sealer(
        key: executor.key, verifier: admitted.verifier, principal: executor.party.principal),
      git: { try locator.path(of: "git") }, makeRedactor: { try secrets.makeRedactor() })
    context.passed = passed.notes
    context.openTarget = passed.openTarget
    context.emergency = passed.emergency
    context.created = admitted.manifest.created
    context.approved = passed.approved
    context.notify = RunNotifier(admitted.settings).map { notifier in { notifier.tell($0) } }
    if !dryRun {
      context.gate = { step in
        try await gates.check(
          before: step, hasBegun: journal.events.contains(where: \.beginsStep), signals: signals)
      }
      context.consume = { try gates.consume() }
    }
    let runner = Runner(
      context, options: Runner.Options(assumesYes: yes, isDryRun: dryRun))
    return try await runner.run()
  }
}
