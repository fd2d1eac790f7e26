import Plans

/// Checks that the events tell a run that can have happened, and one that the plan holds.
struct JournalOrder {
  let plan: Plan?
  /// Reads a file of the bundle.
  private let file: (String) -> [UInt8]?
  private(set) var problems: [JournalText.Problem] = []
  /// The effect whose end isn't told yet.
  private var openEffect: JournalEvent?
  /// The same of a command that only reads; a crash can leave it without an end.
  private var openRead: JournalEvent?
  private var attempts: [String: Int] = [:]
  private var states: [String: String] = [:]
  private(set) var progress = RunProgress([])
  private(set) var confirmed: Set<String> = []
  /// The commands that ended as they should, as `step phase`.
  private var succeeded: Set<String> = []
  /// Tasks of which a person says that they are done, since nothing else tells.
  private(set) var told: Set<String> = []
  private var isGoingBack = false
  private var sums: String?
  private var hasStarted = false
  private var line = 0

  init(plan: Plan?, file: @escaping (String) -> [UInt8]?) {
    self.plan = plan
    self.file = file
  }

  mutating func check(_ events: [JournalEvent]) {
    for event in events {
      line = event.seq
      check(event)
      progress.apply(event)
    }
  }

  mutating func refuse(_ message: String) {
    problems.append(JournalText.Problem(line: line, message: message))
  }

  private mutating func check(_ event: JournalEvent) {
    if !hasStarted, event.type != .recovered {
      if event.type != .started { refuse("the journal doesn't begin with the start of a run") }
      hasStarted = true
      sums = event.sums
    } else if event.type == .started {
      refuse("a run starts twice")
    }
    switch event.type {
    case .intent: checkIntent(event)
    case .result, .resolved: checkEnd(event)
    case .step: checkState(event)
    case .confirmed: if let id = event.step { confirmed.insert(id) }
    case .exposed, .waived, .closed: checkClosing(event)
    case .finished: checkFinish(event)
    case .resumed: if event.sums != sums { refuse("the run goes on with another bundle") }
    default: break
    }
  }

  // MARK: Commands

  private mutating func checkIntent(_ event: JournalEvent) {
    guard let name = event.step, let phase = event.phase, let attempt = event.attempt,
      event.process != nil || progress.isRehearsal, let command = event.command
    else { return refuse("an intent without its step, phase, attempt, command or process") }
    if let openEffect, phase.hasEffect {
      refuse("a command starts while the end of '\(openEffect.step ?? "")' isn't known")
    }
    let key = "\(name) \(phase.rawValue)"
    let expected = (attempts[key] ?? 0) + 1
    if attempt != expected { refuse("attempt \(attempt) of '\(key)' follows \(expected - 1)") }
    attempts[key] = attempt
    if phase == .run, states[name] == "done" { refuse("the step '\(name)' runs though it is done") }
    if phase == .rollback, states[name] == "rolled-back" {
      refuse("the step '\(name)' is rolled back twice")
    }
    if let plan {
      if !holds(plan, command, name: name, phase: phase) {
        refuse("the plan holds no such command for '\(name)' (\(phase.rawValue))")
      }
      if let step = plan.step(name), phase == .run { checkTurn(of: step, in: plan) }
      if let step = plan.step(name), phase == .rollback { checkWayBack(of: step, in: plan) }
    }
    if phase == .rollback { isGoingBack = true }
    if phase.hasEffect { openEffect = event } else { openRead = event }
  }

  private mutating func checkEnd(_ event: JournalEvent) {
    let isEffect = event.phase?.hasEffect == true
    guard let intent = isEffect ? openEffect : openRead, intent.step == event.step,
      intent.phase == event.phase, intent.attempt == event.attempt
    else { return refuse("a \(event.type.rawValue) without its intent") }
    if !isEffect {
      openRead = nil
    } else if event.outcome != CommandOutcome.interrupted.rawValue {
      openEffect = nil
    }
    let isGood = [CommandOutcome.met.rawValue, "done"].contains(event.outcome ?? "")
    let key = "\(event.step ?? "") \(event.phase?.rawValue ?? "")"
    if isGood { succeeded.insert(key) } else { succeeded.remove(key) }
    if event.type == .resolved, event.outcome == "done", event.note == "a person" {
      told.insert(event.step ?? "")
    }
  }

  // MARK: Steps

  /// A step runs when those before it are over, what it needs is done, and it was agreed to.
  private mutating func checkTurn(of step: Step, in plan: Plan) {
    if isGoingBack { refuse("the step '\(step.id)' runs while the run is taken back") }
    for earlier in plan.steps.prefix(while: { $0.id != step.id }) {
      let state = states[earlier.id]
      let isOver =
        ["done", "skipped"].contains(state) || earlier.onFailure == .continue
      if !isOver { refuse("the step '\(step.id)' runs before '\(earlier.id)' is done") }
    }
    for need in step.needs where states[need] != "done" {
      refuse("the step '\(step.id)' runs without '\(need)', which it needs")
    }
    if step.id == plan.steps.first(where: { attempts["\($0.id) run"] != nil })?.id {
      checkConditions(of: plan)
    }
    if step.confirmation != .notNeeded, !confirmed.contains(step.id) {
      refuse("the step '\(step.id)' runs, and nobody has agreed to it")
    }
  }

  /// Before the first step all that the plan asks for was looked at.
  private mutating func checkConditions(of plan: Plan) {
    for condition in plan.preconditions {
      let name = "precondition:\(condition.id)"
      let isMet = condition.command == nil ? confirmed.contains(name) : isMet(name, .precondition)
      if !isMet { refuse("a step runs before the precondition '\(condition.id)' is met") }
    }
    if let backup = plan.backup, backup.required || backup.verify != nil {
      let name = "backup:verify"
      let isMet = backup.verify == nil ? confirmed.contains(name) : isMet(name, .backup)
      if !isMet { refuse("a step runs before the backup is verified") }
    }
  }

  func isMet(_ name: String, _ phase: JournalEvent.Phase) -> Bool {
    succeeded.contains("\(name) \(phase.rawValue)")
  }

  /// A step is taken back when it may have been done, and those after it are taken back.
  private mutating func checkWayBack(of step: Step, in plan: Plan) {
    if attempts["\(step.id) run"] == nil, states[step.id] == nil {
      refuse("the step '\(step.id)' is rolled back and never ran")
    }
    let later = plan.steps.drop { $0.id != step.id }.dropFirst()
    for step in later where step.changes && states[step.id] == "done" {
      if !progress.step(step.id).wasAlreadyDone {
        refuse("the way back passes over '\(step.id)', which is done")
      }
    }
  }

  private mutating func checkState(_ event: JournalEvent) {
    guard event.phase == nil, let id = event.step else { return checkPost(event) }
    defer { states[id] = event.state }
    guard let plan else { return }
    guard let step = plan.step(id) else { return refuse("the plan has no step '\(id)'") }
    if event.state == "skipped", event.note?.contains(where: { !$0.isWhitespace }) != true {
      refuse("the step '\(id)' is skipped without a reason")
    }
    if event.state == "done" {
      let isFound = event.outcome == "already-done"
      let hasCommand = step.run != nil || step.class == .patch
      let isToVerify = step.expect.verify != nil || step.run?.expect?.verify != nil
      if !isFound, hasCommand && !isMet(id, .run) || isToVerify && !isMet(id, .verify) {
        refuse("the step '\(id)' is done, but its command or its verification is not")
      }
      if !hasCommand, !isFound, !confirmed.contains(id) {
        refuse("the step '\(id)' is done, and nobody has said so")
      }
    }
    if event.state == "rolled-back" {
      let isByHand = if case .text = step.rollback { true } else { false }
      if isByHand ? !confirmed.contains(id) : !isMet(id, .rollback) {
        refuse("the step '\(id)' is rolled back, but nothing has done it")
      }
    }
  }

  /// A run is done when each of its steps is over.
  private mutating func checkFinish(_ event: JournalEvent) {
    guard let plan, event.state == RunProgress.State.done.rawValue else { return }
    for step in plan.steps where !["done", "skipped"].contains(states[step.id]) {
      refuse("the run is finished as done, but the step '\(step.id)' is not")
    }
  }

  // MARK: The plan

  /// Whether a command of this digest stands in the plan at this place.
  private func holds(
    _ plan: Plan, _ digest: String, name: String, phase: JournalEvent.Phase
  ) -> Bool {
    if let step = plan.step(name) {
      if step.class == .patch {
        let patches = CommandPreparation.patchDigests(step, phase: phase, file: file)
        if patches.contains(digest) { return true }
      }
      return Self.commands(of: step, phase).contains { $0.isOrVerifies(digest) }
    }
    let all: [Command?]
    switch phase {
    case .precondition:
      all = plan.preconditions.filter { "precondition:\($0.id)" == name }
        .flatMap { [$0.command, $0.expect.verify] }
    case .backup: all = [plan.backup?.verify]
    case .post: all = plan.post.filter { "post:\($0.id)" == name }.map(\.command)
    case .postVerify: all = plan.post.filter { "post:\($0.id)" == name }.map(\.verify)
    default: all = []
    }
    return all.contains { $0?.isOrVerifies(digest) == true }
  }

  private static func commands(of step: Step, _ phase: JournalEvent.Phase) -> [Command] {
    var rollback: Command?
    if case .command(let command) = step.rollback { rollback = command }
    let all: [Command?] =
      switch phase {
      case .run: [step.run]
      case .precheck:
        [
          step.precheck?.command, step.precheck?.expect.verify, step.precheck?.alreadyDone,
          step.dryRun,
        ]
      case .verify: [step.expect.verify, step.run?.expect?.verify]
      case .rollback: [rollback]
      case .rollbackVerify: [rollback?.expect?.verify]
      default: []
      }
    return all.compactMap(\.self)
  }
}

extension Command {
  /// Whether a digest is the command's own, or that of a verification below it.
  fileprivate func isOrVerifies(_ digest: String) -> Bool {
    self.digest == digest || expect?.verify?.isOrVerifies(digest) == true
  }
}
