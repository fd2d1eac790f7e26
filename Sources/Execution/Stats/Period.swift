package import Documents

/// A week (ISO 8601, from Monday) or a month of UTC.
package struct Period: Hashable, Comparable, Sendable {
  package enum Span: String, CaseIterable, Codable, Sendable {
    case week, month
  }

  /// `2026-W47` or `2026-11`.
  package let name: String
  package let start: Timestamp
  package let span: Span

  package init(_ span: Span, around moment: Timestamp) {
    self.span = span
    let day = Self.day(of: moment)
    switch span {
    case .month:
      name = String(moment.description.prefix(7))
      start = Timestamp(name + "-01") ?? moment
    case .week:
      // 1970-01-01 was a Thursday; a week belongs to the year of its Thursday.
      let monday = day - Self.modulo(day + 3, 7)
      let year = Self.moment(ofDay: monday + 3).description.prefix(4)
      let first = Timestamp("\(year)-01-01").map(Self.day) ?? monday
      let number = String((monday + 3 - first) / 7 + 1)
      name = "\(year)-W\(number.count < 2 ? "0" : "")\(number)"
      start = Self.moment(ofDay: monday)
    }
  }

  package var next: Period {
    Period(span, around: start + (span == .week ? 7 : 31) * 86400)
  }

  package static func < (first: Period, second: Period) -> Bool { first.start < second.start }

  private static func day(of moment: Timestamp) -> Int {
    let seconds = Int(moment.seconds)
    return (seconds - modulo(seconds, 86400)) / 86400
  }

  private static func moment(ofDay day: Int) -> Timestamp {
    Timestamp(seconds: Int64(day) * 86400)
  }

  private static func modulo(_ number: Int, _ divisor: Int) -> Int {
    (number % divisor + divisor) % divisor
  }
}
