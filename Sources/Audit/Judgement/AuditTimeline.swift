package import Documents

/// All events of all trails with their verdicts: the newest of what is too much is counted only.
package struct AuditTimeline: Sendable {
  package struct Item: Sendable {
    package var event: TrailEvent
    package var place: TrailPlace
    package var verdict: Verdict
  }

  /// Events that are kept one by one. The memory for them is bounded, not the trail.
  package static let mostItems = 100_000

  package private(set) var items: [Item] = []
  /// Events by verdict that were judged and are not kept.
  package private(set) var unlisted: [String: Int] = [:]
  /// Copies of an event that stood in another file too.
  package private(set) var copies = 0
  /// Events before or after the time that was asked for.
  package private(set) var outside = 0
  /// The providers of which there were events.
  package private(set) var providers: Set<TrailProvider> = []
  /// What an event has explained: `run name phase attempt`.
  private var traced: Set<String> = []

  private let judge: AuditJudge
  private let since: Timestamp?
  private let until: Timestamp?

  package init(judge: AuditJudge, since: Timestamp? = nil, until: Timestamp? = nil) {
    self.judge = judge
    self.since = since
    self.until = until
  }

  package mutating func add(_ entry: TrailEntry, at place: TrailPlace) {
    if let since, entry.event.time < since {
      outside += 1
      return
    }
    if let until, entry.event.time > until {
      outside += 1
      return
    }
    providers.insert(entry.event.provider)
    let verdict = judge.verdict(of: entry) { isTraced($0, $1) }
    if case .explained(let how) = verdict, judge.runs[how.run].isTrace(entry, how) {
      traced.insert(Self.key(how))
    }
    guard items.count < Self.mostItems else {
      unlisted[verdict.name, default: 0] += 1
      return
    }
    items.append(Item(event: entry.event.bounded, place: place, verdict: verdict))
  }

  static func key(_ how: Verdict.Explanation) -> String {
    "\(how.run) \(how.step) \(how.phase) \(how.attempt)"
  }

  func isTraced(_ run: Int, _ span: AuditedRun.Span) -> Bool {
    traced.contains("\(run) \(span.name) \(span.phase) \(span.attempt)")
  }

  /// Sorts the events, drops copies and joins what one action left.
  package mutating func finish() {
    items.sort {
      ($0.event.time, $0.place) < ($1.event.time, $1.place)
    }
    dropCopies()
    dropBeginnings()
    joinOperations()
  }

  /// The same record in two exports. A record without an id is never taken for a copy.
  private mutating func dropCopies() {
    var seen: Set<TrailEvent> = []
    let count = items.count
    items.removeAll { item in
      let id = item.event.id.filter { $0 != " " }
      return !id.isEmpty && !seen.insert(item.event).inserted
    }
    copies = count - items.count
  }

  /// An API server tells of a request when it comes, and again when it was answered.
  private mutating func dropBeginnings() {
    func isBeginning(_ event: TrailEvent) -> Bool {
      event.provider == .kubernetes && event.id.hasSuffix(" RequestReceived")
    }
    func key(_ event: TrailEvent) -> [String] {
      [event.operation, event.identity, event.action, event.resource]
    }
    var answered: Set<[String]> = []
    for item in items where item.event.provider == .kubernetes && !isBeginning(item.event) {
      answered.insert(key(item.event))
    }
    items.removeAll { isBeginning($0.event) && answered.contains(key($0.event)) }
  }

  /// The end of a long operation comes when its command is long over.
  private mutating func joinOperations() {
    func key(_ event: TrailEvent) -> [String]? {
      guard !event.operation.isEmpty, !event.identity.isEmpty, event.provider != .aws else {
        return nil
      }
      return [
        event.provider.rawValue, event.operation, event.identity.lowercased(),
        event.resource.lowercased(), event.action.lowercased(),
      ]
    }
    var explained: [[String]: Verdict.Explanation] = [:]
    for item in items {
      if case .explained(let how) = item.verdict, let key = key(item.event),
        explained[key] == nil
      {
        explained[key] = how
      }
    }
    for index in items.indices {
      guard case .unexplained(.time, _) = items[index].verdict, let key = key(items[index].event),
        let how = explained[key]
      else { continue }
      items[index].verdict = .explained(how)
    }
  }
}
