import Documents
import Execution
import Plans
import Testing

@Suite struct TimeGateTests {
  private static let start = Timestamp(seconds: 1_800_000_000)

  private func passes(
    at seconds: Int, isResumed: Bool = false, last: Int? = 600, expires: Int = 10_000,
    planExpires: Int = 10_000, isEmergency: Bool = false
  ) throws -> Bool {
    let plan = try Plan.parse(
      text: """
        apiVersion: handoff/v1
        kind: ChangePlan
        metadata: {id: p, expires: '\(Self.start + planExpires)'}
        window: {start: '\(Self.start)', end: '\(Self.start + 3600)'\(last.map { ", lastStart: '\(Self.start + $0)'" } ?? "")}
        steps: [{id: a, class: read, run: {argv: ['true']}}]
        """, file: "plan.yaml")
    do {
      try TimeGate.check(
        plan, expires: Self.start + expires, isResumed: isResumed, isEmergency: isEmergency,
        at: Self.start + seconds)
      return true
    } catch let refusal {
      #expect((refusal as? RunRefusal)?.exitStatus == 3)
      return false
    }
  }

  @Test func `a window is open from its first second to the one before its end`() throws {
    #expect(try !passes(at: -1))
    #expect(try passes(at: 0))
    #expect(try passes(at: 3599, last: nil))
    #expect(try !passes(at: 3600, last: nil))
    #expect(try !passes(at: 3600, isResumed: true))
  }

  @Test func `what was begun in time goes on after the last start`() throws {
    #expect(try passes(at: 600))
    #expect(try !passes(at: 601))
    #expect(try passes(at: 601, isResumed: true))
  }

  @Test func `the plan's expiry and the bundle's both end it`() throws {
    #expect(try !passes(at: 100, expires: 100))
    #expect(try !passes(at: 100, isResumed: true, planExpires: 100))
    #expect(try passes(at: 99, expires: 100, planExpires: 100))
  }

  @Test func `an emergency has no window, and expires like any other plan`() throws {
    #expect(try passes(at: -1, isEmergency: true))
    #expect(try passes(at: 3600, isEmergency: true))
    #expect(try !passes(at: 3600, expires: 3600, isEmergency: true))
    #expect(try !passes(at: 3600, planExpires: 3600, isEmergency: true))
  }

  @Test func `a clock that is set back closes the window, one set ahead ends it`() throws {
    // The same run, asked again at each step.
    #expect(try passes(at: 300, isResumed: true))
    #expect(try !passes(at: -3600, isResumed: true))
    #expect(try passes(at: 301, isResumed: true))
    #expect(try !passes(at: 86_400, isResumed: true))
  }
}
