import Documents
import Testing

@Suite struct TimeScaleTests {
  private let start = Timestamp(seconds: 1_795_250_640)

  @Test func `a moment stands where it belongs, and outside at the border`() {
    let scale = TimeScale(from: start, to: start + 100, x: 50, width: 200)
    #expect(scale.x(of: start) == 50)
    #expect(scale.x(of: start + 25) == 100)
    #expect(scale.x(of: start + 500) == 250)
    #expect(scale.x(of: start - 5) == 50)
  }

  @Test func `no span at all divides by nothing`() {
    let scale = TimeScale(from: start, to: start, x: 0, width: 10)
    #expect(scale.x(of: start) == 0)
    #expect(!scale.ticks(atMost: 8).isEmpty)
  }

  @Test(arguments: [1, 7, 59, 61, 3000, 86_399, 90_000, 864_000, 40_000_000, 4_000_000_000])
  func `ticks are few and in order`(span: Int) {
    let scale = TimeScale(from: start, to: start + span, x: 0, width: 1000)
    let ticks = scale.ticks(atMost: 8)
    #expect(ticks.count <= 9)
    #expect(ticks.map(\.x) == ticks.map(\.x).sorted())
    #expect(Set(ticks.map(\.label)).count == ticks.count)
  }

  @Test func `ticks are round`() {
    let scale = TimeScale(from: start, to: start + 3600, x: 0, width: 1000)
    #expect(scale.ticks(atMost: 6).map(\.label) == ["08:45", "09:00", "09:15", "09:30"])
  }
}
