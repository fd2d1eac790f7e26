package import Documents

/// Many runs, counted. It is about the process: it holds nobody's name.
package struct RunStatistics: Encodable, Sendable {
  /// In how many runs something happened, and how often in all.
  package struct Tally: Encodable, Sendable {
    package var runs = 0
    package var times = 0

    init(_ counts: some Sequence<Int>) {
      for count in counts where count > 0 {
        runs += 1
        times += count
      }
    }
  }

  package struct Times: Encodable, Sendable {
    package var approve: Distribution
    package var execute: Distribution
    package var revoke: Distribution

    init(_ facts: [RunFacts]) {
      approve = Distribution(facts.map(\.approving))
      execute = Distribution(facts.map(\.executing))
      revoke = Distribution(facts.flatMap(\.revoking))
    }
  }

  package struct Events: Encodable, Sendable {
    package var failed: Tally
    package var rolledBack: Tally
    package var skipped: Tally
    package var waived: Tally
    package var refused: Tally
    package var emergency: Tally
    package var interrupted: Tally
    package var resumed: Tally
    package var unknown: Tally
    /// A person was needed and not there.
    package var waited: Tally

    init(_ facts: [RunFacts]) {
      func tally(_ count: (RunFacts) -> Int) -> Tally { Tally(facts.map(count)) }
      failed = tally(\.failedSteps)
      rolledBack = tally { max($0.rolledBackSteps, $0.isTakenBack ? 1 : 0) }
      skipped = tally(\.skippedSteps)
      waived = tally(\.waivers)
      refused = tally { facts in
        facts.refusals.filter { !RunFacts.waits.contains($0.key) }.values.reduce(0, +)
      }
      waited = tally { facts in
        facts.refusals.filter { RunFacts.waits.contains($0.key) }.values.reduce(0, +)
      }
      emergency = tally { $0.isEmergency ? 1 : 0 }
      interrupted = tally(\.interruptions)
      resumed = tally(\.resumptions)
      unknown = tally(\.unknownEnds)
    }
  }

  /// The runs that began in a week or month.
  package struct Part: Encodable, Sendable {
    package var period: String
    package var start: Timestamp
    package var runs: Int
    package var states: [String: Int]
    package var emergency: Int
    package var times: Times
  }

  package struct Open: Encodable, Sendable {
    package var kind: String
    package var id: String
    package var run: String
    package var ticket: String?
    package var path: String
    package var since: Timestamp
    /// At the time of the statistics.
    package var seconds: Int
  }

  /// A journal that isn't counted.
  package struct Fault: Encodable, Sendable {
    package var path: String
    package var problem: String

    package init(path: String, problem: String) {
      self.path = path
      self.problem = problem
    }
  }

  package let apiVersion = "handoff/v1"
  package let kind = "Statistics"
  package var at: Timestamp
  package var runs: Int
  /// When the first and the last of them began.
  package var first: Timestamp?
  package var last: Timestamp?
  /// Left out: nothing was changed.
  package var rehearsals: Int
  /// Left out: they are at work.
  package var running: Int
  /// Counted, though no checkpoint covers their last lines.
  package var unsealed: Int
  package var states: [String: Int]
  package var times: Times
  package var events: Events
  /// How often each gate was closed.
  package var gates: [String: Int]
  /// The same before a run had a folder, from a list that nothing seals.
  package var refusedBefore: [String: Int]
  package var span: Period.Span
  package var periods: [Part]
  package var open: [Open]
  package var unverified: [Fault]

  /// The states that a run may stand in, the best one first.
  package static let endings: [RunProgress.State] = [
    .done, .rolledBack, .failed, .rollbackIncomplete, .rollbackFailed, .stopped, .interrupted,
    .unknown,
  ]
  /// Above it, a chart by week has too many bars.
  private static let mostWeeks = 26

  /// - Parameters:
  ///   - counted: the runs with where each was read.
  ///   - span: nil: weeks, or months where there would be too many.
  package init(
    _ counted: [(path: String, facts: RunFacts)], rehearsals: Int, running: Int, unsealed: Int,
    refusedBefore: [String: Int], unverified: [Fault], span: Period.Span?, at now: Timestamp
  ) {
    let facts = counted.map(\.facts)
    at = now
    runs = facts.count
    first = facts.map(\.start).min()
    last = facts.map(\.start).max()
    self.rehearsals = rehearsals
    self.running = running
    self.unsealed = unsealed
    self.refusedBefore = refusedBefore
    self.unverified = unverified
    states = Self.states(of: facts)
    times = Times(facts)
    events = Events(facts)
    gates = facts.reduce(into: [:]) { gates, facts in
      gates.merge(facts.refusals.filter { !RunFacts.waits.contains($0.key) }) { $0 + $1 }
    }
    let starts = facts.map { Int($0.start.seconds) }
    let days = ((starts.max() ?? 0) - (starts.min() ?? 0)) / 86400
    let chosen = span ?? (days > Self.mostWeeks * 7 ? .month : .week)
    self.span = chosen
    periods = Dictionary(grouping: facts) { Period(chosen, around: $0.start) }
      .sorted { $0.key < $1.key }.map { period, facts in
        Part(
          period: period.name, start: period.start, runs: facts.count,
          states: Self.states(of: facts), emergency: facts.count(where: \.isEmergency),
          times: Times(facts))
      }
    open = counted.flatMap { path, facts in
      facts.open.map {
        Open(
          kind: $0.kind, id: $0.id, run: facts.run, ticket: facts.ticket, path: path,
          since: $0.since, seconds: max(0, now - $0.since))
      }
    }.sorted { ($0.since, $0.run, $0.id) < ($1.since, $1.run, $1.id) }
  }

  private static func states(of facts: [RunFacts]) -> [String: Int] {
    var states = Dictionary(uniqueKeysWithValues: endings.map { ($0.rawValue, 0) })
    for facts in facts { states[facts.state.rawValue, default: 0] += 1 }
    return states
  }
}
