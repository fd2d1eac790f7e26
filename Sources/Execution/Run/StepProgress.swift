package import Documents

/// Where a step stands, as the journal tells it.
package struct StepProgress: Equatable, Sendable {
  package enum State: String, Codable, Sendable {
    case pending
    /// Its command was started and no result is known.
    case unknown
    case done
    case skipped
    case failed
    case rolledBack = "rolled-back"
    case rollbackFailed = "rollback-failed"
    /// The rollback left it as it is: there is no way back.
    case kept
  }

  package var id: String
  package var state = State.pending
  /// Done before the run came to it: there is nothing to take back.
  package var wasAlreadyDone = false
  /// Of its attempts, those whose command may have begun.
  package var begun = 0
  /// Its failure is recorded as the step's own, not only as a command's.
  package var isFailureTold = false
  /// Its command ended as the plan wants, whatever the checks after it say.
  package var commandSucceeded = false
  /// The same of its rollback.
  package var rollbackSucceeded = false
  /// Intents by phase.
  package var attempts: [JournalEvent.Phase: Int] = [:]
  /// The effect that was begun and whose end isn't known.
  package var openIntent: JournalEvent?
  /// When it was done.
  package var moment: Timestamp?
  package var note: String?
  package var pullRequest: MergedPullRequest?

  package init(id: String) { self.id = id }

  /// Whether it may have had an effect.
  package var mayHaveRun: Bool { begun > 0 }
}

/// The whole run, folded from the journal's events.
package struct RunProgress: Sendable {
  package enum State: String, Codable, Sendable {
    case running
    /// Ended by a signal or a crash; `run` takes it up again.
    case interrupted
    /// Waits for a person or a condition; `run` takes it up again.
    case stopped
    case failed
    case done
    case rolledBack = "rolled-back"
    case rollbackFailed = "rollback-failed"
    /// Something that was begun is left as it is, and a person must look at it.
    case rollbackIncomplete = "rollback-incomplete"
    /// A command was begun and its end isn't known.
    case unknown
  }

  package private(set) var state = State.interrupted
  package private(set) var isRollingBack = false
  package private(set) var steps: [String: StepProgress] = [:]
  /// The ids of done steps, oldest first.
  package private(set) var doneOrder: [String] = []
  /// The commands outside the steps that met what is expected of them, and the post tasks done.
  package private(set) var passedGates: Set<String> = []
  package private(set) var postStates: [String: String] = [:]
  /// How far `close` has come; see ``CloseOut``.
  package private(set) var closing = CloseProgress()
  package private(set) var current: String?
  /// Why the run is, or for a time was, an emergency.
  package private(set) var emergency: String?
  /// Whether nothing of it was executed.
  package private(set) var isRehearsal = false
  /// Who has executed commands that may change something.
  package private(set) var executors: Set<String> = []

  package init(_ events: some Sequence<JournalEvent>) {
    for event in events { apply(event) }
  }

  package func step(_ id: String) -> StepProgress { steps[id] ?? StepProgress(id: id) }

  /// The step whose command was begun and whose end isn't known.
  package var unknownStep: StepProgress? { steps.values.first { $0.openIntent != nil } }

  package mutating func apply(_ event: JournalEvent) {
    switch event.type {
    case .started, .resumed:
      state = .interrupted
      emergency = event.emergency ?? emergency
      if event.rehearsal == true || event.run.hasSuffix(Rehearsal.suffix) { isRehearsal = true }
    case .gate: if event.outcome == "passed", let note = event.note { passedGates.insert(note) }
    case .intent: applyIntent(event)
    case .result: applyResult(event)
    case .resolved: applyResolution(event)
    case .step: applyState(event)
    // What is cut off after the run is over leaves it where it stands.
    case .interrupted: if event.phase != .post { state = .interrupted }
    case .finished: state = event.state.flatMap { State(rawValue: $0) } ?? .stopped
    case .confirmed:
      if let id = event.step, let merged = event.pullRequest {
        steps[id, default: StepProgress(id: id)].pullRequest = merged
      }
    case .recovered, .checkpoint, .notified, .exposed, .waived, .closed: break
    }
    closing.apply(event)
  }

  private mutating func applyIntent(_ event: JournalEvent) {
    guard let id = event.step, let phase = event.phase else { return }
    if phase == .run { closing.reopen() }
    current = id
    steps[id, default: StepProgress(id: id)].attempts[phase, default: 0] += 1
    guard phase.hasEffect else { return }
    if phase != .post, let actor = event.actor { executors.insert(actor) }
    if phase == .rollback { isRollingBack = true }
    steps[id, default: StepProgress(id: id)].openIntent = event
    guard phase == .run else { return }
    steps[id, default: StepProgress(id: id)].state = .unknown
    steps[id, default: StepProgress(id: id)].begun += 1
    steps[id, default: StepProgress(id: id)].isFailureTold = false
  }

  private mutating func applyResult(_ event: JournalEvent) {
    guard let id = event.step, let phase = event.phase, phase.hasEffect else { return }
    // What a signal cut off is as unknown as what a crash did.
    guard event.outcome != CommandOutcome.interrupted.rawValue else { return }
    steps[id]?.openIntent = nil
    let isMet = event.outcome == CommandOutcome.met.rawValue
    switch phase {
    case .run:
      steps[id]?.commandSucceeded = isMet
      if event.outcome == CommandOutcome.notStarted.rawValue { steps[id]?.begun -= 1 }
      if !isMet { steps[id]?.state = .failed }
    case .rollback:
      steps[id]?.rollbackSucceeded = isMet
      if !isMet { steps[id]?.state = .rollbackFailed }
    default: break
    }
  }

  private mutating func applyResolution(_ event: JournalEvent) {
    guard let id = event.step else { return }
    steps[id]?.openIntent = nil
    if event.phase == .rollback { steps[id]?.rollbackSucceeded = event.outcome == "done" }
    guard event.phase == .run else { return }
    // Where it only may run again, nobody knows what it did.
    if event.outcome != "done", event.note != CommandOutcome.idempotent { steps[id]?.begun -= 1 }
    steps[id]?.commandSucceeded = event.outcome == "done"
    if event.outcome != "done" { steps[id]?.state = .pending }
  }

  private mutating func applyState(_ event: JournalEvent) {
    guard let id = event.step, let text = event.state else { return }
    if event.phase == .post {
      postStates[id] = text
      steps[id]?.openIntent = nil
      return
    }
    guard let state = StepProgress.State(rawValue: text) else { return }
    current = id
    var step = self.step(id)
    step.state = state
    step.note = event.note
    step.openIntent = nil
    switch state {
    case .done:
      step.moment = event.ts
      // What an attempt of this run did is this run's to take back.
      step.wasAlreadyDone = event.outcome == "already-done" && !step.mayHaveRun
      doneOrder.removeAll { $0 == id }
      doneOrder.append(id)
    case .rolledBack, .rollbackFailed, .kept: isRollingBack = true
    case .failed: step.isFailureTold = true
    case .pending, .unknown, .skipped: break
    }
    steps[id] = step
  }
}

/// How a command ended, in one word of the journal.
package enum CommandOutcome: String, Sendable {
  /// It met what is expected of it.
  case met
  case unmet
  case timedOut = "timed-out"
  case interrupted
  /// The launcher could not become the command.
  case notStarted = "not-started"

  // Notes of intents that were judged.
  static let neverStarted = "never started"
  static let idempotent = "idempotent"
}
