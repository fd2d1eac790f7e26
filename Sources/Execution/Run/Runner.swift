package import Documents
package import Plans

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Executes a plan step by step; takes up where the journal ends; takes it back.
package final class Runner {
  package struct Options: Sendable {
    /// Answers plain confirmations.
    package var assumesYes = false
    /// Prechecks and `dryRun` commands only.
    package var isDryRun = false
    /// What the commands are said to do; nil: they are executed.
    package var rehearsal: RehearsalScript?

    package init(
      assumesYes: Bool = false, isDryRun: Bool = false, rehearsal: RehearsalScript? = nil
    ) {
      self.assumesYes = assumesYes
      self.isDryRun = isDryRun
      self.rehearsal = rehearsal
    }

    var isRehearsal: Bool { rehearsal != nil }
    /// Of a rehearsal nothing needs a person.
    var answersAll: Bool { assumesYes && isRehearsal }
  }

  /// What the run rests on.
  package struct Context {
    package var plan: Plan
    package var folder: RunFolder
    package var journal: Journal
    package var bundle: String
    /// The digest of the SHA256SUMS that was verified.
    package var sums: String
    package var terminal: any RunTerminal
    package var signals: SignalPipe
    package var values: ParameterValues
    package var launcher: [String]
    package var workingDirectory: String
    package var sealer: Sealer?
    /// The gates that were passed before the run, in words for the journal.
    package var passed: [String] = []
    package var git: () throws -> String
    package var makeRedactor: () throws -> any StreamRedacting
    /// When the bundle was made, and when the approvals sufficed.
    package var created: Timestamp?
    package var approved: Timestamp?
    /// Why it is an emergency, in its approver's words; nil: it is none.
    package var emergency: String?
    /// Tells the client's own program.
    ///
    /// - Returns: why that failed.
    package var notify: ((Notification) -> String?)?
    /// What of the target no tool tells.
    package var openTarget: [TargetIdentity.Open] = []
    /// Judged before each step, and again once it was confirmed: window, expiry, withdrawal, target,
    /// and the step's own approvals; those in words for the journal.
    package var gate: (Step) async throws -> [String]
    /// Called once the first step is about to begin: the approvals are used up.
    package var consume: () throws -> Void

    package init(
      plan: Plan, folder: RunFolder, journal: Journal, bundle: String, sums: String,
      terminal: any RunTerminal, signals: SignalPipe, values: ParameterValues,
      launcher: [String], workingDirectory: String, sealer: Sealer?,
      git: @escaping () throws -> String,
      makeRedactor: @escaping () throws -> any StreamRedacting,
      gate: @escaping (Step) async throws -> [String] = { _ in [] },
      consume: @escaping () throws -> Void = {}
    ) {
      self.plan = plan
      self.folder = folder
      self.journal = journal
      self.bundle = bundle
      self.sums = sums
      self.terminal = terminal
      self.signals = signals
      self.values = values
      self.launcher = launcher
      self.workingDirectory = workingDirectory
      self.sealer = sealer
      self.git = git
      self.makeRedactor = makeRedactor
      self.gate = gate
      self.consume = consume
    }
  }

  let context: Context
  let options: Options
  let record: Recorder
  let commands: CommandRunner
  let preparation: CommandPreparation
  /// Whether the executor's key has sealed the start.
  private var canSeal = false

  var plan: Plan { context.plan }
  var terminal: any RunTerminal { context.terminal }
  var progress: RunProgress { record.progress }

  package init(_ context: Context, options: Options = Options()) {
    self.context = context
    self.options = options
    record = Recorder(context.journal)
    commands = CommandRunner(
      folder: context.folder, launcher: context.launcher, record: record,
      terminal: context.terminal, signals: context.signals, makeRedactor: context.makeRedactor,
      rehearsal: options.rehearsal)
    preparation = CommandPreparation(
      plan: context.plan, folder: context.folder, sums: context.sums, values: context.values,
      workingDirectory: context.workingDirectory, git: context.git,
      isRehearsal: options.isRehearsal)
    if let notify = context.notify, !options.isDryRun {
      record.onEvent = { [unowned self] in try tell($0, by: notify) }
    }
  }

  /// A program that fails never stops the run.
  private func tell(_ event: JournalEvent, by notify: (Notification) -> String?) throws {
    guard let kind = Notification.kind(of: event) else { return }
    let failure = notify(
      Notification(
        event: kind, run: event.run, bundle: context.bundle, ticket: plan.metadata.ticket,
        client: plan.metadata.client, step: event.step, state: event.state, executor: event.actor,
        time: event.ts, emergency: progress.emergency != nil))
    guard let failure else { return }
    terminal.say("The notification command \(failure); the run goes on.")
    try record(.notified) {
      $0.outcome = "failed"
      $0.note = "\(kind.rawValue): \(failure)"
    }
  }

  /// Runs the plan, or what is left of it.
  ///
  /// - Returns: where the run stands now.
  /// - Throws: ``RunRefusal``, ``JournalError``, ``LaunchError``.
  package func run() async throws -> RunProgress.State {
    switch progress.state {
    case .done:
      terminal.say("This run is done: all its steps have their result.")
      terminal.say("A new run needs a new approval, and --journal DIR.")
      return .done
    case .rolledBack:
      terminal.say("This run was rolled back. A new run needs a new approval and --journal DIR.")
      return .rolledBack
    default: break
    }
    return try await guarded {
      try await self.begin()
      self.introduce()
      try self.checkTarget()
      try self.settleUnknown()
      if self.progress.isRollingBack { return try await self.takeBack(isAsked: true) }
      try self.checkPreconditions()
      return try await self.performSteps()
    }
  }

  /// Takes the done steps back, newest first.
  package func rollBack() async throws -> RunProgress.State {
    try await guarded {
      try await self.begin()
      try self.checkTarget()
      try self.settleUnknown(goesBack: true)
      return try await self.takeBack(isAsked: true)
    }
  }

  /// Runs the body and records how it ended.
  func guarded(
    _ body: () async throws -> RunProgress.State
  ) async throws -> RunProgress.State {
    do {
      let state = try await body()
      try await finish(state)
      return state
    } catch let interruption as RunInterruption {
      terminal.say("Interrupted by \(SignalPipe.name(interruption.signal)).")
      try record(.interrupted) { $0.signal = Int(interruption.signal) }
      return .interrupted
    } catch let refusal as RunRefusal {
      // What a closed gate or an absent person stops can go on later.
      try record(.gate) {
        $0.outcome = "refused"
        $0.gate = refusal.gateName
        $0.note = refusal.report
      }
      try await finish(progress.unknownStep == nil ? .stopped : .unknown)
      throw refusal
    }
  }

  private func begin() async throws {
    let emergency = try context.emergency.map { try redacted($0) }
    if progress.steps.isEmpty, !context.journal.events.contains(where: { $0.type == .started }) {
      try record(.started) {
        $0.bundle = context.bundle
        $0.sums = context.sums
        $0.created = context.created
        $0.approved = context.approved
        $0.emergency = emergency
        if self.options.isRehearsal { $0.rehearsal = true }
      }
    } else {
      try record(.resumed) {
        $0.sums = context.sums
        $0.emergency = emergency
      }
    }
    // Of a run that is taken up again, what wasn't so before: another approval, another policy.
    for note in context.passed where !progress.passedGates.contains(note) {
      try passGate(note)
    }
    if context.journal.recoveredBytes > 0 {
      terminal.say(
        "The journal's last line was not written whole; it was cut off, and that is recorded.")
    }
    try await seal("start")
    canSeal = true
  }

  private func finish(_ state: RunProgress.State) async throws {
    try record(.finished) { $0.state = state.rawValue }
    guard let sealer = context.sealer, canSeal else { return }
    let checkpoint = try await sealer.seal(record, "end", in: context.folder)
    guard state != .stopped, !options.isDryRun else { return }
    terminal.say("")
    if let reason = progress.emergency {
      terminal.paragraph("EMERGENCY", "\(reason) (a review is due: handoff close)")
    }
    terminal.say("Checkpoint, to paste in the ticket:")
    terminal.say(checkpoint.text)
  }

  func seal(_ occasion: String) async throws {
    try await context.sealer?.seal(record, occasion, in: context.folder)
  }
}
