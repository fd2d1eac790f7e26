import Documents
import Execution
import Plans
import Testing

@Suite struct RunStatisticsTests {
  private static let start = Timestamp(seconds: 1_790_000_000)

  /// A journal's events, each so many seconds after the start.
  private func facts(
    _ events: [(at: Int, kind: JournalEvent.Kind, fill: (inout JournalEvent) -> Void)],
    plan: Plan? = nil
  ) -> RunFacts {
    RunFacts(
      events.enumerated().map { number, entry in
        var event = JournalEvent(
          seq: number + 1, ts: Self.start + entry.at, run: "r", prev: "", type: entry.kind)
        entry.fill(&event)
        return event
      }, plan: plan)
  }

  private func distribution(_ values: some Sequence<Int>) -> Distribution {
    Distribution(values.map { .seconds($0) })
  }

  @Test func `percentiles are values that were observed, and few values have no ninetieth`() {
    #expect(distribution([]).median == nil && distribution([]).longest == nil)
    #expect(distribution([7]).median == 7)
    #expect(distribution([9, 1]).median == 1)
    #expect(distribution([9, 1, 5]).median == 5)
    #expect(distribution(1...9).ninetieth == nil)
    #expect(distribution(1...10).ninetieth == 9)
    #expect(distribution((1...100).reversed()).median == 50)
    #expect(distribution(1...100).ninetieth == 90)
    #expect(distribution(1...101).ninetieth == 91)
    #expect(
      distribution([0, 60, 61, 600, 3600, 86400, 604_800, 604_801]).bins == [
        2, 2, 1, 0, 1, 0, 1, 1,
      ])
  }

  @Test func `two clocks may differ by minutes, and a time that runs backwards doesn't count`() {
    #expect(RunFacts.Duration(from: Self.start, to: Self.start + 90) == .seconds(90))
    #expect(RunFacts.Duration(from: Self.start, to: Self.start - 299) == .seconds(0))
    #expect(RunFacts.Duration(from: Self.start, to: Self.start - 301) == .contradictory)
    #expect(RunFacts.Duration(from: nil, to: Self.start) == .unknown)
    let all = Distribution([.seconds(5), .contradictory, .unknown])
    #expect(all.count == 1 && all.contradictory == 1)
  }

  @Test(arguments: [
    ("2026-01-01T00:00:00Z", "2026-W01", "2025-12-29"),
    ("2027-01-03T23:59:59Z", "2026-W53", "2026-12-28"),
    ("2027-01-04T00:00:00Z", "2027-W01", "2027-01-04"),
    ("2024-12-30T12:00:00Z", "2025-W01", "2024-12-30"),
    ("1969-12-31T23:59:59Z", "1970-W01", "1969-12-29"),
    ("2026-11-22T10:00:00Z", "2026-W47", "2026-11-16"),
  ])
  func `a week is the one of ISO 8601`(moment: String, name: String, monday: String) throws {
    let period = Period(.week, around: try #require(Timestamp(moment)))
    #expect(period.name == name)
    #expect(period.start.description.prefix(10) == monday)
  }

  @Test func `a month begins with its first day, and the next one follows`() throws {
    let period = Period(.month, around: try #require(Timestamp("2026-12-31T23:59:59Z")))
    #expect(period.name == "2026-12" && period.start.description == "2026-12-01T00:00:00Z")
    #expect(period.next.name == "2027-01" && period.next.next.name == "2027-02")
    #expect(period.next.next.next.name == "2027-03")
  }

  @Test func `the time to execute ends when it is done, whatever is taken back later`() {
    let run = facts([
      (0, .started, { _ in }), (10, .step, { ($0.step, $0.state) = ("a", "failed") }),
      (20, .finished, { $0.state = "failed" }), (500, .resumed, { _ in }),
      (600, .step, { ($0.step, $0.state) = ("a", "done") }),
      (610, .finished, { $0.state = "done" }),
      (9000, .resumed, { _ in }), (9001, .step, { ($0.step, $0.state) = ("a", "rolled-back") }),
      (9002, .finished, { $0.state = "rolled-back" }),
    ])
    #expect(run.executing == .seconds(610))
    #expect(run.state == .rolledBack && run.failedSteps == 1 && run.rolledBackSteps == 1)
    // What is tried again, or taken back, was not interrupted.
    #expect(run.resumptions == 0 && run.interruptions == 0)
  }

  @Test func `signals, crashes and unknown ends are counted, and their run has no time`() {
    func intent(_ event: inout JournalEvent) { (event.step, event.phase) = ("a", .run) }
    let killed = facts([
      (0, .started, { _ in }), (5, .intent, intent), (50, .resumed, { _ in }),
      (
        51, .resolved,
        { (event: inout JournalEvent) in
          intent(&event)
          event.outcome = "done"
        }
      ),
      (60, .interrupted, { $0.signal = 15 }), (70, .resumed, { _ in }), (80, .intent, intent),
    ])
    #expect(killed.interruptions == 2 && killed.resumptions == 2)
    #expect(killed.unknownEnds == 2 && killed.state == .unknown)
    #expect(killed.executing == .unknown)
  }

  @Test func `closed gates count by name, a missing person isn't one, and waivers count once`() {
    let run = facts([
      (0, .started, { ($0.created, $0.approved) = (Self.start - 900, Self.start - 300) }),
      (0, .gate, { ($0.outcome, $0.note) = ("passed", "waiver r@a countersigned by x") }),
      (1, .gate, { ($0.outcome, $0.gate) = ("refused", "target") }),
      (2, .finished, { $0.state = "stopped" }), (3, .resumed, { _ in }),
      (3, .gate, { ($0.outcome, $0.note) = ("passed", "waiver r@a countersigned by x") }),
      (4, .gate, { ($0.outcome, $0.gate) = ("refused", "person") }),
      (5, .gate, { $0.outcome = "refused" }), (6, .finished, { $0.state = "stopped" }),
    ])
    #expect(run.refusals == ["target": 1, "person": 1, "other": 1])
    #expect(run.waivers == 1 && run.resumptions == 1)
    #expect(run.approving == .seconds(600))
    let all = RunStatistics(
      [("p", run)], rehearsals: 0, running: 0, unsealed: 0, refusedBefore: [:], unverified: [],
      span: nil,
      at: Self.start)
    #expect(all.events.refused.times == 2 && all.events.waited.times == 1)
    #expect(all.states["stopped"] == 1 && all.times.execute.count == 0)
  }

  private static func grants(_ post: String = "") throws -> Plan {
    try Plan.parse(
      text: """
        apiVersion: handoff/v1
        kind: ChangePlan
        metadata: {id: p, ticket: T-7}
        steps:
          - {id: one, class: grant, run: {argv: ['true']}}
          - {id: two, class: grant, run: {argv: ['true']}}
          - {id: three, class: grant, run: {argv: ['true']}}
        post:
          - {id: drop, kind: revoke, what: one}
          - {id: turn, kind: rotate, what: a key}
        """, file: "plan.yaml")
  }

  @Test func `a grant lasts until a task, a person or the way back has taken it`() throws {
    func done(_ id: String) -> (inout JournalEvent) -> Void {
      { (event: inout JournalEvent) in (event.step, event.state) = (id, "done") }
    }
    func task(_ id: String) -> (inout JournalEvent) -> Void {
      { (event: inout JournalEvent) in (event.step, event.state, event.phase) = (id, "done", .post)
      }
    }
    let given: [(at: Int, kind: JournalEvent.Kind, fill: (inout JournalEvent) -> Void)] = [
      (0, .started, { _ in }), (10, .step, done("one")), (20, .step, done("two")),
      (30, .step, done("three")), (40, .finished, { $0.state = "done" }),
    ]
    let open = facts(given, plan: try Self.grants())
    #expect(open.revoking.isEmpty && open.ticket == "T-7")
    #expect(open.open.map(\.id) == ["drop", "turn", "two", "three"])
    #expect(open.open.map { $0.since - Self.start } == [10, 40, 20, 30])
    let closed = facts(
      given + [
        (110, .step, task("post:drop")), (220, .step, task("post:grant.two")),
        (230, .step, task("post:turn")),
        (330, .step, { ($0.step, $0.state) = ("three", "rolled-back") }),
      ], plan: try Self.grants())
    #expect(closed.open.isEmpty)
    #expect(closed.revoking == [.seconds(100), .seconds(300), .seconds(200)])
  }
}
