import Documents

/// What is said of statistics in text and on a page alike.
extension RunStatistics {
  static func amount(_ count: Int, _ one: String, _ many: String) -> String {
    "\(count) \(count == 1 ? one : many)"
  }

  /// What was counted, and what was left out.
  var headline: String {
    var text = Self.amount(runs, "run", "runs")
    if let first, let last {
      let days = [first, last].map { String($0.description.prefix(10)) }
      text += days[0] == days[1] ? " of \(days[0])" : ", begun \(days[0]) to \(days[1])"
      text += " (UTC)"
    }
    return text
  }

  var remarks: [String] {
    var lines: [String] = []
    func remark(_ count: Int, _ one: String, _ many: String) {
      if count > 0 { lines.append(Self.amount(count, one, many)) }
    }
    remark(
      unverified.count, "journal does not hold and is not counted; see below",
      "journals do not hold and are not counted; see below")
    remark(rehearsals, "rehearsal is left out", "rehearsals are left out")
    remark(running, "run is at work and left out", "runs are at work and left out")
    remark(
      unsealed, "run ends in lines that no checkpoint covers",
      "runs end in lines that no checkpoint covers")
    remark(
      distributions.reduce(0) { $0 + $1.value.contradictory },
      "time is left out: its two clocks contradict each other",
      "times are left out: their two clocks contradict each other")
    return lines
  }

  /// The three times, each with what it is from and to.
  var distributions: [(name: String, meaning: String, value: Distribution)] {
    [
      ("to approve", "bundle made until its approvals sufficed", times.approve),
      ("to execute", "run begun until it was done, or came to its end", times.execute),
      ("to revoke", "grant given until it was taken back", times.revoke),
    ]
  }

  var happenings: [(name: String, value: Tally)] {
    [
      ("a step failed", events.failed), ("steps were taken back", events.rolledBack),
      ("a step was skipped", events.skipped), ("a rule was waived", events.waived),
      ("a gate was closed", events.refused), ("a person was missing", events.waited),
      ("emergency", events.emergency), ("interrupted", events.interrupted),
      ("taken up again", events.resumed), ("an end was not known", events.unknown),
    ]
  }

  static func name(of state: RunProgress.State) -> String {
    state.rawValue.split(separator: "-").joined(separator: " ")
  }

  static let binNames =
    Distribution.bounds.map { "up to \(DurationText.text($0))" }
    + ["longer"]

  /// What came off badly in a period, in words.
  static func remark(on part: Part) -> String {
    let bad = endings.filter { $0 != .done }.compactMap { state in
      part.states[state.rawValue].flatMap { $0 > 0 ? "\($0) \(name(of: state))" : nil }
    }
    return (bad + (part.emergency > 0 ? ["\(part.emergency) emergency"] : []))
      .joined(separator: ", ")
  }

  /// The periods, and between them how many without a run.
  enum Row {
    case part(Part)
    case gap(Int)
  }

  /// - Parameter most: the newest so many periods.
  func rows(most: Int = 60) -> [Row] {
    var rows: [Row] = []
    var expected: Period?
    for part in periods.suffix(most) {
      let period = Period(span, around: part.start)
      if let expected, expected < period {
        let seconds = period.start - expected.start
        let length = span == .week ? 7 * 86400 : 30 * 86400
        rows.append(.gap(max(1, seconds / length)))
      }
      rows.append(.part(part))
      expected = period.next
    }
    return rows
  }
}
