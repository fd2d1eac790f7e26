import Audit
import Documents
import TestSupport
import Testing

/// Exports in each provider's documented form, with events that no journal explains planted in them.
@Suite struct PlantedEventTests {
  private func timeline(
    _ story: AuditedStory, _ text: String, judge: AuditJudge
  ) throws -> (AuditTimeline, TrailReader) {
    let folder = TemporaryFolder()
    let path = try folder.write("trail", text)
    var timeline = AuditTimeline(judge: judge)
    var reader = TrailReader()
    try reader.read(path) { timeline.add($0, at: $1) }
    timeline.finish()
    return (timeline, reader)
  }

  @Test(arguments: AuditedStory.all, [1, 2, 3, 4] as [UInt64])
  func `every planted event is found, and none is invented`(
    story: AuditedStory, seed: UInt64
  ) throws {
    let judge = AuditJudge(runs: [try story.run()], tolerance: 30)
    var random = SeededGenerator(state: seed)
    let placed = story.placed(&random)
    let expected = Dictionary(uniqueKeysWithValues: placed.map { ($0.time, $0.record.expected) })
    for form in story.forms {
      let text = form.write(placed.enumerated().map { ($1.time, $0, $1.record.text) })
      let (timeline, reader) = try timeline(story, text, judge: judge)
      let what = "\(story.name), \(form.name), seed \(seed)"
      #expect(reader.faults.map(\.message) == [], "\(what)")
      #expect(timeline.items.count == placed.count, "\(what)")
      for item in timeline.items {
        let record = try #require(expected[item.event.time], "\(what)")
        let told: AuditedStory.Record.Expected? =
          switch item.verdict {
          case .explained(let how): .explained(step: how.step, how.strength)
          case .unexplained(let reason, _): .unexplained(reason)
          case .background: .background
          case .listed: nil
          }
        #expect(told == record, "\(what): \(item.event.action) on \(item.event.resource)")
      }
      let result = AuditResult(
        judge: judge, timeline: timeline, files: reader.files, faults: reader.faults)
      #expect(result.exitStatus == 2, "\(what)")
      let alerted = Set(result.alerts.map { timeline.items[$0.item].event.time })
      for (time, record) in expected {
        if case .unexplained(let reason) = record {
          // Of others, what they changed meanwhile.
          if reason != .identity { #expect(alerted.contains(time), "\(what)") }
        } else {
          #expect(!alerted.contains(time), "\(what)")
        }
      }
    }
  }

  @Test(arguments: AuditedStory.all)
  func `without what was planted all is explained, and no change lacks its event`(
    story: AuditedStory
  ) throws {
    let judge = AuditJudge(runs: [try story.run()], tolerance: 30)
    var random = SeededGenerator(state: 7)
    let placed = story.placed(&random).filter {
      if case .unexplained = $0.record.expected { false } else { true }
    }
    let form = try #require(story.forms.first)
    let text = form.write(placed.enumerated().map { ($1.time, $0, $1.record.text) })
    let (timeline, reader) = try timeline(story, text, judge: judge)
    let result = AuditResult(
      judge: judge, timeline: timeline, files: reader.files, faults: reader.faults)
    #expect(result.exitStatus == 0, "\(result.missing.map(\.step))")
    #expect(result.alerts.isEmpty)
  }

  @Test(arguments: AuditedStory.all)
  func `a change whose event is taken out of the trail is missed`(story: AuditedStory) throws {
    let judge = AuditJudge(runs: [try story.run()], tolerance: 30)
    var random = SeededGenerator(state: 8)
    let first = try #require(story.steps.first?.id)
    let placed = story.placed(&random).filter {
      switch $0.record.expected {
      case .explained(let step, _): step != first
      case .background: true
      case .unexplained: false
      }
    }
    let form = try #require(story.forms.first)
    let text = form.write(placed.enumerated().map { ($1.time, $0, $1.record.text) })
    let (timeline, reader) = try timeline(story, text, judge: judge)
    let result = AuditResult(
      judge: judge, timeline: timeline, files: reader.files, faults: reader.faults)
    #expect(result.missing.contains { $0.step == first && $0.changes && $0.hasTrail })
    #expect(result.exitStatus == 2)
  }
}
