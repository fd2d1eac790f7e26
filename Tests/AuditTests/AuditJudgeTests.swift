import Audit
import Documents
import TestSupport
import Testing

@Suite struct AuditJudgeTests {
  private func result(
    _ story: AuditedStory, _ placed: [(time: Timestamp, text: String)], tolerance: Int = 30,
    delays: [Int] = [0]
  ) throws -> AuditResult {
    let judge = AuditJudge(runs: try delays.map { try story.run(delay: $0) }, tolerance: tolerance)
    let form = try #require(story.forms.first)
    let folder = TemporaryFolder()
    let path = try folder.write(
      "trail", form.write(placed.enumerated().map { ($1.time, $0, $1.text) }))
    var timeline = AuditTimeline(judge: judge)
    var reader = TrailReader()
    try reader.read(path) { timeline.add($0, at: $1) }
    timeline.finish()
    return AuditResult(
      judge: judge, timeline: timeline, files: reader.files, faults: reader.faults)
  }

  @Test func `two steps that do the same need two events`() throws {
    var story = AuditedStory.aws
    let first = story.steps[0]
    story.steps = [first, ("again", first.class, first.argv)]
    let text = try #require(story.records.first?.text)
    let both = try result(
      story,
      [
        (AuditedStory.begin(of: 0) + 5, text),
        (AuditedStory.begin(of: 1) + 5, text),
      ])
    #expect(both.exitStatus == 0)
    // The tolerance is large enough for the one event to be either's.
    let one = try result(story, [(AuditedStory.begin(of: 0) + 5, text)], tolerance: 600)
    #expect(one.missing.map(\.step) == ["again"])
    #expect(one.exitStatus == 2)
  }

  @Test func `each of two runs of a plan has its own events, however wide the tolerance`() throws {
    let story = AuditedStory.aws
    let text = try #require(story.records.first?.text)
    let begin = AuditedStory.begin(of: 0)
    for delays in [[0, 300], [300, 0]] {
      let result = try result(
        story, [(begin + 5, text), (begin + 305, text)], tolerance: 600, delays: delays)
      #expect(result.timeline.items.count { $0.verdict.isExplained } == 2)
      #expect(!result.missing.contains { $0.step == story.steps[0].id })
    }
  }

  @Test(arguments: [(0, 0), (5, 5), (60, 60)])
  func `a clock may differ by the tolerance, and by no second more`(
    _ tolerance: Int, _ difference: Int
  ) throws {
    let story = AuditedStory.aws
    let text = try #require(story.records.first?.text)
    let begin = AuditedStory.begin(of: 0)
    let end = begin + AuditedStory.stepLength
    for (time, isExplained) in [
      (begin - difference, true), (begin - difference - 1, false), (end + difference, true),
      (end + difference + 1, false),
    ] {
      let result = try result(story, [(time, text)], tolerance: tolerance)
      let verdict = try #require(result.timeline.items.first?.verdict)
      #expect(verdict.isExplained == isExplained, "\(time)")
      if case .explained(let how) = verdict { #expect(how.apart == difference) }
    }
  }

  @Test func `without the run's identity nothing is explained`() throws {
    var story = AuditedStory.aws
    story.caller = nil
    let text = try #require(story.records.first?.text)
    let result = try result(story, [(AuditedStory.begin(of: 0) + 5, text)])
    guard case .unexplained(.unknown, _) = result.timeline.items.first?.verdict else {
      Issue.record("\(String(describing: result.timeline.items.first?.verdict))")
      return
    }
    #expect(result.exitStatus == 2)
  }

  @Test func `a change that only looked is missed, and a step without a trail is no answer`() throws
  {
    let story = AuditedStory.kubernetes
    let look = try #require(story.records.first?.text)
    let result = try result(story, [(AuditedStory.begin(of: 0) + 5, look)])
    #expect(result.timeline.items.allSatisfy { $0.verdict.isExplained })
    #expect(result.missing.contains { $0.step == "scale" && $0.changes && $0.hasTrail })
    #expect(result.missing.contains { $0.step == "wait" && !$0.changes })
    let other = try self.result(
      .aws, [(AuditedStory.begin(of: 0) + 5, look)], tolerance: 30)
    #expect(other.missing.allSatisfy { !$0.hasTrail })
  }
}
