import Plans

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Runner {
  /// Judges the command that was begun and whose end isn't known: a child that still runs is
  /// waited for; then the verification decides; else a person does.
  func settleUnknown() throws {
    while let unknown = progress.unknownStep, let intent = unknown.openIntent,
      let phase = intent.phase
    {
      terminal.say("The end of the step '\(unknown.id)' (\(phase.rawValue)) is not known.")
      try waitForChild(of: intent)
      if !wasStarted(intent) {
        terminal.say("  Its command was never started.")
        try resolve(intent, "not-done", by: "never started")
        continue
      }
      guard let step = plan.step(unknown.id) else {
        try settlePost(intent)
        continue
      }
      switch phase {
      case .run: try settleRun(step, intent)
      default: try settleRollback(step, intent)
      }
    }
  }

  private func settleRun(_ step: Step, _ intent: JournalEvent) throws {
    if try isEffectPresent(step) == true {
      terminal.say("  Its verification says that it is done.")
      return try resolve(intent, "done", by: "verification")
    }
    if step.isIdempotent {
      terminal.say("  It is idempotent and runs again.")
      return try resolve(intent, "not-done", by: "idempotent")
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
    if case .command(let command) = step.rollback, let verify = command.expect?.verify {
      let unmet = try unverified(
        verify, name: step.id, phase: .rollbackVerify, within: command.expect?.within ?? 0)
      if unmet == nil {
        try resolve(intent, "done", by: "verification")
        return try record.step(step.id, .rolledBack)
      }
    }
    switch try isEffectPresent(step) {
    case false?:
      try resolve(intent, "done", by: "verification")
      try record.step(step.id, .rolledBack)
    case true?:
      try resolve(intent, "not-done", by: "verification")
    case nil where step.isIdempotent:
      try resolve(intent, "not-done", by: "idempotent")
    case nil:
      try askWhetherDone(
        intent, "The rollback of '\(step.id)' was begun, and nothing tells whether it is done")
      let last = context.journal.events.last
      if last?.type == .resolved, last?.outcome == "done" {
        try record.step(step.id, .rolledBack)
      }
    }
  }

  private func settlePost(_ intent: JournalEvent) throws {
    try askWhetherDone(
      intent, "The task '\(intent.step ?? "")' was begun, and nothing tells whether it is done")
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
    let step = intent.step.flatMap { plan.step($0) }
    let timeout = step?.run?.effectiveTimeout ?? Command.defaultTimeout
    terminal.say("  Its command still runs (process \(process.pid)); waiting for it.")
    let deadline = ContinuousClock.now + .seconds(timeout)
    while process.isRunning {
      if let signal = context.signals.received { throw RunInterruption(signal: signal) }
      guard ContinuousClock.now < deadline else {
        terminal.say("  It runs longer than \(timeout) s; its group is ended.")
        kill(-process.group, SIGTERM)
        sleep(5)
        kill(-process.group, SIGKILL)
        return
      }
      usleep(100_000)
    }
  }
}
