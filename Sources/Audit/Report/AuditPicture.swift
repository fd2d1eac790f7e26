internal import Documents
internal import Plans

/// The timeline as a picture: a bar for each command that ran, a sign for each event.
struct AuditPicture {
  private let result: AuditResult
  private let shown: ShownText

  private static let width = 960.0
  private static let left = 190.0
  private static let row = 22.0
  /// Rows of steps; the table has them all.
  private static let mostSteps = 40

  init(_ result: AuditResult, _ shown: ShownText) {
    self.result = result
    self.shown = shown
  }

  private struct Lane {
    var label: String
    var mark: SVG.Mark
    var tone: SVG.Tone
    var indices: [Int]
  }

  /// - Returns: nil where there is nothing to draw.
  func text() throws -> String? {
    let items = result.timeline.items
    let lanes = lanes()
    guard let range = range(), !items.isEmpty || !result.runs.isEmpty else { return nil }
    let scale = TimeScale(
      from: range.lowerBound, to: range.upperBound, x: Self.left,
      width: Self.width - Self.left - 20)
    let rows = steps()
    let stepRows = min(rows.count, Self.mostSteps)
    let top = 26.0
    let height = top + Double(stepRows + lanes.count) * Self.row + 34
    var svg = SVG(
      width: Self.width, height: height, title: "Timeline of the run and of the trails",
      description: description(lanes, range))
    shade(windowsOf: result.runs, scale, &svg, top: top, bottom: height - 26)
    draw(axis: scale, &svg, top: top, bottom: height - 26)
    var y = top
    for row in rows.prefix(Self.mostSteps) {
      svg.text(SVG.shortened(row.label, to: 28), x: Self.left - 10, y: y + 15, anchor: .end)
      // What changes something is drawn over what only looked.
      for span in row.spans.filter({ !$0.changes }) + row.spans.filter(\.changes) {
        let x = scale.x(of: span.begin)
        svg.rect(
          x: x, y: y + 4, width: max(4, scale.x(of: span.end) - x), height: Self.row - 8,
          span.changes ? .info : .line,
          title: "\(row.label), \(span.phase): \(span.begin) to \(span.end)")
      }
      y += Self.row
    }
    for lane in lanes {
      svg.line(
        x1: Self.left, y1: y + Self.row / 2, x2: Self.width - 20, y2: y + Self.row / 2, .line,
        isDashed: true)
      svg.text(
        "\(lane.label) (\(lane.indices.count))", x: Self.left - 10, y: y + 15, lane.tone,
        anchor: .end, isStrong: true)
      try draw(lane, scale, y: y + Self.row / 2, &svg)
      y += Self.row
    }
    return svg.text
  }

  private func lanes() -> [Lane] {
    let items = result.timeline.items
    let alerted = Set(result.alerts.map(\.item))
    func lane(_ label: String, _ mark: SVG.Mark, _ tone: SVG.Tone, _ verdict: String) -> Lane {
      Lane(
        label: label, mark: mark, tone: tone,
        indices: items.indices.filter {
          items[$0].verdict.name == verdict && !alerted.contains($0)
        })
    }
    return [
      lane("listed", .circle, .info, "listed"),
      lane("explained", .circle, .good, "explained"),
      lane("provider's own", .square, .quiet, "background"),
      lane("unexplained", .diamond, .warn, "unexplained"),
      Lane(label: "alerts", mark: .cross, tone: .bad, indices: result.alerts.map(\.item).sorted()),
    ].filter { !$0.indices.isEmpty }
  }

  private struct StepRow {
    var label: String
    var spans: [AuditedRun.Span]
  }

  private func steps() -> [StepRow] {
    var rows: [StepRow] = []
    for run in result.runs {
      var places: [String: Int] = [:]
      for span in run.spans where !span.traces.isEmpty {
        if let place = places[span.name] {
          rows[place].spans.append(span)
        } else {
          places[span.name] = rows.count
          rows.append(StepRow(label: span.name, spans: [span]))
        }
      }
    }
    return rows
  }

  /// The run and a little around it, where the trails reach much farther.
  private func range() -> ClosedRange<Timestamp>? {
    let times = result.timeline.items.map(\.event.time)
    let runBegin = result.runs.map(\.begin).min()
    let runEnd = result.runs.map(\.end).max()
    guard let first = [times.first, runBegin].compactMap(\.self).min(),
      let last = [times.last, runEnd].compactMap(\.self).max()
    else { return nil }
    guard let runBegin, let runEnd else { return first...last }
    let around = max(runEnd - runBegin, 60) * 2
    let from = max(first, runBegin - around)
    return from...max(from, min(last, runEnd + around))
  }

  private func description(_ lanes: [Lane], _ range: ClosedRange<Timestamp>) -> String {
    let counts = lanes.map { "\($0.indices.count) \($0.label)" }.joined(separator: ", ")
    return
      "From \(range.lowerBound) to \(range.upperBound): \(counts). The tables below tell each of them."
  }

  private func shade(
    windowsOf runs: [AuditedRun], _ scale: TimeScale, _ svg: inout SVG, top: Double, bottom: Double
  ) {
    for window in runs.compactMap(\.plan.window)
    where window.start < scale.end && scale.start < window.end {
      let x = scale.x(of: window.start)
      svg.rect(
        x: x, y: top - 4, width: scale.x(of: window.end) - x, height: bottom - top + 4, .shade,
        title: "The plan's window: \(window.start) to \(window.end)")
    }
  }

  private func draw(axis scale: TimeScale, _ svg: inout SVG, top: Double, bottom: Double) {
    for tick in scale.ticks(atMost: 9) {
      svg.line(x1: tick.x, y1: bottom - 4, x2: tick.x, y2: bottom + 4, .line)
      svg.text(tick.label, x: tick.x, y: bottom + 16, .quiet, anchor: .middle, isSmall: true)
    }
    for run in result.runs {
      for (moment, label) in [(run.begin, "run begins"), (run.end, "run ends")] {
        let x = scale.x(of: moment)
        svg.line(x1: x, y1: top - 6, x2: x, y2: bottom, .quiet, isDashed: true)
        svg.text(
          label, x: x, y: top - 12, .quiet, anchor: moment == run.begin ? .end : .start,
          isSmall: true)
      }
    }
  }

  /// What falls on one place is one sign, with their number.
  private func draw(_ lane: Lane, _ scale: TimeScale, y: Double, _ svg: inout SVG) throws {
    var places: [Int: [Int]] = [:]
    var earlier = 0
    var later = 0
    for index in lane.indices {
      let time = result.timeline.items[index].event.time
      if time < scale.start {
        earlier += 1
      } else if time > scale.end {
        later += 1
      } else {
        places[Int(scale.x(of: time) / 4), default: []].append(index)
      }
    }
    for (place, indices) in places.sorted(by: { $0.key < $1.key }) {
      guard let first = indices.first else { continue }
      let event = try ShownEvent(result.timeline.items[first], shown)
      let more = indices.count > 1 ? ", and \(indices.count - 1) more" : ""
      svg.mark(
        lane.mark, x: Double(place) * 4 + 2, y: y, size: indices.count > 1 ? 13 : 10, lane.tone,
        title: "\(event.time) \(event.action) by \(event.identity)\(more)")
    }
    if earlier > 0 {
      svg.text("← \(earlier)", x: Self.left + 2, y: y - 2, .quiet, isSmall: true)
    }
    if later > 0 {
      svg.text("\(later) →", x: Self.width - 20, y: y - 2, .quiet, anchor: .end, isSmall: true)
    }
  }
}
