import Plans

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Runner {
  /// Judges the command that was begun and whose end isn't known: a child that still runs is
  /// waited for; then the verification decides; else a person does.
  ///
  /// - Parameter goesBack: the run is taken back, so that nothing runs again.
  func settleUnknown(goesBack: Bool = false) throws {
    while let unknown = progress.unknownStep, let intent = unknown.openIntent,
      let phase = intent.phase
    {
      terminal.say("The end of the step '\(unknown.id)' (\(phase.rawValue)) is not known.")
      try waitForChild(of: intent)
      if !wasStarted(intent) {
        terminal.say("  Its command was never started.")
        try resolve(intent, "not-done", by: CommandOutcome.neverStarted)
        continue
      }
      guard let step = plan.step(unknown.id) else {
        try settlePost(intent)
        continue
      }
      switch phase {
      case .run: try settleRun(step, intent, goesBack: goesBack)
      default: try settleRollback(step, intent)
      }
    }
  }

  private func settleRun(_ step: Step, _ intent: JournalEvent, goesBack: Bool) throws {
    var isPresent = try isEffectPresent(step)
    // A command that has ended may have left others at work: what is done isn't decided yet.
    if isPresent != true, try waitForOthers(of: intent) { isPresent = try isEffectPresent(step) }
    if isPresent == true {
      terminal.say("  Its verification says that it is done.")
      return try resolve(intent, "done", by: "verification")
    }
    if step.isIdempotent, !goesBack {
      terminal.say("  It is idempotent and runs again.")
      return try resolve(intent, "not-done", by: CommandOutcome.idempotent)
    }
    if step.class == .patch, try isPatchApplicable(step) {
      terminal.say("  The patch is not applied.")
      return try resolve(intent, "not-done", by: "verification")
    }
    try askWhetherDone(
      intent, "The step '\(step.id)' was begun, and nothing tells whether it is done")
  }

  /// Whether the step's effect can be seen; nil where nothing tells.
  private func isEffectPresent(_ step: Step) throws -> Bool? {
    if step.class == .patch { return try isPatchApplied(step) }
    guard let verify = step.expect.verify else { return nil }
    return try unverified(
      verify, name: step.id, phase: .verify, within: step.expect.within) == nil
  }

  private func isPatchApplicable(_ step: Step) throws -> Bool {
    try commands.run(
      preparation.patchOrder(step, reversed: false, check: true), name: step.id,
      phase: .precheck, isShown: false
    ).outcome == .met
  }

  private func settleRollback(_ step: Step, _ intent: JournalEvent) throws {
    var isBack = try isTakenBack(step)
    if isBack != true, try waitForOthers(of: intent) { isBack = try isTakenBack(step) }
    switch isBack {
    case true?:
      try resolve(intent, "done", by: "verification")
      try record.step(step.id, .rolledBack)
    case false?:
      try resolve(intent, "not-done", by: "verification")
    case nil where step.isIdempotent:
      try resolve(intent, "not-done", by: CommandOutcome.idempotent)
    case nil:
      try askWhetherDone(
        intent, "The rollback of '\(step.id)' was begun, and nothing tells whether it is done")
      let last = context.journal.events.last
      if last?.type == .resolved, last?.outcome == "done" {
        try record.step(step.id, .rolledBack)
      }
    }
  }

  /// Whether a rollback that was begun is done; nil where nothing tells.
  ///
  /// That the step's own verification fails is no proof: the target may be half taken back, or out
  /// of reach. The rollback's verification is one, and that the step could run again.
  private func isTakenBack(_ step: Step) throws -> Bool? {
    var hasVerification = false
    if case .command(let command) = step.rollback, let verify = command.expect?.verify {
      hasVerification = true
      let unmet = try unverified(
        verify, name: step.id, phase: .rollbackVerify, within: command.expect?.within ?? 0)
      if unmet == nil { return true }
    }
    guard let isPresent = try isEffectPresent(step) else { return nil }
    if isPresent { return false }
    if hasVerification { return nil }
    if step.class == .patch { return try isPatchApplicable(step) ? true : nil }
    return try step.precheck?.command == nil || failedPrecheck(step) == nil ? true : nil
  }

  /// - Throws: ``RunRefusal`` where a person must look and none is there.
  private func settlePost(_ intent: JournalEvent) throws {
    guard let name = intent.step else { return }
    let task = plan.post.first { "post:\($0.id)" == name }
    func isVerified() throws -> Bool {
      guard let verify = task?.verify else { return false }
      return try unverified(verify, name: name, phase: .postVerify, within: 0) == nil
    }
    var isDone = try isVerified()
    if !isDone, try waitForOthers(of: intent) { isDone = try isVerified() }
    if isDone {
      try resolve(intent, "done", by: "verification")
    } else {
      try askWhetherDone(
        intent, "The task '\(name)' was begun, and nothing tells whether it is done")
    }
    // A review is said to be done by a reviewer, in its own place.
    guard task?.kind != .review else { return }
    if context.journal.events.last?.outcome == "done" { try finish(name, "done", note: nil) }
  }

  private func askWhetherDone(_ intent: JournalEvent, _ text: String) throws {
    guard terminal.isInteractive else {
      throw RunRefusal(
        .person, text,
        hint: "look at the target, then call this again at a terminal and answer")
    }
    terminal.say("  \(text).")
    terminal.say("  Look at the target before you answer.")
    while true {
      switch try terminal.ask("Is it [d]one, [n]ot done, or [q]uit:", isHidden: false) {
      case "d":
        try confirmed(intent.step ?? "", how: "done, says a person")
        return try resolve(intent, "done", by: "a person")
      case "n":
        try confirmed(intent.step ?? "", how: "not done, says a person")
        return try resolve(intent, "not-done", by: "a person")
      case "q", nil: throw RunRefusal(.person, text, hint: "call this again once it is known")
      default: continue
      }
    }
  }

  private func resolve(_ intent: JournalEvent, _ outcome: String, by: String) throws {
    try record(.resolved) {
      $0.step = intent.step
      $0.phase = intent.phase
      $0.attempt = intent.attempt
      $0.outcome = outcome
      $0.note = by
    }
  }

  // MARK: The child

  /// The launcher leaves a mark just before it becomes the command.
  private func wasStarted(_ intent: JournalEvent) -> Bool {
    guard let step = intent.step, let phase = intent.phase, let attempt = intent.attempt else {
      return true
    }
    // A folder that somebody removed tells nothing.
    guard access(context.folder.marks, F_OK) == 0 else { return true }
    return access(
      context.folder.marks + "/"
        + RunFolder.fileName(step, phase: phase, attempt: attempt), F_OK) == 0
  }

  private func waitForChild(of intent: JournalEvent) throws {
    guard let process = intent.process.map(ProcessIdentity.init), process.isRunning else { return }
    terminal.say("  Its command still runs (process \(process.pid)); waiting for it.")
    try wait(for: process, of: intent) { process.isRunning }
  }

  /// Waits for what a command that has ended started and left behind in its group.
  ///
  /// - Returns: whether there was anything to wait for.
  private func waitForOthers(of intent: JournalEvent) throws -> Bool {
    guard let process = intent.process.map(ProcessIdentity.init), process.leftOthers else {
      return false
    }
    terminal.say("  What its command started still runs; waiting for it.")
    try wait(for: process, of: intent) { process.leftOthers }
    return true
  }

  private func wait(
    for process: ProcessIdentity, of intent: JournalEvent, while isRunning: () -> Bool
  ) throws {
    let timeout = timeout(of: intent)
    let deadline = ContinuousClock.now + .seconds(timeout)
    while isRunning() {
      if let signal = context.signals.received { throw RunInterruption(signal: signal) }
      guard ContinuousClock.now < deadline else {
        terminal.say("  It runs longer than \(timeout) s; its group is ended.")
        return ProcessGroup.end(process.group)
      }
      usleep(100_000)
    }
  }

  private func timeout(of intent: JournalEvent) -> Int {
    guard let step = intent.step.flatMap({ plan.step($0) }) else {
      let task = plan.post.first { "post:\($0.id)" == intent.step }
      return task?.command?.effectiveTimeout ?? Command.defaultTimeout
    }
    if intent.phase == .rollback, case .command(let command) = step.rollback {
      return command.effectiveTimeout
    }
    return step.run?.effectiveTimeout ?? Command.defaultTimeout
  }
}
