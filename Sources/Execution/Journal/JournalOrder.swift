import Plans

/// Checks that the events tell a run that can have happened, and one that the plan holds.
struct JournalOrder {
  private let plan: Plan?
  private(set) var problems: [JournalText.Problem] = []
  /// The effect whose end isn't told yet.
  private var openEffect: JournalEvent?
  /// The same of a command that only reads; a crash can leave it without an end.
  private var openRead: JournalEvent?
  private var attempts: [String: Int] = [:]
  private var states: [String: String] = [:]
  private var hasStarted = false
  private var line = 0

  init(plan: Plan?) {
    self.plan = plan
  }

  mutating func check(_ events: [JournalEvent]) {
    for event in events {
      line = event.seq
      check(event)
    }
  }

  private mutating func refuse(_ message: String) {
    problems.append(JournalText.Problem(line: line, message: message))
  }

  private mutating func check(_ event: JournalEvent) {
    if !hasStarted, event.type != .recovered {
      if event.type != .started { refuse("the journal doesn't begin with the start of a run") }
      hasStarted = true
    } else if event.type == .started {
      refuse("a run starts twice")
    }
    switch event.type {
    case .intent: checkIntent(event)
    case .result, .resolved: checkEnd(event)
    case .step:
      if event.phase == nil, let id = event.step {
        if let plan, plan.step(id) == nil { refuse("the plan has no step '\(id)'") }
        states[id] = event.state
      }
    default: break
    }
  }

  private mutating func checkIntent(_ event: JournalEvent) {
    guard let name = event.step, let phase = event.phase, let attempt = event.attempt,
      event.process != nil, let command = event.command
    else { return refuse("an intent without its step, phase, attempt, command or process") }
    if let openEffect, phase.hasEffect {
      refuse("a command starts while the end of '\(openEffect.step ?? "")' isn't known")
    }
    let key = "\(name) \(phase.rawValue)"
    let expected = (attempts[key] ?? 0) + 1
    if attempt != expected { refuse("attempt \(attempt) of '\(key)' follows \(expected - 1)") }
    attempts[key] = attempt
    if phase == .run, states[name] == "done" { refuse("the step '\(name)' runs though it is done") }
    if phase == .rollback, let state = states[name], state == "rolled-back" {
      refuse("the step '\(name)' is rolled back twice")
    }
    if let plan, !Self.commands(of: plan, name: name, phase: phase, isKnown: command) {
      refuse("the plan holds no such command for '\(name)' (\(phase.rawValue))")
    }
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
  }

  /// Whether a command of this digest stands in the plan at this place. Patches are known by their
  /// files, which the bundle's signature covers.
  private static func commands(
    of plan: Plan, name: String, phase: JournalEvent.Phase, isKnown digest: String
  ) -> Bool {
    if let step = plan.step(name) {
      if step.class == .patch, [.run, .rollback, .precheck].contains(phase) { return true }
      return commands(of: step, phase).contains { $0.isOrVerifies(digest) }
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
