package import Documents
package import Execution
package import Plans

/// What a journal tells of a run, arranged for comparing it with trails.
package struct AuditedRun: Sendable {
  /// A time in which the run did something.
  struct Span: Sendable {
    /// A step, `precondition:ID`, `backup:verify`, `post:ID`.
    var name: String
    var phase: String
    var attempt: Int
    var begin: Timestamp
    var end: Timestamp
    var traces: [CommandTrace]
    /// Whether it was there to change something.
    var changes: Bool
  }

  package let folder: String
  package let id: String
  package let actor: String
  package let plan: Plan
  package let begin: Timestamp
  package let end: Timestamp
  /// By whom the provider knows the executor, as the run read it, the plan names it or somebody said.
  package private(set) var identities: [TrailProvider: Set<String>] = [:]
  private(set) var spans: [Span] = []
  /// Where the plan's own commands say that they act, besides the target.
  private(set) var regions: Set<String> = []
  private(set) var namespaces: Set<String> = []
  private(set) var databases: Set<String> = []
  private(set) var groups: Set<String> = []

  /// - Parameters:
  ///   - events: of a journal that was verified; not empty.
  ///   - identities: names that count for every provider.
  package init(
    folder: String, plan: Plan, events: [JournalEvent], identities named: [String]
  ) {
    self.folder = folder
    self.plan = plan
    id = events.first?.run ?? ""
    actor = events.first { $0.actor != nil }?.actor ?? ""
    let none = Timestamp(seconds: 0)
    begin = events.map(\.ts).min() ?? none
    end = events.map(\.ts).max() ?? none
    for provider in TrailProvider.allCases { identities[provider] = Set(named) }
    collectPlaces()
    collectIdentities(events)
    collectSpans(events)
  }

  /// Whether the run acts by this provider's credentials at all.
  package func concerns(_ provider: TrailProvider) -> Bool {
    spans.contains { $0.traces.contains { $0.providers.contains(provider) } }
  }

  /// Whether an explained event shows that its command was executed: not that it only connected, nor
  /// that a change only looked.
  func isTrace(_ entry: TrailEntry, _ how: Verdict.Explanation) -> Bool {
    if entry.event.action == "connect" || entry.object?.resource.isEmpty == true { return false }
    guard entry.event.isReadOnly else { return true }
    return !spans.contains { span in
      span.name == how.step && span.phase == how.phase && span.attempt == how.attempt
        && span.changes && span.traces.contains { $0.mustWrite }
    }
  }

  private mutating func collectPlaces() {
    let target = plan.target
    if let region = target.region { regions.insert(region) }
    if let namespace = target.namespace { namespaces.insert(namespace) }
    if let group = target.resourceGroup { groups.insert(group.lowercased()) }
    for use in plan.commands {
      for trace in CommandTrace.all(of: use.command, in: plan) {
        switch trace.kind {
        case .aws(let command): regions.formUnion(command.regions.filter { !Words.isOpen($0) })
        case .kubectl(let command):
          namespaces.formUnion(command.namespaces.filter { !Words.isOpen($0) })
        case .azure(let command): groups.formUnion(command.groups.map { $0.lowercased() })
        case .sql(let command):
          databases.formUnion(command.databases)
          identities[.postgresql, default: []].formUnion(command.users)
        default: break
        }
      }
    }
  }

  /// `identity: 'arn:…', told by /usr/bin/aws`
  private mutating func collectIdentities(_ events: [JournalEvent]) {
    for event in events where event.type == .gate && event.outcome == "passed" {
      guard let told = TargetIdentity.Caller(note: event.note ?? "") else { continue }
      guard let provider = TrailProvider(rawValue: told.provider) else { continue }
      identities[provider, default: []].insert(told.name)
    }
  }

  private mutating func collectSpans(_ events: [JournalEvent]) {
    for (index, event) in events.enumerated() {
      switch event.type {
      case .intent: addCommand(event, events[(index + 1)...])
      case .confirmed:
        addManual(event, before: events[..<index].last?.ts ?? event.ts)
      default: break
      }
    }
  }

  private mutating func addCommand(_ intent: JournalEvent, _ later: ArraySlice<JournalEvent>) {
    guard let name = intent.step, let phase = intent.phase, let digest = intent.command else {
      return
    }
    let end = later.first {
      ($0.type == .result || $0.type == .resolved) && $0.step == name && $0.phase == phase
        && $0.attempt == intent.attempt
    }
    if end?.outcome == "not-started" { return }
    let uses = plan.commands.filter { $0.command.digest == digest }
    var traces: [CommandTrace] = []
    if let use = uses.first { traces = CommandTrace.all(of: use.command, in: plan) }
    let changes = phase.hasEffect && plan.step(name)?.changes != false
    // An end that was lost: whatever was done until somebody looked.
    spans.append(
      Span(
        name: name, phase: phase.rawValue, attempt: intent.attempt ?? 1, begin: intent.ts,
        end: max(intent.ts, end?.ts ?? later.last?.ts ?? intent.ts), traces: traces,
        changes: changes))
  }

  /// What a person did by hand was done before the person said so.
  private mutating func addManual(_ event: JournalEvent, before: Timestamp) {
    guard let id = event.step, let step = plan.step(id), step.class == .manual else { return }
    spans.append(
      Span(
        name: id, phase: "manual", attempt: 1, begin: before, end: event.ts,
        traces: [
          CommandTrace(kind: .opaque, providers: Set(TrailProvider.allCases), onlyReads: false)
        ], changes: true))
  }
}
