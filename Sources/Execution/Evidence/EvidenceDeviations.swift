import Documents
import Plans

/// Where a run went another way than its plan, in the journal's order.
struct EvidenceDeviations {
  struct Deviation: Equatable {
    var time: Timestamp?
    var step: String
    /// One word or two: `failed`, `skipped`, `rolled back`.
    var kind: String
    var reason: String
  }

  let all: [Deviation]

  init(_ record: EvidenceRecord) {
    var all = record.plan.waivers.map { waiver in
      let signers = record.events.compactMap(\.note).filter {
        $0.hasPrefix("waiver \(waiver.key) countersigned by ")
      }.map { String($0.dropFirst("waiver \(waiver.key) countersigned by ".count)) }
      let who = signers.isEmpty ? "nobody" : signers.joined(separator: ", ")
      return Deviation(
        time: nil, step: waiver.step ?? "", kind: "waiver",
        reason: "\(waiver.rule): \(waiver.reason); countersigned by \(who)")
    }
    all += record.events.compactMap { Self.deviation($0, record) }
    all += Self.outsideWindow(record)
    for (path, reason) in record.leftOut.sorted(by: { $0.key < $1.key }) {
      all.append(Deviation(time: nil, step: "", kind: "left out", reason: "\(path): \(reason)"))
    }
    let isOver = record.progress.isOver
    for step in record.plan.steps.map({ EvidenceStep($0, record) }) where step.isLeftOver {
      all.append(
        Deviation(
          time: nil, step: step.step.id, kind: "not run",
          reason: isOver ? "the run is \(record.outcome)" : "the run is not over"))
    }
    self.all = all
  }

  private static func deviation(_ event: JournalEvent, _ record: EvidenceRecord) -> Deviation? {
    func deviation(_ kind: String, _ reason: String?) -> Deviation {
      Deviation(time: event.ts, step: event.step ?? "", kind: kind, reason: reason ?? "")
    }
    switch event.type {
    case .started, .resumed:
      if let reason = event.emergency { return deviation("emergency", reason) }
      return event.type == .resumed
        ? deviation("taken up again", "by \(event.actor ?? "somebody")") : nil
    case .recovered: return deviation("journal recovered", event.note)
    case .interrupted:
      return deviation("interrupted", event.signal.map { "signal \($0)" })
    case .resolved:
      return deviation("end was lost", "judged \(event.outcome ?? "") by \(event.note ?? "")")
    case .waived: return deviation("left open", event.note)
    case .notified: return deviation("not notified", event.note)
    case .gate where event.outcome == "refused": return deviation("gate closed", event.note)
    case .gate where event.note?.contains("--yes") == true:
      return deviation("taken for granted", event.note)
    case .result:
      guard event.phase?.hasEffect == true, event.outcome != CommandOutcome.met.rawValue else {
        return event.note.map { deviation("remark", $0) }
      }
      // The step's own failure says it.
      let next = record.events.first { $0.seq == event.seq + 1 }
      if next?.type == .step, next?.step == event.step { return nil }
      return deviation(
        "command \(event.outcome ?? "")",
        [event.exit.map { "exit \($0)" }, event.signal.map { "signal \($0)" }, event.note]
          .compactMap(\.self).joined(separator: ", "))
    case .step: return state(event, deviation)
    default: return nil
    }
  }

  private static func state(
    _ event: JournalEvent, _ deviation: (String, String?) -> Deviation
  ) -> Deviation? {
    if event.phase == .post {
      return event.state == "failed" ? deviation("task failed", event.note) : nil
    }
    switch event.state.flatMap({ StepProgress.State(rawValue: $0) }) {
    case .failed: return deviation("failed", event.note)
    case .skipped: return deviation("skipped", event.note)
    case .rolledBack: return deviation("rolled back", event.note)
    case .rollbackFailed: return deviation("rollback failed", event.note)
    case .kept: return deviation("not taken back", event.note)
    case .done where event.outcome == "already-done":
      return deviation("done already", "before the run came to it")
    case .done, .pending, .unknown, nil: return nil
    }
  }

  private static func outsideWindow(_ record: EvidenceRecord) -> [Deviation] {
    guard let window = record.plan.window, record.progress.emergency == nil else { return [] }
    var all: [Deviation] = []
    for intent in record.events where intent.beginsStep && !window.contains(intent.ts) {
      all.append(
        Deviation(
          time: intent.ts, step: intent.step ?? "", kind: "outside the window",
          reason: "the window is \(window.start) to \(window.end)"))
    }
    if let last = record.events.last(where: { $0.type == .result && $0.phase == .run }),
      last.ts > window.end, window.contains(last.ts - (last.milliseconds ?? 0) / 1000 - 1)
    {
      all.append(
        Deviation(
          time: last.ts, step: last.step ?? "", kind: "ended after the window",
          reason: "the window closed at \(window.end)"))
    }
    return all
  }
}

extension RunProgress {
  /// Whether nothing of the plan is left to do, well or badly.
  package var isOver: Bool {
    switch state {
    case .done, .failed, .rolledBack, .rollbackFailed, .rollbackIncomplete: unknownStep == nil
    case .running, .interrupted, .stopped, .unknown: false
    }
  }
}
