import Audit
import Documents
import Execution
import Plans
import Testing

/// A run that was made up, with what its provider's trail would tell of it.
struct AuditedStory: Sendable, CustomTestStringConvertible {
  /// A record of the trail.
  struct Record: Sendable {
    enum Expected: Sendable, Equatable {
      case explained(step: String, Strength)
      case background
      case unexplained(Verdict.Reason)
    }

    /// When, relative to the run.
    enum Moment: Sendable {
      /// While this step ran: its number.
      case during(Int)
      /// Between this step and the next one.
      case after(Int)
      /// Long before or after the run.
      case longBefore, longAfter
    }

    var moment: Moment
    var expected: Expected
    /// The record without its time: `@TIME@` and `@ID@` stand for what differs.
    var text: String

    init(_ moment: Moment, _ expected: Expected, _ text: String) {
      self.moment = moment
      self.expected = expected
      self.text = text
    }
  }

  /// How a provider exports its records.
  struct Form: Sendable {
    var name: String
    /// Of records in the order of their times.
    var write: @Sendable ([(time: Timestamp, id: Int, text: String)]) -> String
  }

  var name: String
  var target: String
  /// The steps' commands, as YAML flow sequences.
  var steps: [(id: String, class: String, argv: String)]
  /// As the journal has it; nil: named by the plan.
  var caller: (provider: String, name: String)?
  var records: [Record]
  var forms: [Form]

  var testDescription: String { name }

  static let start = Timestamp(seconds: 1_795_251_600)
  static let stepLength = 60
  static let stepDistance = 600

  static func begin(of step: Int) -> Timestamp { start + 60 + step * stepDistance }

  var plan: Plan {
    get throws {
      let steps = steps.map { "  - {id: \($0.id), class: \($0.class), run: {argv: \($0.argv)}}" }
      return try Plan.parse(
        text: """
          apiVersion: handoff/v1
          kind: ChangePlan
          metadata: {id: p, ticket: T-1, client: acme}
          target: \(target)
          window: {start: 2026-11-21T08:00:00Z, end: 2026-11-21T12:00:00Z}
          steps:
          \(steps.joined(separator: "\n"))

          """, file: "plan.yaml")
    }
  }

  /// - Parameter delay: seconds later than the others.
  func run(delay: Int = 0) throws -> AuditedRun {
    let plan = try plan
    var events: [JournalEvent] = []
    func add(
      _ kind: JournalEvent.Kind, _ time: Timestamp, _ fill: (inout JournalEvent) -> Void = { _ in }
    ) {
      var event = JournalEvent(
        seq: events.count + 1, ts: time, run: "change-T-1", prev: "", type: kind)
      event.actor = "erik@acme.example"
      fill(&event)
      events.append(event)
    }
    add(.started, Self.start + delay)
    if let caller {
      add(.gate, Self.start + delay + 1) {
        $0.outcome = "passed"
        $0.note = "identity (\(caller.provider)): '\(caller.name)', told by /usr/bin/tool"
      }
    }
    for (index, step) in plan.steps.enumerated() {
      let begin = Self.begin(of: index) + delay
      add(.intent, begin) {
        ($0.step, $0.phase, $0.attempt) = (step.id, .run, 1)
        $0.command = step.run?.digest
      }
      add(.result, begin + Self.stepLength) {
        ($0.step, $0.phase, $0.attempt, $0.outcome) = (step.id, .run, 1, "met")
      }
      add(.step, begin + Self.stepLength) { ($0.step, $0.state) = (step.id, "done") }
    }
    add(.finished, Self.begin(of: plan.steps.count) + delay) { $0.state = "done" }
    return AuditedRun(folder: "run", plan: plan, events: events, identities: [])
  }

  /// Each record at a time of its own.
  func placed(
    _ random: inout SeededGenerator
  ) -> [(time: Timestamp, record: Record)] {
    var taken: Set<Timestamp> = []
    var placed: [(time: Timestamp, record: Record)] = []
    for record in records {
      var time = Self.start
      repeat {
        let offset = Int.random(in: 1..<Self.stepLength, using: &random)
        time =
          switch record.moment {
          case .during(let step): Self.begin(of: step) + offset
          case .after(let step): Self.begin(of: step) + 240 + offset
          case .longBefore: Self.start - 7200 - offset
          case .longAfter: Self.start + 86400 + offset
          }
      } while !taken.insert(time).inserted
      placed.append((time, record))
    }
    return placed.sorted { $0.time < $1.time }
  }
}

/// SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension AuditedStory.Form {
  typealias Rows = [(time: Timestamp, id: Int, text: String)]

  static func filled(_ row: Rows.Element) -> String {
    row.text.replacing("@TIME@", with: String(row.time.description.dropLast()))
      .replacing("@ID@", with: "\(row.id)")
  }

  /// One record a line.
  static let lines = AuditedStory.Form(name: "a line each") { rows in
    rows.map { filled($0) + "\n" }.joined()
  }

  static let array = AuditedStory.Form(name: "an array") { rows in
    "[\n  " + rows.map { filled($0) }.joined(separator: ",\n  ") + "\n]\n"
  }

  /// In an object's list, on one line.
  static func wrapped(_ member: String, _ before: String = "") -> AuditedStory.Form {
    AuditedStory.Form(name: "in '\(member)'") { rows in
      "{\(before)\"\(member)\":[" + rows.map { filled($0) }.joined(separator: ",") + "]}"
    }
  }
}
