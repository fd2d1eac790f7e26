import Documents
import Plans

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension Runner {
  private enum StepEnd { case goOn, failed, stop, rollBack }

  func performSteps() async throws -> RunProgress.State {
    var isFirst = true
    for step in plan.steps {
      let state = progress.step(step.id).state
      if state == .done || state == .skipped { continue }
      if state == .failed, progress.step(step.id).mayHaveRun, !isRetrying(step) {
        if step.onFailure == .continue { continue }
        if step.onFailure == .rollback { return try await takeBack() }
      }
      if let signal = context.signals.received { throw RunInterruption(signal: signal) }
      if isFirst { try context.consume() }
      isFirst = false
      switch try await perform(step) {
      case .goOn: continue
      case .failed:
        switch step.onFailure {
        case .continue: continue
        case .rollback:
          // A precheck that failed before anything was done leaves nothing to take back.
          guard progress.step(step.id).mayHaveRun || !progress.doneOrder.isEmpty else {
            return .failed
          }
          terminal.say("The plan rolls back when this step fails.")
          return try await takeBack()
        case .stop:
          guard terminal.isInteractive, try isYes("Roll the done steps back now? [y/N]") else {
            return .failed
          }
          return try await takeBack()
        }
      case .stop: return .stopped
      case .rollBack: return try await takeBack()
      }
    }
    let failed = plan.steps.contains { progress.step($0.id).state == .failed }
    return failed ? .failed : .done
  }

  /// Whether an attempt failed and the run ended before the next one, or before it said so.
  private func isRetrying(_ step: Step) -> Bool {
    step.isIdempotent && step.retries > 0 && !progress.step(step.id).isFailureTold
  }

  private func perform(_ step: Step) async throws -> StepEnd {
    if terminal.isInteractive, !options.isRehearsal, let command = step.run {
      try context.values.askVisible(for: command)
    }
    describe(step, isFull: false)
    commands.situation = { [unowned self] in situation(of: step) }
    defer { commands.situation = nil }
    try checkNeeds(step)
    for note in try await context.gate(step) where !progress.passedGates.contains(note) {
      try passGate(note, step: step.id)
    }
    if step.gate.approval != nil || plan.approvals.contains(where: { $0.before == step.id }) {
      try await seal("gate")
      if options.isRehearsal { tellApprovals(of: step) }
    }
    var current = progress.step(step.id)
    if current.state == .failed {
      // Only a person may let something run twice that isn't idempotent.
      if !step.isIdempotent, !current.commandSucceeded, current.mayHaveRun {
        guard terminal.isInteractive else {
          throw RunRefusal(
            .step, "the step '\(step.id)' failed, and it is not idempotent",
            hint:
              "decide at a terminal, or take the run back: handoff rollback \(context.folder.path)")
        }
        guard try isYes("It failed before and isn't idempotent. Run it again? [y/N]") else {
          return .stop
        }
        try confirmed(step.id, how: "again, by a person")
      }
      if !current.commandSucceeded { current = StepProgress(id: step.id) }
    }
    var output: [UInt8] = []
    if !current.commandSucceeded {
      if let end = try await prepare(step) { return end }
      guard let shown = try await runWithRetries(step) else { return .failed }
      output = shown
    } else if step.class == .patch,
      let reason = try preparation.unchanged(step, afterFailure: current.isFailureTold)
    {
      try fail(step, reason)
      return .failed
    }
    try recordPullRequest(step, output: output)
    return try verify(step)
  }

  /// Everything before the effect: what is done already, the precheck, the answer.
  ///
  /// - Returns: nil when the step is to run.
  private func prepare(_ step: Step) async throws -> StepEnd? {
    if let output = try doneAlready(step) {
      terminal.say("  done already; nothing to do")
      if !options.isDryRun { try recordPullRequest(step, output: output) }
      try record.step(step.id, .done, outcome: "already-done")
      return .goOn
    }
    if let reason = try failedPrecheck(step) {
      try fail(step, "the precheck failed: \(reason)")
      return .failed
    }
    if options.isDryRun {
      if let command = step.dryRun {
        terminal.paragraph("dry run", shown(command, isFull: false))
        let end = try check(command, name: step.id, phase: .precheck, isShown: true)
        if end.outcome != .met {
          try fail(step, "the dry run failed: \(end.reason ?? "")")
          return .failed
        }
      } else {
        terminal.say("  not run (dry run)")
      }
      return .goOn
    }
    switch try answer(for: step) {
    case .run: break
    case .skip(let reason):
      try record.step(step.id, .skipped, note: reason)
      return .goOn
    case .rollBack: return .rollBack
    case .stop: return .stop
    }
    if step.class == .manual || (step.class == .pullRequest && step.run == nil) {
      try recordPullRequest(step, output: [])
      return try verify(step)
    }
    // A person may have taken hours to answer.
    _ = try await context.gate(step)
    return nil
  }

  /// Nobody is waited for in a rehearsal.
  private func tellApprovals(of step: Step) {
    let roles =
      [step.gate.approval].compactMap(\.self)
      + plan.approvals.filter { $0.before == step.id }.map(\.role)
    terminal.paragraph("approval", "the run waits here for \(roles.joined(separator: ", "))")
  }

  private func checkNeeds(_ step: Step) throws {
    for need in step.needs where progress.step(need).state != .done {
      if options.isDryRun { continue }
      throw RunRefusal(
        .step,
        "the step '\(step.id)' needs '\(need)', which is \(progress.step(need).state.rawValue)")
    }
  }

  /// The output of what says that the step is done already; nil where it isn't.
  private func doneAlready(_ step: Step) throws -> [UInt8]? {
    if let command = step.precheck?.alreadyDone {
      let end = try check(command, name: step.id, phase: .precheck, isProbe: true)
      return end.outcome == .met ? end.output : nil
    }
    return try step.class == .patch && isPatchApplied(step) ? [] : nil
  }

  func isPatchApplied(_ step: Step) throws -> Bool {
    var order = try preparation.patchOrder(step, reversed: true, check: true)
    order.isProbe = true
    return try commands.run(order, name: step.id, phase: .precheck, isShown: false).outcome == .met
  }

  func failedPrecheck(_ step: Step) throws -> String? {
    if let precheck = step.precheck, let command = precheck.command {
      let end = try check(command, precheck.expect, name: step.id, phase: .precheck)
      if end.outcome != .met { return end.reason ?? "" }
    }
    guard step.class == .patch else { return nil }
    let end = try commands.run(
      preparation.patchOrder(step, reversed: false, check: true), name: step.id,
      phase: .precheck, isShown: true)
    return end.outcome == .met ? nil : "the patch does not apply to this work tree"
  }

  /// - Returns: the command's output, redacted; nil where it failed.
  private func runWithRetries(_ step: Step) async throws -> [UInt8]? {
    var left = step.isIdempotent ? step.retries : 0
    while true {
      let order: CommandOrder
      let images = try preparation.images(of: step)
      if step.class == .patch {
        order = try preparation.patchOrder(step, reversed: false, check: false)
      } else if let command = step.run {
        order = try preparation.order(command, expectation: step.commandExpectation)
      } else {
        return []
      }
      let end = try commands.run(order, name: step.id, phase: .run, isShown: true)
      if end.outcome == .met {
        guard let reason = try preparation.unchanged(step, since: images) else { return end.output }
        try fail(step, reason)
        return nil
      }
      guard left > 0 else {
        try fail(step, end.reason ?? end.outcome.rawValue)
        return nil
      }
      left -= 1
      terminal.say("  \(end.reason ?? end.outcome.rawValue); trying again (\(left) left)")
      try pause(seconds: 2)
      _ = try await context.gate(step)
    }
  }

  private func verify(_ step: Step) throws -> StepEnd {
    for expectation in [step.run?.expect, step.expect] {
      guard let expectation, let command = expectation.verify else { continue }
      if let reason = try unverified(
        command, name: step.id, phase: .verify, within: expectation.within)
      {
        try fail(step, "its verification failed: \(reason)")
        return .failed
      }
    }
    try record.step(step.id, .done)
    terminal.say("  done")
    return .goOn
  }

  private func fail(_ step: Step, _ reason: String) throws {
    terminal.say("  failed: \(reason)")
    try record.step(step.id, .failed, note: reason)
  }

  func pause(seconds: Int32) throws {
    if options.isRehearsal { return }
    var polled = pollfd(fd: context.signals.descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&polled, 1, seconds * 1000)
    if let signal = context.signals.received { throw RunInterruption(signal: signal) }
  }
}

extension Step {
  /// What the step's command must leave: its own expectation and the step's together.
  fileprivate var commandExpectation: Expectation {
    guard var own = run?.expect else { return expect }
    own.stdout += expect.stdout
    own.stderr += expect.stderr
    if expect.exit != [0] { own.exit = expect.exit }
    return own
  }
}
