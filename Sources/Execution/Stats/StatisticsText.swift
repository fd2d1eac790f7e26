import Documents

/// Statistics for a terminal of 80 columns.
package struct StatisticsText {
  private let statistics: RunStatistics
  /// What a bar is made of.
  private let block: String
  private static let barWidth = 36
  private static let periodWidth = 20
  private static let mostOpen = 20

  /// - Parameter isASCII: whether bars are drawn with `#`.
  package init(_ statistics: RunStatistics, isASCII: Bool) {
    self.statistics = statistics
    block = isASCII ? "#" : "\u{2588}"
  }

  package var lines: [String] {
    var lines = [statistics.headline] + statistics.remarks.map { "  " + $0 }
    if statistics.runs > 0 {
      lines += ["", "How they ended"] + endings
      lines += ["", "How long it took"] + times
      for (name, _, value) in statistics.distributions where value.count > 1 {
        lines += ["", "Time \(name)"] + bins(value)
      }
      lines += ["", "What happened"] + happenings
      if !statistics.gates.isEmpty { lines += ["", "Which gates were closed"] + gates }
      lines += ["", "By \(statistics.span.rawValue) of their start"] + periods
    }
    if !statistics.refusedBefore.isEmpty {
      lines += ["", "Refused before a run began (no journal, not sealed)"] + refusedBefore
    }
    if !statistics.open.isEmpty { lines += ["", "Still open"] + open }
    if !statistics.unverified.isEmpty {
      lines += ["", "Not counted"]
      for fault in statistics.unverified {
        lines.append("  \(PrintableText.name(fault.path))")
        lines += SystemTerminal.wrap(PrintableText.line(fault.problem), to: 76).map { "    " + $0 }
      }
    }
    return lines
  }

  private var endings: [String] {
    RunStatistics.endings.compactMap { state in
      let count = statistics.states[state.rawValue] ?? 0
      guard count > 0 || state == .done else { return nil }
      return row(RunStatistics.name(of: state), count, of: statistics.runs)
    }
  }

  private var times: [String] {
    let head =
      "  " + left("", 22) + right("n", 6)
      + ["median", "90 %", "longest"].map { right($0, 16) }
      .joined()
    return [head]
      + statistics.distributions.map { name, _, value in
        "  " + left(name, 22) + right(String(value.count), 6)
          + [value.median, value.ninetieth, value.longest].map { right(DurationText.text($0), 16) }
          .joined()
      }
      + [
        "  To approve: from the bundle's making until its approvals sufficed. To revoke:",
        "  from each grant until it was taken back. No 90 % of fewer than \(Distribution.leastForPercentile) values.",
      ]
  }

  private func bins(_ value: Distribution) -> [String] {
    let bins = value.bins
    let first = bins.firstIndex { $0 > 0 } ?? 0
    let last = bins.lastIndex { $0 > 0 } ?? 0
    let most = bins.max() ?? 0
    return (first...last).map { row(RunStatistics.binNames[$0], bins[$0], of: most) }
  }

  private var happenings: [String] {
    [
      "  " + left("", 22) + right("runs", 6) + "  " + left("of \(statistics.runs)", Self.barWidth)
        + right("times", 8)
    ]
      + statistics.happenings.map { name, value in
        "  " + left(name, 22) + right(String(value.runs), 6) + "  "
          + left(bar(value.runs, of: statistics.runs), Self.barWidth)
          + right(String(value.times), 8)
      }
  }

  private var gates: [String] { bars(statistics.gates) }

  private var refusedBefore: [String] { bars(statistics.refusedBefore) }

  private func bars(_ counts: [String: Int]) -> [String] {
    let most = counts.values.max() ?? 0
    return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      row($0.key, $0.value, of: most)
    }
  }

  private var periods: [String] {
    let most = statistics.periods.map(\.runs).max() ?? 0
    let rows = statistics.rows()
    let hidden =
      statistics.periods.count - rows.count { if case .part = $0 { true } else { false } }
    let note = hidden > 0 ? ["  (\(hidden) older ones are in --json)"] : []
    let span = statistics.span.rawValue
    return note
      + rows.flatMap { row -> [String] in
        switch row {
        case .gap(let count):
          return [
            "  (\(RunStatistics.amount(count, "\(span) without a run", "\(span)s without a run")))"
          ]
        case .part(let part):
          let line = self.row(part.period, part.runs, of: most, width: Self.periodWidth)
          let remark = RunStatistics.remark(on: part)
          if remark.isEmpty { return [line] }
          let longer = left(line, 32 + Self.periodWidth) + "  " + remark
          return longer.count <= 80 ? [longer] : [line, String(repeating: " ", count: 32) + remark]
        }
      }
  }

  private var open: [String] {
    let shown = statistics.open.prefix(Self.mostOpen).flatMap { open in
      let ticket = open.ticket.map { "ticket \(PrintableText.name($0)), " } ?? ""
      return [
        "  " + left("\(open.kind) '\(PrintableText.name(open.id))'", 34) + " for "
          + DurationText.text(open.seconds), "    \(ticket)\(PrintableText.name(open.path))",
      ]
    }
    let hidden = statistics.open.count - Self.mostOpen
    return shown + (hidden > 0 ? ["  (\(hidden) younger ones are in --json)"] : [])
  }

  // MARK: Columns

  private func row(
    _ name: String, _ count: Int, of most: Int, width: Int = Self.barWidth
  ) -> String {
    let row =
      "  " + left(name, 22) + right(String(count), 6) + "  " + bar(count, of: most, width: width)
    return String(row.reversed().drop { $0 == " " }.reversed())
  }

  /// Anything is a bar that can be seen, and only all of it is a full one.
  private func bar(_ count: Int, of most: Int, width: Int = Self.barWidth) -> String {
    guard count > 0, most > 0 else { return "" }
    let length = count == most ? width : max(1, min(width - 1, count * width / most))
    return String(repeating: block, count: length)
  }

  private func left(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
