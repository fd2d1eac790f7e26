internal import Documents
internal import Execution
internal import Plans

/// Compares one event with what the journals tell.
package struct AuditJudge: Sendable {
  package let runs: [AuditedRun]
  /// By how much two clocks may differ: seconds.
  package let tolerance: Int

  package init(runs: [AuditedRun], tolerance: Int) {
    self.runs = runs
    self.tolerance = tolerance
  }

  /// - Parameter isTraced: whether an event was found for a command already; of two that fit, the
  ///   other one is taken.
  func verdict(
    of entry: TrailEntry, isTraced: (_ run: Int, _ span: AuditedRun.Span) -> Bool
  ) -> Verdict {
    guard !runs.isEmpty else { return entry.event.isBackground ? .background : .listed }
    let own = runs.indices.filter { isExecutor(of: runs[$0], entry) }
    // Two runs of one plan within the clocks' difference hold the same commands.
    let candidates = own.flatMap { fits(of: entry, in: $0, isTraced) }
    if let best = candidates.min(by: { $0.isBetter(than: $1) }) {
      return .explained(
        Verdict.Explanation(
          run: best.run, step: best.span.name, phase: best.span.phase, attempt: best.span.attempt,
          strength: best.strength, apart: best.outside))
    }
    var refusals: [Verdict] = []
    for index in own {
      let verdict = refusal(of: entry, by: index)
      if verdict.isExplained { return verdict }
      refusals.append(verdict)
    }
    // The run that was going on says most.
    if let refusal = refusals.min(by: { Self.rank($0) < Self.rank($1) }) { return refusal }
    if entry.event.isBackground { return .background }
    let provider = entry.event.provider
    guard runs.contains(where: { $0.concerns(provider) }) else {
      return .unexplained(.identity, "no journal is of a run that acts here")
    }
    let isUnknown = runs.allSatisfy { ($0.identities[provider] ?? []).isEmpty }
    return isUnknown
      ? .unexplained(.unknown, "no journal tells by which identity its run acted here")
      : .unexplained(.identity, "done by another identity than the run's")
  }

  private static func rank(_ verdict: Verdict) -> Int {
    guard case .unexplained(let reason, _) = verdict else { return 9 }
    return [.resource, .action, .time].firstIndex(of: reason) ?? 8
  }

  private func isExecutor(of run: AuditedRun, _ entry: TrailEntry) -> Bool {
    guard let names = run.identities[entry.event.provider], !names.isEmpty else { return false }
    let told = ([entry.event.identity] + entry.aliases).filter { !$0.isEmpty }
    switch entry.event.provider {
    case .google, .azure:
      let lower = Set(names.map { $0.lowercased() })
      return told.contains { lower.contains($0.lowercased()) }
    default: return told.contains(where: names.contains)
    }
  }

  /// The commands of a run that can have left the event.
  private func fits(
    of entry: TrailEntry, in index: Int,
    _ isTraced: (_ run: Int, _ span: AuditedRun.Span) -> Bool
  ) -> [Fit] {
    guard elsewhere(entry.event, runs[index]) == nil else { return [] }
    let time = entry.event.time
    return spans(at: time, in: runs[index]).compactMap { span in
      guard let strength = strength(of: entry, span) else { return nil }
      let outside = max(0, max(span.begin - time, time - span.end))
      return Fit(
        run: index, span: span, strength: strength, outside: outside,
        isTraced: isTraced(index, span))
    }
  }

  private func spans(at time: Timestamp, in run: AuditedRun) -> [AuditedRun.Span] {
    run.spans.filter { $0.begin - tolerance <= time && time <= $0.end + tolerance }
  }

  /// Of an event that no command can have left.
  private func refusal(of entry: TrailEntry, by index: Int) -> Verdict {
    let run = runs[index]
    if let elsewhere = elsewhere(entry.event, run) { return .unexplained(.resource, elsewhere) }
    let time = entry.event.time
    if isTargetReading(entry), run.begin - tolerance - 60 <= time, time <= run.end + tolerance {
      return .explained(
        Verdict.Explanation(
          run: index, step: "target", phase: "gate", attempt: 1, strength: .action))
    }
    if let window = run.plan.window,
      time < window.start - tolerance || time > window.end + tolerance
    {
      return .unexplained(.time, "the run's identity, outside the plan's window")
    }
    let spans = self.spans(at: time, in: run)
    if spans.isEmpty {
      let isDuring = run.begin - tolerance <= time && time <= run.end + tolerance
      return .unexplained(
        .time,
        isDuring
          ? "the run's identity, when no step ran"
          : "the run's identity, before or after the run")
    }
    let names = Set(spans.map(\.name)).sorted().prefix(3)
    return .unexplained(
      .action,
      "the run's identity, while \(names.map { "'\($0)'" }.joined(separator: ", ")) ran, whose commands don't do that"
    )
  }

  /// A command that can have left the event.
  private struct Fit {
    var run: Int
    var span: AuditedRun.Span
    var strength: Strength
    /// Seconds from its own time.
    var outside: Int
    var isTraced: Bool

    func isBetter(than other: Fit) -> Bool {
      if strength != other.strength { return strength > other.strength }
      if (outside == 0) != (other.outside == 0) { return outside == 0 }
      if isTraced != other.isTraced { return !isTraced }
      return outside < other.outside
    }
  }

  private func strength(of entry: TrailEntry, _ span: AuditedRun.Span) -> Strength? {
    span.traces.compactMap { $0.strength(of: entry) }.max()
  }

  /// What the runner itself asks before the run and before each step that changes something.
  private func isTargetReading(_ entry: TrailEntry) -> Bool {
    switch entry.event.provider {
    case .aws:
      entry.event.service == "sts.amazonaws.com" && entry.event.action == "GetCallerIdentity"
    case .kubernetes:
      entry.object?.resource == "selfsubjectreviews" && entry.object?.verb == "create"
        || entry.object.map { $0.resource.isEmpty && $0.verb == "get" && $0.path.hasPrefix("/api") }
          == true
    default: false
    }
  }

  // MARK: Places

  private static let globalServices: Set<String> = [
    "iam.amazonaws.com", "sts.amazonaws.com", "route53.amazonaws.com", "cloudfront.amazonaws.com",
    "organizations.amazonaws.com", "signin.amazonaws.com", "support.amazonaws.com",
    "health.amazonaws.com", "globalaccelerator.amazonaws.com",
  ]

  /// - Returns: where the event is, where that isn't a place of the plan's.
  private func elsewhere(_ event: TrailEvent, _ run: AuditedRun) -> String? {
    let target = run.plan.target
    func differs(_ field: String, _ named: String?) -> String? {
      guard let named, let told = event.scope[field], told.lowercased() != named.lowercased()
      else { return nil }
      return "in another \(Self.words(field)) than the plan's"
    }
    if let text = differs("account", target.account) ?? differs("project", target.project)
      ?? differs("subscription", target.subscription)
    {
      return text
    }
    if let region = event.scope["region"], !run.regions.isEmpty,
      !Self.globalServices.contains(event.service), event.provider != .google || region != "global",
      !run.regions.contains(where: {
        region == $0 || event.provider == .google && region.hasPrefix($0 + "-")
      })
    {
      return "in another region than the plan's"
    }
    for (field, places) in [
      ("namespace", run.namespaces), ("database", run.databases), ("resourceGroup", run.groups),
    ] {
      guard let told = event.scope[field], !places.isEmpty else { continue }
      let isThere = places.contains {
        field == "resourceGroup" ? $0 == told.lowercased() : $0 == told
      }
      if !isThere { return "in another \(Self.words(field)) than the plan's" }
    }
    return nil
  }

  private static func words(_ field: String) -> String {
    field == "resourceGroup" ? "resource group" : field
  }
}
