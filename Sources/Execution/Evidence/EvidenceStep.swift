import Documents
import Plans

/// One step, planned against actual.
struct EvidenceStep {
  struct Attempt {
    var number: Int
    var begun: Timestamp
    /// Nil: its end is not known.
    var result: JournalEvent?
    var end: String
  }

  let step: Step
  let progress: StepProgress
  let attempts: [Attempt]
  let rollbacks: [Attempt]
  let verifications: [Attempt]
  /// Who agreed to it, and how.
  let agreements: [String]
  /// Whether the run ended before it came to the step.
  let isLeftOver: Bool

  init(_ step: Step, _ record: EvidenceRecord) {
    self.step = step
    progress = record.progress.step(step.id)
    let own = record.events.filter { $0.step == step.id }
    attempts = Self.attempts(own, .run)
    rollbacks = Self.attempts(own, .rollback)
    verifications = Self.attempts(own, .verify)
    agreements = own.filter { $0.type == .confirmed }.map { event in
      "\(event.actor ?? "somebody"), \(event.ts): \(event.note ?? "")"
    }
    isLeftOver = progress.state == .pending && !progress.mayHaveRun
  }

  /// In words: the state that the journal tells.
  var state: String {
    if isLeftOver { return "not run" }
    return progress.wasAlreadyDone ? "done already" : progress.state.rawValue
  }

  static func attempts(_ events: [JournalEvent], _ phase: JournalEvent.Phase) -> [Attempt] {
    events.filter { $0.type == .intent && $0.phase == phase }.map { intent in
      let later = events.drop { $0.seq <= intent.seq }.first {
        ($0.type == .result || $0.type == .resolved) && $0.phase == phase
          && $0.attempt == intent.attempt
      }
      return Attempt(
        number: intent.attempt ?? 0, begun: intent.ts,
        result: later?.type == .result ? later : nil, end: end(later))
    }
  }

  private static func end(_ event: JournalEvent?) -> String {
    guard let event else { return "its end is not known" }
    if event.type == .resolved {
      return "its end was lost; judged \(event.outcome ?? "") by \(event.note ?? "")"
    }
    let how = event.exit.map { "exit \($0)" } ?? event.signal.map { "signal \($0)" } ?? ""
    return "\(how) in \(seconds(event.milliseconds ?? 0)), \(event.outcome ?? "")"
  }

  static func seconds(_ milliseconds: Int) -> String {
    let text = "\(milliseconds / 1000)"
    if milliseconds >= 100_000 { return "\(text) s" }
    return "\(text).\(milliseconds % 1000 / 100) s"
  }

  /// Name, planned, actual; a row stands where either says something.
  var rows: [(name: String, planned: String, actual: String)] {
    var rows: [(String, String, String)] = [("State", "done", state)]
    if let command = step.run {
      let timeout = "at most \(command.effectiveTimeout) s"
      rows.append(
        (
          "Command", PlanPreview.lines(of: command).joined(separator: "\n"), text(attempts)
        ))
      rows.append(("Time", timeout, time))
    } else if let patch = step.patch {
      rows.append(("Patch", "patches/\(patch.id).patch", text(attempts)))
    }
    let expected = PlanPreview.expected(of: step).joined(separator: "; ")
    if !expected.isEmpty || !verifications.isEmpty {
      rows.append(("Expected", expected, verified))
    }
    let confirmation = step.confirmation
    if confirmation != .notNeeded || !agreements.isEmpty {
      let planned =
        switch confirmation {
        case .notNeeded: ""
        case .plain: "confirmed"
        case .typed: "confirmed by typing its id"
        }
      rows.append(("Agreed", planned, agreements.joined(separator: "; ")))
    }
    if step.retries > 0 || attempts.count > 1 {
      rows.append(
        (
          "Attempts", "at most \(step.isIdempotent ? step.retries + 1 : 1) a call",
          "\(attempts.count)"
        ))
    }
    if step.changes {
      rows.append(("Rollback", PlanPreview.rollback(of: step), rolledBack))
    }
    if let merged = progress.pullRequest { rows.append(("Merged", "", merged.text)) }
    if let note = progress.note { rows.append(("Reason", "", note)) }
    return rows
  }

  private func text(_ attempts: [Attempt]) -> String {
    if attempts.isEmpty { return progress.wasAlreadyDone ? "not needed" : "not run" }
    guard attempts.count > 1 else { return attempts[0].end }
    return attempts.map { "attempt \($0.number): \($0.end)" }.joined(separator: "\n")
  }

  private var time: String {
    attempts.map { attempt in
      "\(attempt.begun)" + (attempt.result.map { " to \($0.ts)" } ?? "")
    }.joined(separator: "\n")
  }

  private var verified: String {
    guard let last = verifications.last else {
      return attempts.last?.result?.outcome == CommandOutcome.met.rawValue ? "met" : ""
    }
    let tries = verifications.count > 1 ? " at try \(verifications.count)" : ""
    return "verification: \(last.end)\(tries)"
  }

  private var rolledBack: String {
    switch progress.state {
    case .rolledBack where rollbacks.isEmpty: "taken back \(progress.note ?? "by hand")"
    case .rolledBack, .rollbackFailed: "\(progress.state.rawValue): \(text(rollbacks))"
    case .kept: "left as it is"
    default: rollbacks.isEmpty ? "not taken back" : text(rollbacks)
    }
  }
}
