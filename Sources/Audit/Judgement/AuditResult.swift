package import Documents
internal import Plans

/// The answer of an audit.
package struct AuditResult: Sendable {
  /// A command that ran and whose event no trail shows.
  package struct Missing: Sendable {
    package var run: Int
    package var step: String
    package var phase: String
    package var attempt: Int
    package var begin: Timestamp
    package var end: Timestamp
    package var provider: TrailProvider
    /// Whether it was there to change something.
    package var changes: Bool
    /// Whether an event was to be expected: a trail of its provider was read.
    package var hasTrail: Bool
  }

  package struct Alert: Sendable {
    package var item: Int
    package var reason: Verdict.Reason
    package var message: String
  }

  package let runs: [AuditedRun]
  package let tolerance: Int
  package let timeline: AuditTimeline
  package let files: [TrailReader.File]
  package let faults: [TrailReader.Fault]
  package let missing: [Missing]
  /// Of the unexplained events those that concern the run: what its identity did besides, and what
  /// somebody else changed while it went on.
  package let alerts: [Alert]

  package init(
    judge: AuditJudge, timeline: AuditTimeline, files: [TrailReader.File],
    faults: [TrailReader.Fault]
  ) {
    runs = judge.runs
    tolerance = judge.tolerance
    self.timeline = timeline
    self.files = files
    self.faults = faults
    missing = Self.missing(judge.runs, timeline)
    alerts = Self.alerts(judge, timeline)
  }

  package var unreadable: Int { files.reduce(0) { $0 + $1.unreadable } }

  package func count(_ verdict: String) -> Int {
    timeline.items.count { $0.verdict.name == verdict } + (timeline.unlisted[verdict] ?? 0)
  }

  package var missingChanges: Int { missing.count { $0.changes && $0.hasTrail } }

  /// 2: something isn't explained, or a change has no event; 1: a record can't be read, so nobody
  /// knows.
  package var exitStatus: Int32 {
    guard !runs.isEmpty else { return unreadable > 0 ? 1 : 0 }
    if count("unexplained") > 0 || missingChanges > 0 { return 2 }
    return unreadable > 0 ? 1 : 0
  }

  private static func missing(_ runs: [AuditedRun], _ timeline: AuditTimeline) -> [Missing] {
    var all: [Missing] = []
    for (index, run) in runs.enumerated() {
      for span in run.spans where !timeline.isTraced(index, span) {
        guard let trace = span.traces.first(where: \.leavesEvents),
          let provider = trace.providers.sorted(by: { $0.rawValue < $1.rawValue }).first
        else { continue }
        all.append(
          Missing(
            run: index, step: span.name, phase: span.phase, attempt: span.attempt,
            begin: span.begin, end: span.end, provider: provider,
            changes: span.changes && span.traces.contains { $0.leavesEvents && !$0.onlyReads },
            hasTrail: timeline.providers.contains(provider)))
      }
    }
    return all
  }

  private static func alerts(_ judge: AuditJudge, _ timeline: AuditTimeline) -> [Alert] {
    var all: [Alert] = []
    for (index, item) in timeline.items.enumerated() {
      guard case .unexplained(let reason, let message) = item.verdict else { continue }
      switch reason {
      case .resource, .time, .action: break
      case .identity, .unknown:
        let isDuring = judge.runs.contains {
          $0.begin - judge.tolerance <= item.event.time
            && item.event.time <= $0.end + judge.tolerance
        }
        guard isDuring, !item.event.isReadOnly, reason == .identity else { continue }
      }
      let what =
        reason == .identity ? "another identity changed something while the run went on" : message
      all.append(Alert(item: index, reason: reason, message: what))
    }
    return all
  }
}
