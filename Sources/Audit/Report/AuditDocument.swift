internal import Documents
internal import Plans

/// The answer as JSON: `Schemas/audit.schema.json`.
package struct AuditDocument: Encodable {
  struct Run: Encodable {
    var folder: String
    var run: String
    var plan: String
    var actor: String
    var begun: String
    var ended: String
    var identities: [String: [String]]
  }

  struct Explanation: Encodable {
    var run: String
    var step: String
    var phase: String
    var attempt: Int
    var strength: String
    var secondsApart: Int
  }

  struct Event: Encodable {
    var time: String
    var provider: String
    var identity: String
    var address: String
    var action: String
    var resource: String
    var scope: [String: String]
    var readOnly: Bool
    var failure: String?
    var file: String
    var line: Int
    var verdict: String
    var by: Explanation?
    var reason: String?
    var message: String?
    var alert: Bool
  }

  struct Missing: Encodable {
    var run: String
    var step: String
    var phase: String
    var attempt: Int
    var begun: String
    var ended: String
    var provider: String
    var changes: Bool
    var trailGiven: Bool
  }

  struct Fault: Encodable {
    var file: String
    var line: Int
    var message: String
  }

  struct Summary: Encodable {
    var alerts: Int
    var background: Int
    var copies: Int
    var events: Int
    var explained: Int
    var missing: Int
    var outside: Int
    var unexplained: Int
    var unlisted: Int
    var unreadable: Int
  }

  let ok: Bool
  let tolerance: Int
  let journals: [Run]
  let trails: [TrailReader.File]
  let summary: Summary
  let events: [Event]
  let stepsWithoutEvent: [Missing]
  let unreadable: [Fault]

  package init(_ result: AuditResult, _ shown: ShownText) throws {
    ok = result.exitStatus == 0
    tolerance = result.tolerance
    journals = try result.runs.map { run in
      Run(
        folder: run.folder, run: run.id, plan: run.plan.metadata.id, actor: run.actor,
        begun: run.begin.description, ended: run.end.description,
        identities: try Dictionary(
          uniqueKeysWithValues: run.identities.filter { !$0.value.isEmpty && run.concerns($0.key) }
            .map { ($0.key.rawValue, try $0.value.sorted().map { try shown($0) }) }))
    }
    trails = result.files
    let timeline = result.timeline
    let alerts = Dictionary(
      result.alerts.map { ($0.item, $0.message) }, uniquingKeysWith: { first, _ in first })
    summary = Summary(
      alerts: result.alerts.count, background: result.count("background"),
      copies: timeline.copies,
      events: timeline.items.count + timeline.unlisted.values.reduce(0, +),
      explained: result.count("explained"), missing: result.missing.count,
      outside: timeline.outside, unexplained: result.count("unexplained"),
      unlisted: timeline.unlisted.values.reduce(0, +), unreadable: result.unreadable)
    events = try timeline.items.enumerated().map { index, item in
      try Self.event(item, result, alert: alerts[index], shown)
    }
    stepsWithoutEvent = result.missing.map { missing in
      Missing(
        run: result.runs[missing.run].id, step: missing.step, phase: missing.phase,
        attempt: missing.attempt, begun: missing.begin.description,
        ended: missing.end.description, provider: missing.provider.rawValue,
        changes: missing.changes, trailGiven: missing.hasTrail)
    }
    unreadable = result.faults.map {
      Fault(file: $0.place.file, line: $0.place.line, message: $0.message)
    }
  }

  private static func event(
    _ item: AuditTimeline.Item, _ result: AuditResult, alert: String?, _ shown: ShownText
  ) throws -> Event {
    let view = try ShownEvent(item, shown)
    var event = Event(
      time: view.time, provider: view.provider, identity: view.identity, address: view.address,
      action: view.action, resource: view.resource, scope: view.scope,
      readOnly: item.event.isReadOnly, failure: view.failure.isEmpty ? nil : view.failure,
      file: item.place.file, line: item.place.line, verdict: item.verdict.name,
      alert: alert != nil)
    switch item.verdict {
    case .explained(let how):
      event.by = Explanation(
        run: result.runs[how.run].id, step: how.step, phase: how.phase, attempt: how.attempt,
        strength: how.strength.rawValue, secondsApart: how.apart)
    case .unexplained(let reason, let message):
      event.reason = reason.rawValue
      event.message = alert ?? message
    case .background, .listed: break
    }
    return event
  }
}
