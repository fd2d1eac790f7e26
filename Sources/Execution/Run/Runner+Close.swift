import Plans

extension Runner {
  /// What is done after the change: grants are revoked, exposed values rotated.
  ///
  /// - Returns: the revocations and rotations that nobody has confirmed; empty: it is closed.
  package func close() async throws -> [String] {
    guard [.done, .rolledBack, .failed].contains(progress.state),
      progress.unknownStep.map({ plan.step($0.id) == nil }) ?? true
    else {
      throw RunRefusal(
        .step, "the run is not over: it is \(progress.state.rawValue)",
        hint: "finish it or roll it back first")
    }
    do {
      try checkTarget()
      try settleUnknown()
      for task in tasks { try perform(task) }
      for step in openGrants() {
        try confirmGrant(step)
      }
    } catch let interruption as RunInterruption {
      try record(.interrupted) {
        $0.phase = .post
        $0.signal = Int(interruption.signal)
      }
      throw interruption
    }
    let open = openTasks()
    if open.isEmpty {
      try record(.gate) {
        $0.outcome = "passed"
        $0.note = "closed"
      }
    }
    try await seal("close")
    return open
  }

  private var isEmergency: Bool { progress.emergency != nil }

  /// The plan's own, and the review that an emergency needs.
  private var tasks: [PostTask] {
    isEmergency
      ? plan.post.filter { $0.kind != .review } + plan.emergencyReviews : plan.post
  }

  private func isDone(_ name: String) -> Bool { progress.postStates[name] == "done" }

  private func openTasks() -> [String] {
    tasks.filter { task in
      let isDemanded =
        [.revoke, .rotate].contains(task.kind) || (isEmergency && task.kind == .review)
      return isDemanded && !isDone("post:\(task.id)")
    }
    .map { "\($0.kind.rawValue) '\($0.id)'" }
      + openGrants().map { "revoke the grant of '\($0.id)'" }
  }

  /// Grants that were given, not taken back, and that no task revokes.
  private func openGrants() -> [Step] {
    plan.steps.filter { step in
      step.class == .grant && progress.step(step.id).state == .done
        && !isDone("post:grant.\(step.id)")
        && !plan.post.contains { $0.kind == .revoke && $0.what == step.id }
    }
  }

  private func perform(_ task: PostTask) throws {
    let name = "post:\(task.id)"
    guard !isDone(name) else { return }
    if let signal = context.signals.received { throw RunInterruption(signal: signal) }
    terminal.say("")
    terminal.say("-- \(task.kind.rawValue): \(task.id)")
    terminal.paragraph("task", task.title ?? task.what ?? task.id)
    if isEmergency, task.kind == .review {
      terminal.paragraph("emergency", progress.emergency ?? "")
      if let actor = context.journal.actor, progress.executors.contains(actor) {
        terminal.say("  \(actor) has executed the run; somebody else must review it:")
        terminal.say("  handoff close \(context.folder.path) --sign KEY")
        return
      }
    }
    if let command = task.command {
      terminal.paragraph("runs", shown(command, isFull: false))
      guard try agrees("Run it? [y/N]", name: name) else { return }
      let end = try commands.run(
        preparation.order(command), name: name, phase: .post, isShown: true)
      guard end.outcome == .met else {
        terminal.say("  failed: \(end.reason ?? end.outcome.rawValue)")
        return try finish(name, "failed", note: end.reason)
      }
    } else {
      guard terminal.isInteractive else {
        terminal.say("  a person must confirm it, and there is no terminal")
        return
      }
      guard try isYes("Is it done? [y/N]") else { return }
      try confirmed(name, how: "by a person")
    }
    if let verify = task.verify,
      let reason = try unverified(verify, name: name, phase: .postVerify, within: 0)
    {
      terminal.say("  its verification failed: \(reason)")
      return try finish(name, "failed", note: reason)
    }
    try finish(name, "done", note: nil)
    terminal.say("  done")
  }

  private func confirmGrant(_ step: Step) throws {
    terminal.say("")
    terminal.say("-- revoke: the grant of the step '\(step.id)'")
    guard terminal.isInteractive else {
      terminal.say("  a person must confirm it, and there is no terminal")
      return
    }
    guard try isYes("Is it revoked? [y/N]") else { return }
    try confirmed("post:grant.\(step.id)", how: "by a person")
    try finish("post:grant.\(step.id)", "done", note: nil)
  }

  private func agrees(_ question: String, name: String) throws -> Bool {
    if options.assumesYes {
      try confirmed(name, how: "--yes")
      return true
    }
    guard terminal.isInteractive else {
      terminal.say("  it must be confirmed, and there is no terminal")
      return false
    }
    guard try isYes(question) else { return false }
    try confirmed(name, how: "by a person")
    return true
  }

  func finish(_ name: String, _ state: String, note: String?) throws {
    try record(.step) {
      $0.step = name
      $0.phase = .post
      $0.state = state
      $0.note = note
    }
  }
}

extension Plan {
  /// What an emergency demands afterwards: the plan's own reviews, or one that it doesn't name.
  var emergencyReviews: [PostTask] {
    let own = post.filter { $0.kind == .review }
    guard own.isEmpty else { return own }
    return [
      PostTask(
        id: "emergency-review",
        title: "Review what was done in the emergency, and why it couldn't wait", kind: .review,
        place: root)
    ]
  }
}
