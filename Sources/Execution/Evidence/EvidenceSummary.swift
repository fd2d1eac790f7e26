import Bundles
import Documents
import Plans

/// What a run's journal tells, arranged for a reader.
struct EvidenceSummary {
  struct Table {
    var title: String
    var head: [String]
    var rows: [[String]]
  }

  let title: String
  let facts: [(name: String, value: String)]
  let timeline: EvidenceTimeline
  let steps: [EvidenceStep]
  /// What stands before the steps, and after them.
  let deviations: Table
  let tables: [Table]

  init(_ record: EvidenceRecord) {
    let (plan, progress, events) = (record.plan, record.progress, record.events)
    title =
      (progress.emergency == nil ? "" : "EMERGENCY: ") + (plan.metadata.title ?? plan.metadata.id)
    steps = plan.steps.map { EvidenceStep($0, record) }
    let deviations = EvidenceDeviations(record)
    timeline = EvidenceTimeline(record, deviations: deviations)
    facts = Self.facts(record)
    self.deviations = Table(
      title: "Deviations", head: ["Time", "Step", "What", "Reason"],
      rows: deviations.all.map {
        [$0.time?.description ?? "", $0.step, $0.kind, $0.reason]
      })
    tables = [
      Self.approvals(record), Self.gates(events), Self.commands(record), Self.tasks(record),
      Self.decisions(events), Self.checkpoints(events),
    ].filter { !$0.rows.isEmpty }
  }

  private static func facts(_ record: EvidenceRecord) -> [(name: String, value: String)] {
    let (plan, progress, events) = (record.plan, record.progress, record.events)
    let read = events.filter { $0.type == .gate && $0.outcome == "passed" }.compactMap(\.note)
      .filter { $0.hasPrefix("target") }.reduce(into: [String]()) { notes, note in
        if !notes.contains(note) { notes.append(note) }
      }
    let window = plan.window.map { "\($0.start) to \($0.end)" }
    return [
      ("Result", record.outcome), ("Emergency", progress.emergency ?? ""),
      ("Review", review(plan, progress)), ("Run", events.first?.run ?? ""),
      ("Bundle", record.manifest.id), ("SHA256SUMS of the bundle", record.sums),
      ("Plan", "\(plan.metadata.id), serial \(plan.metadata.serial)"),
      ("Ticket", record.manifest.ticket), ("Client", record.manifest.client),
      ("Target", plan.target.parts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")),
      ("Target as it was read", read.joined(separator: "; ")), ("Window", window ?? "none"),
      ("Executed by", record.executors.joined(separator: ", ")),
      ("Begun", events.first?.ts.description ?? ""),
      ("Last event", events.last?.ts.description ?? ""),
    ].filter { !$0.1.isEmpty }
  }

  /// Of an emergency.
  private static func review(_ plan: Plan, _ progress: RunProgress) -> String {
    guard progress.emergency != nil else { return "" }
    let isDone = plan.emergencyReviews.allSatisfy { progress.postStates["post:\($0.id)"] == "done" }
    return isDone ? "done" : "due: not confirmed yet"
  }

  private static func approvals(_ record: EvidenceRecord) -> Table {
    Table(
      title: "Approvals", head: ["Signed", "Role", "Who", "Key", "Decision", "Used", "Reason"],
      rows: record.approvals.map { one in
        let isUsed = record.events.contains {
          $0.type == .gate && $0.note.map(one.isNamed) == true
        }
        return [
          one.approval.created.description, one.approval.role, one.approval.principal,
          one.fingerprint, one.approval.decision.rawValue, isUsed ? "yes" : "no",
          one.approval.reason ?? "",
        ]
      })
  }

  private static func gates(_ events: [JournalEvent]) -> Table {
    Table(
      title: "Gates", head: ["Time", "Step", "Outcome", "What"],
      rows: events.filter { $0.type == .gate }.map {
        [$0.ts.description, $0.step ?? "", $0.outcome ?? "", $0.note ?? ""]
      })
  }

  private static func commands(_ record: EvidenceRecord) -> Table {
    Table(
      title: "Commands",
      head: ["Ended", "Step", "For", "Outcome", "Exit", "Time", "Output (redacted)"],
      rows: record.events.filter { $0.type == .result }.map { event in
        let exit = event.exit.map(String.init) ?? event.signal.map { "signal \($0)" } ?? ""
        return [
          event.ts.description, event.step ?? "", event.phase?.rawValue ?? "",
          event.outcome ?? "", exit, EvidenceStep.seconds(event.milliseconds ?? 0),
          outputs(event, record),
        ]
      })
  }

  private static func outputs(_ event: JournalEvent, _ record: EvidenceRecord) -> String {
    EvidenceRecord.outputs(of: event).map { path, digest in
      let again = record.isRedactedAgain(path, captured: digest.sha256)
      let note =
        record.leftOut[path] != nil ? ", left out" : again ? ", more redacted since" : ""
      return "\(path) (\(digest.bytes) bytes, sha256 \(digest.sha256.prefix(16))\(note))"
    }.joined(separator: "; ")
  }

  /// What was revoked, rotated and confirmed, or is open.
  private static func tasks(_ record: EvidenceRecord) -> Table {
    Table(
      title: "Afterwards", head: ["What", "State", "Time", "Who", "How it is known"],
      rows: CloseOut(plan: record.plan, record.progress).summary.map {
        [$0.what, $0.state, $0.time, $0.who, $0.how]
      })
  }

  private static func decisions(_ events: [JournalEvent]) -> Table {
    let kinds: [JournalEvent.Kind] = [
      .confirmed, .resolved, .resumed, .recovered, .interrupted, .finished, .notified, .waived,
      .closed,
    ]
    return Table(
      title: "Decisions and interruptions", head: ["Time", "Event", "Step", "Who", "What"],
      rows: events.filter { kinds.contains($0.type) }.map { event in
        let what = [event.state, event.outcome, event.note, event.signal.map { "signal \($0)" }]
        return [
          event.ts.description, event.type.rawValue, event.step ?? "", event.actor ?? "",
          what.compactMap(\.self).joined(separator: ", "),
        ]
      })
  }

  private static func checkpoints(_ events: [JournalEvent]) -> Table {
    Table(
      title: "Checkpoints", head: ["Signed line"],
      rows: events.compactMap { Checkpoint($0).map { [$0.text] } })
  }
}
