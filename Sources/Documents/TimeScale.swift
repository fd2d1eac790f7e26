/// Where a moment stands on the horizontal axis of a picture.
package struct TimeScale: Sendable {
  package struct Tick: Equatable, Sendable {
    package let x: Double
    package let label: String
  }

  package let start: Timestamp
  package let end: Timestamp
  private let x: Double
  private let width: Double

  /// - Parameters:
  ///   - x: the place of `start`.
  ///   - width: how far from there `end` is.
  package init(from start: Timestamp, to end: Timestamp, x: Double, width: Double) {
    self.start = start
    self.end = max(end, start + 1)
    self.x = x
    self.width = width
  }

  /// A moment outside stands at the border.
  package func x(of moment: Timestamp) -> Double {
    let inside = min(max(moment, start), end)
    return x + width * Double(inside - start) / Double(end - start)
  }

  private static let steps = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
  ]

  /// Round moments between start and end, at most `count`; UTC.
  package func ticks(atMost count: Int) -> [Tick] {
    let span = end - start
    let limit = max(2, count)
    var step = Self.steps.first { span / $0 < limit }
    if step == nil { step = (span / 86400 / limit + 1) * 86400 }
    guard let step else { return [] }
    let first = Int64(step) * ((start.seconds + Int64(step) - 1) / Int64(step))
    return stride(from: first, through: end.seconds, by: Int64.Stride(step)).map {
      let moment = Timestamp(seconds: $0)
      return Tick(x: x(of: moment), label: Self.label(moment, step: step))
    }
  }

  /// A day, a minute or a second, as fine as the steps are.
  private static func label(_ moment: Timestamp, step: Int) -> String {
    let text = moment.description
    if step >= 86400 { return String(text.prefix(10)) }
    let time = text.dropFirst(11)
    return String(time.prefix(step >= 60 ? 5 : 8))
  }
}
