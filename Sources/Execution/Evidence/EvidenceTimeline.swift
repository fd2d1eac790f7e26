import Documents
import Plans

/// A run as a picture: its steps as bars over time, what happened to them as marks, its window.
struct EvidenceTimeline {
  private struct Row {
    var name: String
    var label: String
    var state: String
    var tone: SVG.Tone
  }

  private struct Sign {
    var row: String
    var time: Timestamp
    var mark: SVG.Mark
    var tone: SVG.Tone
    var title: String
  }

  private static let width = 960.0
  private static let left = 210.0
  private static let right = 20.0
  private static let top = 52.0
  private static let rowHeight = 26.0

  let picture: SVG

  init(_ record: EvidenceRecord, deviations: EvidenceDeviations) {
    let rows = Self.rows(record)
    let scale = Self.scale(record)
    let height = Self.top + Double(rows.count) * Self.rowHeight + 8
    var picture = SVG(
      width: Self.width, height: height + 30, title: "Timeline of the run",
      description: Self.description(record, deviations))
    Self.drawWindow(record, scale, height, &picture)
    picture.text("UTC", x: 0, y: Self.top - 12, .quiet, isSmall: true)
    for tick in scale.ticks(atMost: 8) {
      picture.line(x1: tick.x, y1: Self.top - 6, x2: tick.x, y2: height, .line, isDashed: true)
      picture.text(tick.label, x: tick.x, y: Self.top - 12, .quiet, anchor: .middle, isSmall: true)
    }
    for (number, row) in rows.enumerated() {
      let y = Self.top + Double(number) * Self.rowHeight
      picture.line(x1: 0, y1: y, x2: Self.width, y2: y, .shade)
      picture.text(SVG.shortened(row.label, to: 20), x: 0, y: y + 17, isStrong: number > 0)
      picture.text(row.state, x: Self.left - 14, y: y + 17, row.tone, anchor: .end, isSmall: true)
    }
    Self.drawBars(record, rows, scale, &picture)
    Self.drawSigns(Self.signs(record, deviations), rows, scale, &picture)
    Self.drawLegend(y: height + 18, &picture)
    self.picture = picture
  }

  // MARK: What stands in it

  /// The run itself, what is before the steps, the steps, what is after them.
  private static func rows(_ record: EvidenceRecord) -> [Row] {
    var rows = [Row(name: "", label: "the run", state: record.outcome, tone: tone(record.outcome))]
    let names = Set(record.events.compactMap(\.step))
    if names.contains(where: { $0.hasPrefix("precondition:") || $0.hasPrefix("backup:") }) {
      rows.append(Row(name: "before", label: "before", state: "checks", tone: .quiet))
    }
    rows += record.plan.steps.map { step in
      let state = EvidenceStep(step, record).state
      return Row(name: step.id, label: step.id, state: state, tone: tone(state))
    }
    if names.contains(where: { row(of: $0) == "after" }) {
      rows.append(Row(name: "after", label: "after", state: "tasks", tone: .quiet))
    }
    return rows
  }

  private static func row(of step: String?) -> String {
    guard let step else { return "" }
    if step.hasPrefix("post:") || step.hasPrefix("rotate:") { return "after" }
    return step.contains(":") ? "before" : step
  }

  private static func tone(_ state: String) -> SVG.Tone {
    switch state {
    case "done", "done already": .good
    case "failed", "rollback-failed", "unknown", "rollback-incomplete": .bad
    case "not run": .quiet
    default: .warn
    }
  }

  /// From the first event to the last; the window's border where it is near.
  private static func scale(_ record: EvidenceRecord) -> TimeScale {
    var start = record.events.first?.ts ?? Timestamp(seconds: 0)
    var end = record.events.map(\.ts).max() ?? start
    let span = max(end - start, 1)
    if let window = record.plan.window {
      if window.start < start, start - window.start <= span { start = window.start }
      if window.end > end, window.end - end <= span { end = window.end }
    }
    return TimeScale(
      from: start, to: end, x: left, width: width - left - right)
  }

  private static func description(
    _ record: EvidenceRecord, _ deviations: EvidenceDeviations
  ) -> String {
    let first = record.events.first?.ts.description ?? ""
    let last = record.events.last?.ts.description ?? ""
    let states = record.plan.steps.map { "\($0.id): \(EvidenceStep($0, record).state)" }
    let what = deviations.all.map { "\($0.kind)\($0.step.isEmpty ? "" : " (\($0.step))")" }
    return "\(first) to \(last). \(states.joined(separator: ", ")). "
      + (what.isEmpty ? "No deviation." : "Deviations: \(what.joined(separator: ", ")).")
  }

  private static func signs(
    _ record: EvidenceRecord, _ deviations: EvidenceDeviations
  ) -> [Sign] {
    let told = record.events.compactMap { event -> Sign? in
      func sign(_ mark: SVG.Mark, _ tone: SVG.Tone, _ text: String) -> Sign {
        Sign(
          row: row(of: event.step), time: event.ts, mark: mark, tone: tone,
          title: "\(event.ts) \(text)")
      }
      switch event.type {
      case .gate where event.outcome == "refused":
        return sign(.cross, .bad, "gate closed: \(event.note ?? "")")
      case .gate:
        let note = event.note ?? ""
        let isApproval = note.hasPrefix("approved as ") || note.contains(" countersigned by ")
        return sign(isApproval ? .diamond : .circle, isApproval ? .info : .quiet, note)
      case .confirmed: return sign(.square, .info, "agreed \(event.note ?? "")")
      case .checkpoint: return sign(.circle, .good, "checkpoint")
      default: return nil
      }
    }
    let others = deviations.all.compactMap { deviation -> Sign? in
      guard let time = deviation.time, deviation.kind != "gate closed" else { return nil }
      let isBad = ["failed", "rollback failed", "task failed"].contains(deviation.kind)
      return Sign(
        row: row(of: deviation.step.isEmpty ? nil : deviation.step), time: time,
        mark: .triangle, tone: isBad ? .bad : .warn,
        title: "\(time) \(deviation.kind): \(deviation.reason)")
    }
    return told + others
  }

  // MARK: How it is drawn

  private static func drawWindow(
    _ record: EvidenceRecord, _ scale: TimeScale, _ height: Double, _ picture: inout SVG
  ) {
    guard let window = record.plan.window else {
      return picture.text("no window", x: left, y: 14, .quiet, isSmall: true)
    }
    let (from, to) = (scale.x(of: window.start), scale.x(of: window.end))
    let text = "window \(window.start) to \(window.end)"
    if window.end > scale.start, window.start < scale.end {
      picture.rect(
        x: from, y: top - 6, width: to - from, height: height - top + 6, .shade, title: text)
    }
    if window.start >= scale.start, window.start <= scale.end {
      picture.line(x1: from, y1: top - 6, x2: from, y2: height, .info, title: "the window opens")
    }
    if window.end >= scale.start, window.end <= scale.end {
      picture.line(x1: to, y1: top - 6, x2: to, y2: height, .info, title: "the window closes")
    }
    let isWaived = record.progress.emergency != nil
    picture.text(
      "shaded: \(text)\(isWaived ? ", waived: an emergency" : "")", x: left, y: 14, .info,
      isSmall: true)
  }

  private static func drawBars(
    _ record: EvidenceRecord, _ rows: [Row], _ scale: TimeScale, _ picture: inout SVG
  ) {
    let end = record.events.last?.ts ?? scale.end
    let perSecond = (width - left - right) / Double(max(scale.end - scale.start, 1))
    for intent in record.events where intent.type == .intent {
      guard let number = rows.firstIndex(where: { $0.name == row(of: intent.step) }),
        let phase = intent.phase
      else { continue }
      let result = record.events.drop { $0.seq <= intent.seq }.first {
        $0.type == .result && $0.step == intent.step && $0.phase == phase
          && $0.attempt == intent.attempt
      }
      let length =
        result.map { Double($0.milliseconds ?? 0) / 1000 } ?? Double(end - intent.ts)
      let x = scale.x(of: intent.ts)
      let isMet = result?.outcome == CommandOutcome.met.rawValue
      let tone: SVG.Tone =
        switch phase {
        case .run: result == nil ? .warn : isMet ? .good : .bad
        case .rollback: isMet ? .warn : .bad
        case .post: isMet ? .info : .bad
        default: .line
        }
      let thickness = phase.hasEffect ? 12.0 : 5.0
      let y = top + Double(number) * rowHeight + (rowHeight - thickness) / 2
      let how = result.map {
        "\($0.outcome ?? "") after \(EvidenceStep.seconds($0.milliseconds ?? 0))"
      }
      picture.rect(
        x: x, y: y, width: min(max(length * perSecond, 3), width - right - x + 3),
        height: thickness, tone,
        title: "\(intent.step ?? "") \(phase.rawValue): \(how ?? "its end is not known")")
    }
  }

  /// Those of one kind at one place are one; others stand beside each other.
  private static func drawSigns(
    _ signs: [Sign], _ rows: [Row], _ scale: TimeScale, _ picture: inout SVG
  ) {
    for (number, row) in rows.enumerated() {
      var groups: [(x: Double, sign: Sign)] = []
      for sign in signs where sign.row == row.name {
        let x = scale.x(of: sign.time)
        let near = groups.firstIndex {
          abs($0.x - x) < 6 && $0.sign.mark == sign.mark && $0.sign.tone == sign.tone
        }
        if let near {
          groups[near].sign.title += "\n" + sign.title
        } else {
          groups.append((x, sign))
        }
      }
      var last = 0.0
      for (x, sign) in groups.sorted(by: { $0.x < $1.x }) {
        let place = max(x, last + 11)
        last = place
        picture.mark(
          sign.mark, x: min(place, width - 6),
          y: top + Double(number) * rowHeight + rowHeight / 2, sign.tone, title: sign.title)
      }
    }
  }

  private static func drawLegend(y: Double, _ picture: inout SVG) {
    let items: [(SVG.Mark, SVG.Tone, String)] = [
      (.circle, .quiet, "gate passed"), (.cross, .bad, "gate closed"),
      (.diamond, .info, "approval"), (.square, .info, "agreed"),
      (.triangle, .warn, "deviation"), (.triangle, .bad, "failure"),
      (.circle, .good, "checkpoint"),
    ]
    var x = 6.0
    for (mark, tone, text) in items {
      picture.mark(mark, x: x, y: y, tone)
      picture.text(text, x: x + 10, y: y + 4, .quiet, isSmall: true)
      x += 92
    }
    for (tone, text) in [(SVG.Tone.good, "step"), (.bad, "failed"), (.warn, "rollback")] {
      picture.rect(x: x, y: y - 5, width: 14, height: 10, tone)
      picture.text(text, x: x + 19, y: y + 4, .quiet, isSmall: true)
      x += 78
    }
  }
}
