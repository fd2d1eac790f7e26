internal import ArgumentParser
internal import Bundles
internal import DurableFiles
internal import Execution
internal import ExternalTools
internal import Redaction

struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback",
    abstract: "Take a run's done steps back, newest first.",
    discussion: "An expired plan and a closed window don't stand in the way of a rollback.")

  @Argument(help: "The run's folder.")
  var folder: String

  @Flag(
    name: .long,
    help: "Answer plain confirmations; never a typed one, or what a person does.")
  var yes = false

  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let existing = try ExistingRun(folder)
    let session = try await ResumedRun(
      existing, signing: signing, trust: trust, redaction: redaction,
      named: known.values(quiet.console), quiet: quiet)
    var state: RunProgress.State
    do {
      state = try await session.runner(Runner.Options(assumesYes: yes)).rollBack()
    } catch is RehearsedCrash {
      state = .unknown
    }
    if json.json {
      try quiet.console.write(
        json: RunStatus(folder: existing.folder, plan: existing.plan))
    }
    switch state {
    case .rolledBack where existing.isRehearsal:
      quiet.console.note("rehearsal: rolled back; nothing was executed")
    case .rolledBack: quiet.console.note("rolled back")
    case .interrupted: throw ExitCode(130)
    default:
      quiet.console.error(
        "the rollback is not complete",
        hint: "look at the target, then call this again")
      throw ExitCode(2)
    }
  }
}

/// A run that a later command takes up: rollback and close.
struct ResumedRun {
  let existing: ExistingRun
  let terminal: any RunTerminal
  /// Nil: a rehearsal, which no key signs.
  private let seal: (executor: Executor, verifier: SignatureVerifier)?
  private let signals: SignalPipe
  private let secrets: RunSecrets
  private let settings: ClientSettings

  init(
    _ existing: ExistingRun, signing: SigningOption, trust: TrustOption,
    redaction: RedactionOptions, named: NamedValues, quiet: QuietOption
  ) async throws {
    self.existing = existing
    settings = try ClientSettings.load()
    signals = try SignalPipe()
    let system = SystemTerminal(signals: signals, isQuiet: quiet.quiet)
    terminal = existing.isRehearsal ? RehearsalTerminal(system) : system
    secrets = try RunSecrets(
      redaction, ticket: existing.manifest.ticket, folder: existing.folder, named: named)
    if existing.isRehearsal {
      seal = nil
      return
    }
    let verifier = try existing.verifier(settings, allowedSigners: trust.allowedSigners)
    // What was begun in time may be taken back late, also when the author's key has expired since.
    let own = try await BundleVerifier(
      settings: settings, allowedSigners: verifier.signers.path, at: existing.begun
    ).verify(existing.folder.bundle)
    if let problem = own.problems.first(where: { $0.code != .expired }) { throw problem }
    guard Digest.hex(own.sums) == existing.sums else {
      throw RunRefusal(.gate, "\(existing.folder.bundle) is not the bundle that was run")
    }
    let executor = try await Executor(
      key: signing.sign ?? existing.folder.readRecord().signingKey, settings: settings,
      verifier: verifier)
    seal = (executor, verifier)
  }

  /// - Parameter actsOnTarget: whether commands of the plan will run.
  func runner(
    _ options: Runner.Options = Runner.Options(), actsOnTarget: Bool = true
  ) throws -> Runner {
    guard let seal else { return try rehearsal(options) }
    if actsOnTarget { try TargetGate.checkHost(of: existing.plan) }
    let journal = try Journal(folder: existing.folder.path, run: nil)
    journal.actor = seal.executor.party.principal
    try RunPlace(run: journal.run, folder: existing.folder).hold(journal, mustBeKnown: false)
    let locator = settings.locator
    let secrets = secrets
    let workingDirectory = try existing.folder.readRecord().workingDirectory
    var context = Runner.Context(
      plan: existing.plan, folder: existing.folder, journal: journal,
      bundle: existing.manifest.id, sums: existing.sums, terminal: terminal, signals: signals,
      values: RunValues.make(existing.plan, secrets: secrets, terminal: terminal),
      launcher: [OwnProgram.path, LaunchCommand.name],
      workingDirectory: workingDirectory,
      sealer: Sealer(
        key: seal.executor.key, verifier: seal.verifier,
        principal: seal.executor.party.principal),
      git: { try locator.path(of: "git") },
      makeRedactor: { try secrets.makeRedactor() })
    context.notify = RunNotifier(settings).map { notifier in { notifier.tell($0) } }
    if actsOnTarget {
      // A way back in another account is none.
      let target = try TargetIdentity(
        existing.plan, locator: locator, launcher: [OwnProgram.path, LaunchCommand.name],
        workingDirectory: workingDirectory
      ).check()
      (context.passed, context.openTarget) = (target.passed, target.open)
    }
    return Runner(context, options: options)
  }

  /// What is done in the folder of a rehearsal is rehearsed too.
  private func rehearsal(_ options: Runner.Options) throws -> Runner {
    let journal = try Journal(folder: existing.folder.path, run: nil)
    journal.actor = "rehearsal"
    let secrets = secrets
    var options = options
    options.rehearsal = (try? existing.folder.readScript()) ?? RehearsalScript()
    terminal.say("REHEARSAL: no command of the plan is executed.")
    return Runner(
      Runner.Context(
        plan: existing.plan, folder: existing.folder, journal: journal,
        bundle: existing.manifest.id, sums: existing.sums, terminal: terminal, signals: signals,
        values: RunValues.make(existing.plan, secrets: secrets, terminal: terminal), launcher: [],
        workingDirectory: OwnProgram.workingDirectory, sealer: nil, git: { "git" },
        makeRedactor: { try secrets.makeRedactor() }), options: options)
  }
}
