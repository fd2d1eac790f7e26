import DurableFiles
package import Plans

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Where a run stands, for people and tools: `handoff status`.
package struct RunStatus: Encodable, Sendable {
  package struct Step: Encodable, Sendable {
    package var id: String
    package var state: String
  }

  package var run: String
  package var state: String
  /// The step at which the run stands; nil when it is over.
  package var step: String?
  package var steps: [Step]
  /// Whether nothing of it is left but to close it.
  package var isOver: Bool {
    [RunProgress.State.done, .rolledBack, .failed].map(\.rawValue).contains(state)
  }
  /// Why the run is an emergency, where it is one.
  package var emergency: String?
  /// True of a rehearsal; nil of a run.
  package var rehearsal: Bool?
  /// Once `close` has begun: how far it has come.
  package var closing: CloseStatus?
  /// After a dry run: what only a person can answer.
  package var needsPerson: [String]?

  private enum CodingKeys: String, CodingKey {
    case run, state, step, steps, emergency, rehearsal, needsPerson
    case closing = "close"
  }

  /// A dry run leaves no run behind.
  package mutating func becomeDryRun(of plan: Plan) {
    state = "dry-run"
    needsPerson =
      plan.preconditions.filter { $0.command == nil }.map { "precondition:\($0.id)" }
      + (plan.backup.map { $0.required && $0.verify == nil } == true ? ["backup"] : [])
      + plan.steps.filter(\.needsPerson).map(\.id)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(run, forKey: .run)
    try container.encode(state, forKey: .state)
    try container.encode(step, forKey: .step)
    try container.encode(steps, forKey: .steps)
    try container.encodeIfPresent(emergency, forKey: .emergency)
    try container.encodeIfPresent(closing, forKey: .closing)
    try container.encodeIfPresent(rehearsal, forKey: .rehearsal)
    try container.encodeIfPresent(needsPerson, forKey: .needsPerson)
  }

  /// Reads a run folder; another process may be writing to it.
  ///
  /// - Parameter plan: nil: only the steps that the journal names.
  package init(folder: RunFolder, plan: Plan?) throws {
    let text = JournalText(try DurableFile.read(folder.journal))
    guard let first = text.events.first else {
      throw RunRefusal(.folder, "\(folder.path): holds no run")
    }
    if let problem = text.problems.first {
      throw JournalError(
        code: .damaged, path: folder.journal, message: problem.description,
        hint: "handoff journal verify \(folder.path)")
    }
    let progress = RunProgress(text.events)
    run = first.run
    emergency = progress.emergency
    rehearsal = progress.isRehearsal ? true : nil
    if progress.closing.hasBegun {
      closing = CloseStatus(CloseOut(plan: plan, progress), run: first.run)
    }
    let named = progress.steps.keys.filter { !$0.contains(":") }.sorted()
    let ids = plan.map { $0.steps.map(\.id) } ?? named
    let isHeld = Self.isHeld(folder)
    steps = ids.map { id in
      let step = progress.step(id)
      return Step(id: id, state: isHeld && step.state == .unknown ? "running" : step.state.rawValue)
    }
    if isHeld {
      state = RunProgress.State.running.rawValue
    } else {
      state = (progress.unknownStep == nil ? progress.state : .unknown).rawValue
    }
    let isOver = [.done, .rolledBack].contains(progress.state)
    step =
      isOver
      ? nil
      : ids.first { ![.done, .skipped, .rolledBack, .kept].contains(progress.step($0).state) }
  }

  /// Whether a runner holds the folder's lock.
  package static func isHeld(_ folder: RunFolder) -> Bool {
    let descriptor = open(folder.path + "/lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }
}
