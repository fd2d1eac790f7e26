import Plans

extension Runner {
  /// Takes the done steps back, newest first.
  ///
  /// - Parameter isAsked: whether each command is confirmed, as it is on the way forward; else the
  ///   plan or a person has decided it already.
  func takeBack(isAsked: Bool = false) async throws -> RunProgress.State {
    // Steps run in the plan's order, whatever happened in between.
    let steps = plan.steps.reversed().filter { $0.changes && isToTakeBack($0) }
    if steps.isEmpty { terminal.say("There is nothing to roll back.") }
    for step in steps {
      if let signal = context.signals.received { throw RunInterruption(signal: signal) }
      terminal.say("")
      terminal.say("-- roll back: \(step.id)")
      guard try takeBack(step, isAsked: isAsked) else { return .rollbackFailed }
    }
    let left = plan.steps.filter(isLeft)
    for step in left {
      terminal.say("The step '\(step.id)' is left as it is. Look at the target.")
    }
    return left.isEmpty ? .rolledBack : .rollbackIncomplete
  }

  /// Whether a step may have had an effect that is neither taken back nor foreseen to stay.
  private func isLeft(_ step: Step) -> Bool {
    guard step.changes else { return false }
    let state = progress.step(step.id)
    switch state.state {
    case .failed, .pending, .unknown: return state.mayHaveRun
    case .kept: return step.rollback == nil
    case .done, .skipped, .rolledBack, .rollbackFailed: return false
    }
  }

  /// Whether there is an effect to take back. One whose command failed midway, or began and is to
  /// run again, is a person's to judge.
  private func isToTakeBack(_ step: Step) -> Bool {
    let state = progress.step(step.id)
    guard !state.wasAlreadyDone else { return false }
    switch state.state {
    case .done, .rollbackFailed: return true
    case .skipped, .rolledBack, .kept: return false
    case .failed, .pending, .unknown: break
    }
    // It ended as it should, whether or not the run came to say so.
    if state.commandSucceeded { return true }
    guard state.mayHaveRun, step.rollback != nil || step.class == .patch else { return false }
    guard terminal.isInteractive else {
      terminal.say(
        "The step '\(step.id)' failed midway; it is not rolled back. Look at the target.")
      return false
    }
    let question = "The step '\(step.id)' failed midway. Roll it back too? [y/N]"
    return (try? isYes(question)) == true
  }

  /// - Returns: whether the step is taken back as far as the plan foresees it.
  private func takeBack(_ step: Step, isAsked: Bool) throws -> Bool {
    switch step.rollback {
    case .command(let command)?:
      terminal.paragraph("runs", shown(command, isFull: false))
      if isAsked { try confirmRollback(of: step) }
      let expectation = command.expect ?? Expectation()
      let verify = expectation.verify
      let within = expectation.within
      let order = try preparation.order(
        command, expectation: expectation)
      return try takeBack(step, order) {
        try verify.flatMap {
          try self.unverified($0, name: step.id, phase: .rollbackVerify, within: within)
        }
      }
    case .text(let text)?:
      terminal.paragraph("by hand", text)
      try confirmByPerson("Is it taken back?", name: step.id)
      try record.step(step.id, .rolledBack, note: "by hand")
      return true
    case .irreversible(let reason)?:
      terminal.paragraph("", "stays as it is: \(reason)")
      try record.step(step.id, .kept, note: reason)
      return true
    case nil where step.class == .patch:
      if isAsked { try confirmRollback(of: step) }
      let order = try preparation.patchOrder(step, reversed: true, check: false)
      return try takeBack(step, order) { nil }
    case nil where step.class == .pullRequest:
      try revertMerge(step)
      return true
    case nil:
      terminal.paragraph("", "stays as it is: the plan names no way back")
      try record.step(step.id, .kept, note: "the plan names no way back")
      return true
    }
  }

  /// A rollback changes the target too.
  private func confirmRollback(of step: Step) throws {
    guard !progress.step(step.id).rollbackSucceeded else { return }
    let isTyped = step.class == .destroy || step.gate.confirm == .typed
    if options.assumesYes, !isTyped || options.isRehearsal {
      return try confirmed(step.id, how: "rollback: --yes")
    }
    guard terminal.isInteractive else {
      throw RunRefusal(
        .person, "the rollback of '\(step.id)' must be confirmed, and there is no terminal",
        hint: isTyped ? "call this at a terminal" : "call this at a terminal, or with --yes")
    }
    let answer = try terminal.ask(
      isTyped ? "Type \(step.id) to take it back:" : "Take it back? [y/N]", isHidden: false)
    guard isTyped ? answer == step.id : ["y", "yes"].contains(answer?.lowercased()) else {
      throw RunRefusal(
        .person, "the rollback of '\(step.id)' was not confirmed",
        hint: "call this again to go on")
    }
    try confirmed(step.id, how: "rollback: " + (isTyped ? "typed" : "by a person"))
  }

  private func takeBack(
    _ step: Step, _ order: CommandOrder, verify: () throws -> String?
  ) throws -> Bool {
    var reason: String?
    if !progress.step(step.id).rollbackSucceeded {
      let end = try commands.run(order, name: step.id, phase: .rollback, isShown: true)
      if end.outcome != .met { reason = end.reason ?? end.outcome.rawValue }
    }
    if reason == nil { reason = try verify() }
    if let reason {
      terminal.say("  the rollback failed: \(reason)")
      try record.step(step.id, .rollbackFailed, note: reason)
      return false
    }
    try record.step(step.id, .rolledBack)
    terminal.say("  rolled back")
    return true
  }
}
