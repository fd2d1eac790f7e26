import Documents

/// The pictures of ``StatisticsPage``.
enum StatisticsCharts {
  struct Bar {
    var name: String
    var count: Int
    var tone: SVG.Tone
    var note = ""
  }

  static func tone(of state: RunProgress.State) -> SVG.Tone {
    switch state {
    case .done: .good
    case .rolledBack, .stopped, .interrupted, .running: .warn
    case .failed, .rollbackFailed, .rollbackIncomplete, .unknown: .bad
    }
  }

  /// Bars one below the other, each with its number.
  ///
  /// - Parameter most: what a full bar stands for.
  static func bars(_ bars: [Bar], of most: Int, title: String, isNarrow: Bool = false) -> SVG {
    let width = isNarrow ? 420.0 : 860
    let left = isNarrow ? 90.0 : 170
    let room = width - left - (isNarrow ? 40 : 190)
    let words = bars.filter { $0.count > 0 }.map {
      "\($0.name): \($0.count)\($0.note.isEmpty ? "" : " (\($0.note))")"
    }
    let top = isNarrow ? 24.0 : 4
    var picture = SVG(
      width: width, height: top + Double(bars.count) * 22 + 4, title: title,
      description: words.joined(separator: ", "))
    if isNarrow { picture.text(title, x: 0, y: 14, isStrong: true) }
    for (number, bar) in bars.enumerated() {
      let y = top + Double(number) * 22
      let length = most > 0 ? room * Double(bar.count) / Double(most) : 0
      picture.text(bar.name, x: left - 10, y: y + 14, anchor: .end)
      picture.line(x1: left, y1: y, x2: left, y2: y + 22, .line)
      if bar.count > 0 {
        picture.rect(x: left, y: y + 3, width: max(length, 2), height: 16, bar.tone)
      }
      let label = bar.note.isEmpty ? "\(bar.count)" : "\(bar.count), \(bar.note)"
      picture.text(
        label, x: left + max(length, 2) + 6, y: y + 14, bar.count > 0 ? .ink : .quiet)
    }
    return picture
  }

  private enum Kind: String, CaseIterable {
    case good = "done"
    case warn = "taken back, stopped or interrupted"
    case bad = "failed or unknown"

    var tone: SVG.Tone {
      switch self {
      case .good: .good
      case .warn: .warn
      case .bad: .bad
      }
    }
  }

  /// The runs of each week or month, by how they ended; periods without a run keep their place.
  static func periods(_ statistics: RunStatistics) -> SVG {
    let columns = columns(statistics)
    let (width, left, bottom, top) = (860.0, 40.0, 200.0, 30.0)
    let most = columns.compactMap(\.part?.runs).max() ?? 1
    let step = min(60, (width - left) / Double(max(columns.count, 1)))
    let unit = (bottom - top) / Double(max(most, 1))
    var picture = SVG(
      width: width, height: bottom + 48, title: "Runs by \(statistics.span.rawValue)",
      description: columns.compactMap(\.part).map { "\($0.period): \($0.runs)" }
        .joined(separator: ", "))
    picture.line(x1: left, y1: bottom, x2: width, y2: bottom, .line)
    for value in Set([most, (most + 1) / 2]).sorted() {
      let y = bottom - Double(value) * unit
      picture.line(x1: left, y1: y, x2: width, y2: y, .shade)
      picture.text(String(value), x: left - 8, y: y + 4, .quiet, anchor: .end, isSmall: true)
    }
    let labelled = max(1, Int((64 / step).rounded(.up)))
    for (number, column) in columns.enumerated() {
      let x = left + Double(number) * step
      if number.isMultiple(of: labelled) {
        picture.text(column.name, x: x, y: bottom + 16, .quiet, isSmall: true)
      }
      guard let part = column.part else { continue }
      var y = bottom
      for kind in Kind.allCases {
        let count = RunStatistics.endings.filter { tone(of: $0) == kind.tone }
          .reduce(0) { $0 + (part.states[$1.rawValue] ?? 0) }
        guard count > 0 else { continue }
        y -= Double(count) * unit
        picture.rect(
          x: x + step * 0.1, y: y, width: step * 0.8, height: Double(count) * unit - 0.5,
          kind.tone, title: "\(part.period): \(count) \(kind.rawValue)")
      }
    }
    var x = left
    for kind in Kind.allCases {
      picture.rect(x: x, y: bottom + 28, width: 12, height: 12, kind.tone)
      picture.text(kind.rawValue, x: x + 18, y: bottom + 38, .quiet)
      x += 240
    }
    return picture
  }

  private struct Column {
    var name: String
    var part: RunStatistics.Part?
  }

  /// With empty periods between, as far as they fit; a longer gap is one column.
  private static func columns(_ statistics: RunStatistics) -> [Column] {
    statistics.rows(most: 104).flatMap { row -> [Column] in
      switch row {
      case .part(let part): [Column(name: part.period, part: part)]
      case .gap(let count):
        Array(repeating: Column(name: "", part: nil), count: count)
          .prefix(count > 12 ? 1 : count).map { column in
            Column(name: count > 12 ? "…" : column.name, part: nil)
          }
      }
    }
  }
}
