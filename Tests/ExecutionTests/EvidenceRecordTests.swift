import Bundles
import Documents
import DurableFiles
import Plans
import Testing

@testable import Execution

/// What evidence says of runs that went another way than planned.
@Suite struct EvidenceRecordTests {
  private static func record(_ fixture: RunFixture) throws -> EvidenceRecord {
    let manifest = Manifest(
      kind: .change, id: "change-T-1", ticket: "T-1", client: "acme", created: .now, expires: nil)
    return EvidenceRecord(
      plan: fixture.plan, manifest: manifest, journal: try DurableFile.read(fixture.folder.journal),
      approvals: [], outputs: [:], leftOut: [:])
  }

  private static func deviations(_ record: EvidenceRecord) -> [String] {
    EvidenceDeviations(record).all.map { "\($0.step): \($0.kind): \($0.reason)" }
  }

  @Test func `a skipped step has its reason, a step done before is said to be`() async throws {
    let fixture = try RunFixture(
      """
      steps:
        - {id: a, class: mutate, run: {argv: ['true'], timeout: 5s}}
        - {id: b, class: mutate, run: {argv: ['true'], timeout: 5s}, precheck: {alreadyDone: {argv: ['true'], timeout: 5s}}}
      """)
    fixture.options = Runner.Options()
    fixture.terminal = ScriptedTerminal(answers: ["s", "nobody uses it"])
    #expect(try await fixture.run() == .done)
    let record = try Self.record(fixture)
    #expect(
      Self.deviations(record) == [
        "a: skipped: nobody uses it", "b: done already: before the run came to it",
      ])
    let page = EvidenceSummary(record).page
    #expect(page.contains("<title>Timeline of the run</title>"))
    #expect(page.contains("skipped: nobody uses it</title>"))
  }

  @Test func `an end that was lost, and a way back`() async throws {
    let fixture = try RunFixture(
      """
      steps:
        - id: a
          class: mutate
          run: {script: 'echo a >> log', timeout: 5s}
          expect: {verify: {argv: [grep, -qx, a, log], timeout: 5s}}
          rollback: {argv: [rm, log], timeout: 5s}
      """)
    fixture.fault = { point, event in
      if point == .beforeWrite, event.type == .result, event.phase == .run { throw Lost() }
    }
    await #expect(throws: Lost.self) { try await fixture.run() }
    let lost = try Self.record(fixture)
    #expect(EvidenceSummary(lost).page.contains("a run: its end is not known"))
    #expect(lost.outcome == "unknown" && !lost.progress.isOver)
    fixture.fault = nil
    #expect(try await fixture.run() == .done)
    #expect(try await fixture.rollBack() == .rolledBack)
    let told = Self.deviations(try Self.record(fixture))
    #expect(told.contains("a: end was lost: judged done by verification"), "\(told)")
    #expect(told.contains("a: rolled back: "), "\(told)")
  }

  private struct Lost: Error {}

  @Test func `a step that began outside the window is named`() async throws {
    let fixture = try RunFixture(
      """
      window: {start: 2020-01-01T00:00:00Z, end: 2020-01-02T00:00:00Z}
      steps: [{id: a, class: mutate, run: {argv: ['true'], timeout: 5s}}]
      """)
    #expect(try await fixture.run() == .done)
    #expect(
      Self.deviations(try Self.record(fixture)) == [
        "a: outside the window: the window is 2020-01-01T00:00:00Z to 2020-01-02T00:00:00Z"
      ])
  }

  @Test func `the readings follow from the record alone`() async throws {
    let fixture = try RunFixture(
      "steps: [{id: a, class: read, run: {argv: [echo, hi], timeout: 5s}}]")
    #expect(try await fixture.run() == .done)
    let first = try Self.record(fixture).readings()
    let second = try Self.record(fixture).readings()
    #expect(first.map(\.path) == ["EVIDENCE.html", "EVIDENCE.md", "run.intoto.json"])
    #expect(first.map(\.bytes) == second.map(\.bytes))
  }
}
