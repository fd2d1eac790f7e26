package import Documents
package import Plans

/// What one run's journal tells for statistics. It names nobody.
package struct RunFacts: Sendable {
  /// What was given or exposed, and isn't confirmed as taken back.
  package struct Open: Sendable, Equatable {
    /// The task's: `revoke`, `reduce`, `rotate` or `review`.
    package var kind: String
    /// The task's or the step's id, or a secret's placeholder.
    package var id: String
    package var since: Timestamp
  }

  package var run = ""
  package var ticket: String?
  package var start = Timestamp(seconds: 0)
  package var state = RunProgress.State.interrupted
  package var isEmergency = false
  /// Seconds from the bundle's making until its approvals sufficed.
  package var approving: Duration = .unknown
  /// Seconds from the start until it was done; where it never was, until it last came to an end.
  package var executing: Duration = .unknown
  /// Seconds from each grant until it was revoked.
  package var revoking: [Duration] = []
  package var open: [Open] = []
  package var failedSteps = 0
  package var rolledBackSteps = 0
  package var isTakenBack = false
  package var skippedSteps = 0
  package var waivers = 0
  /// How often a gate was closed, by the gate's name.
  package var refusals: [String: Int] = [:]
  /// How often it was taken up again after it had stopped or been interrupted.
  package var resumptions = 0
  /// How often a signal or a crash ended it.
  package var interruptions = 0
  /// Commands whose end nobody saw.
  package var unknownEnds = 0

  /// A time between two moments, which may be of two clocks.
  package enum Duration: Sendable, Equatable {
    case unknown
    case seconds(Int)
    /// It would be negative.
    case contradictory

    /// How far two clocks may be apart, in seconds.
    private static let tolerance = 300

    package init(from start: Timestamp?, to end: Timestamp?) {
      guard let start, let end else {
        self = .unknown
        return
      }
      self = end - start < -Self.tolerance ? .contradictory : .seconds(max(0, end - start))
    }
  }

  /// The refusals that are no gate's: a person was needed, or a step can't go on.
  package static let waits: Set<String> = ["person", "step"]

  /// - Parameters:
  ///   - events: of a journal that was verified; not empty.
  ///   - plan: nil: what was granted is not known.
  package init(_ events: [JournalEvent], plan: Plan?) {
    var fold = Fold(plan: plan)
    for event in events { fold.apply(event) }
    let progress = fold.progress
    self = fold.facts
    run = events.first?.run ?? ""
    ticket = plan?.metadata.ticket
    isEmergency = progress.emergency != nil
    state = progress.unknownStep == nil ? progress.state : .unknown
    isTakenBack = progress.isRollingBack
    if state == .interrupted { interruptions += 1 }
    if progress.unknownStep != nil { unknownEnds += 1 }
    executing = Duration(from: start, to: fold.end)
    for (step, given) in fold.grants.sorted(by: { $0.key < $1.key }) {
      if let end = fold.revoked[step] { revoking.append(Duration(from: given, to: end)) }
    }
    open = plan.map { fold.open(of: $0) } ?? []
  }

  private init() {}

  /// The events, one after the other.
  private struct Fold {
    let plan: Plan?
    var facts = RunFacts()
    var progress = RunProgress([])
    /// When each grant was given, and when it was taken back.
    var grants: [String: Timestamp] = [:]
    var revoked: [String: Timestamp] = [:]
    private var doneAt: Timestamp?
    private var overAt: Timestamp?

    var end: Timestamp? { doneAt ?? (Self.isOver(progress.state) ? overAt : nil) }

    init(plan: Plan?) { self.plan = plan }

    static func isOver(_ state: RunProgress.State) -> Bool {
      switch state {
      case .done, .failed, .rolledBack, .rollbackFailed, .rollbackIncomplete: true
      case .running, .interrupted, .stopped, .unknown: false
      }
    }

    mutating func apply(_ event: JournalEvent) {
      switch event.type {
      case .started:
        facts.start = event.ts
        facts.approving = Duration(from: event.created, to: event.approved)
      case .resumed:
        if progress.state == .interrupted { facts.interruptions += 1 }
        if [.interrupted, .stopped, .unknown].contains(progress.state) { facts.resumptions += 1 }
      case .gate: applyGate(event)
      case .resolved: if event.phase?.hasEffect == true { facts.unknownEnds += 1 }
      case .step: event.phase == .post ? applyTask(event) : applyStep(event)
      case .finished:
        guard let state = event.state.flatMap({ RunProgress.State(rawValue: $0) }) else { break }
        if state == .done { doneAt = doneAt ?? event.ts }
        if Self.isOver(state) { overAt = event.ts }
      default: break
      }
      progress.apply(event)
    }

    private mutating func applyGate(_ event: JournalEvent) {
      if event.outcome == "refused" {
        facts.refusals[event.gate ?? "other", default: 0] += 1
      } else if let note = event.note, note.hasPrefix("waiver "),
        !progress.passedGates.contains(note)
      {
        facts.waivers += 1
      }
    }

    private mutating func applyStep(_ event: JournalEvent) {
      guard let id = event.step, let state = event.state.flatMap(StepProgress.State.init) else {
        return
      }
      switch state {
      case .failed: facts.failedSteps += 1
      case .skipped: facts.skippedSteps += 1
      case .done where plan?.step(id)?.class == .grant:
        grants[id] = event.ts
        revoked[id] = nil
      case .rolledBack:
        facts.rolledBackSteps += 1
        if grants[id] != nil { revoked[id] = revoked[id] ?? event.ts }
      default: break
      }
    }

    private mutating func applyTask(_ event: JournalEvent) {
      guard let name = event.step, event.state == "done" else { return }
      let task = plan?.post.first {
        [.revoke, .reduce].contains($0.kind) && "post:\($0.id)" == name
      }
      let prefix = "post:grant."
      let step = task?.what ?? (name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : "")
      if grants[step] != nil { revoked[step] = revoked[step] ?? event.ts }
    }

    /// What `close` still demands, grants also of a run that isn't over.
    func open(of plan: Plan) -> [Open] {
      let isClosable =
        [.done, .failed, .rolledBack].contains(progress.state)
        && progress.steps.values.contains { $0.mayHaveRun || $0.state == .done }
      return CloseOut(plan: plan, progress).open.compactMap { item in
        let step: String? =
          switch item.source {
          case .task(let task): task.what
          case .grant(let step): step.id
          case .secret: nil
          }
        let given = step.flatMap { revoked[$0] == nil ? grants[$0] : nil }
        guard let since = given ?? (isClosable ? overAt : nil) else { return nil }
        return Open(kind: item.kind.rawValue, id: item.id, since: since)
      }
    }
  }
}
