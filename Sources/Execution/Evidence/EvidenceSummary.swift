package import Bundles
import Documents
package import Plans

/// What a run's journal tells, arranged for a reader.
package struct EvidenceSummary: Sendable {
  package struct Row: Sendable {
    var cells: [String]
  }

  struct Table: Sendable {
    var title: String
    var head: [String]
    var rows: [[String]]
  }

  let title: String
  /// Name and value.
  let facts: [(String, String)]
  let tables: [Table]

  /// - Parameter changedOutputs: outputs in which redaction found more than while they were
  ///   captured, so that the journal's digest is of the text before.
  package init(
    plan: Plan, manifest: Manifest, events: [JournalEvent], changedOutputs: Set<String>
  ) {
    let progress = RunProgress(events)
    title =
      (progress.emergency == nil ? "" : "EMERGENCY: ") + (plan.metadata.title ?? plan.metadata.id)
    let first = events.first
    let last = events.last
    facts = [
      ("Result", progress.unknownStep == nil ? progress.state.rawValue : "unknown"),
      ("Emergency", progress.emergency ?? ""), ("Review", Self.review(plan, progress)),
      ("Run", first?.run ?? ""), ("Bundle", manifest.id), ("Ticket", manifest.ticket),
      ("Client", manifest.client),
      ("Target", plan.target.parts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")),
      ("Executed by", first?.actor ?? ""), ("Begun", first?.ts.description ?? ""),
      ("Last event", last?.ts.description ?? ""),
    ].filter { !$0.1.isEmpty }
    tables = [
      Self.gates(events), Self.steps(plan, progress, events), Self.commands(events, changedOutputs),
      Self.decisions(events), Self.checkpoints(events),
    ].filter { !$0.rows.isEmpty }
  }

  /// Of an emergency.
  private static func review(_ plan: Plan, _ progress: RunProgress) -> String {
    guard progress.emergency != nil else { return "" }
    let isDone = plan.emergencyReviews.allSatisfy { progress.postStates["post:\($0.id)"] == "done" }
    return isDone ? "done" : "due: not confirmed yet"
  }

  private static func gates(_ events: [JournalEvent]) -> Table {
    Table(
      title: "Gates", head: ["Time", "Step", "Outcome", "What"],
      rows: events.filter { $0.type == .gate }.map {
        [$0.ts.description, $0.step ?? "", $0.outcome ?? "", $0.note ?? ""]
      })
  }

  private static func steps(
    _ plan: Plan, _ progress: RunProgress, _ events: [JournalEvent]
  ) -> Table {
    Table(
      title: "Steps", head: ["Step", "What", "Class", "State", "Attempts", "Remark"],
      rows: plan.steps.map { step in
        let state = progress.step(step.id)
        return [
          step.id, step.title, step.class.rawValue, state.state.rawValue,
          String(state.attempts[.run] ?? 0),
          [
            state.wasAlreadyDone ? "done already" : state.note,
            state.pullRequest.map { "pull request \($0.text)" },
          ].compactMap(\.self).joined(separator: "; "),
        ]
      })
  }

  private static func commands(
    _ events: [JournalEvent], _ changed: Set<String>
  ) -> Table {
    let results = events.filter { $0.type == .result }
    return Table(
      title: "Commands",
      head: ["Ended", "Step", "For", "Outcome", "Exit", "Seconds", "Output (redacted)"],
      rows: results.map { event in
        let seconds = Double(event.milliseconds ?? 0) / 1000
        let exit = event.exit.map(String.init) ?? event.signal.map { "signal \($0)" } ?? ""
        return [
          event.ts.description, event.step ?? "", event.phase?.rawValue ?? "",
          event.outcome ?? "", exit, String(seconds), outputs(event, changed),
        ]
      })
  }

  private static func outputs(_ event: JournalEvent, _ changed: Set<String>) -> String {
    guard let name = event.step, let phase = event.phase, let attempt = event.attempt else {
      return ""
    }
    let base = RunFolder.fileName(name, phase: phase, attempt: attempt)
    let files = [("\(base).txt", event.stdout), ("\(base).stderr.txt", event.stderr)]
    return files.compactMap { file, digest in
      guard let digest else { return nil }
      let note = changed.contains(file) ? ", more redacted since" : ""
      return "outputs/\(file) (\(digest.bytes) bytes, sha256 \(digest.sha256.prefix(16))\(note))"
    }.joined(separator: "; ")
  }

  private static func decisions(_ events: [JournalEvent]) -> Table {
    let kinds: [JournalEvent.Kind] = [
      .confirmed, .resolved, .resumed, .recovered, .interrupted, .finished, .notified,
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
