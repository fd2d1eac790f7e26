internal import Documents

/// The answer for a terminal of 80 columns; the sum stands last.
package struct AuditText {
  private let result: AuditResult
  private let shown: ShownText
  private var lines: [String] = []

  /// Entries of each part; the rest is counted.
  private static let most = 50
  private static let width = 80

  package static func lines(_ result: AuditResult, _ shown: ShownText) throws -> [String] {
    var text = AuditText(result, shown)
    try text.write()
    return text.lines
  }

  private init(_ result: AuditResult, _ shown: ShownText) {
    self.result = result
    self.shown = shown
  }

  private mutating func write() throws {
    try writeRuns()
    let items = result.timeline.items
    let alerted = Set(result.alerts.map(\.item))
    func indices(_ verdict: String) -> [Int] {
      items.indices.filter { items[$0].verdict.name == verdict && !alerted.contains($0) }
    }
    try writeEvents("TIMELINE", indices("listed"), total: result.count("listed"))
    try writeEvents("EXPLAINED", indices("explained"), total: result.count("explained"))
    try writeGroups("BACKGROUND: the provider's own", indices("background"))
    try writeGroups("UNEXPLAINED", indices("unexplained"))
    writeMissing()
    try writeEvents("ALERTS", result.alerts.map(\.item), total: result.alerts.count)
    try writeFaults()
    writeSum()
  }

  // MARK: Parts

  private mutating func writeRuns() throws {
    for run in result.runs {
      add("run  \(PrintableText.line(run.id)), by \(try shown(run.actor))", indent: 5)
      add("     \(run.begin) to \(run.end)", indent: 5)
      for (provider, names) in run.identities.sorted(by: { $0.key.rawValue < $1.key.rawValue })
      where !names.isEmpty && run.concerns(provider) {
        for name in names.sorted() {
          add("     \(provider.rawValue): \(try shown(name))", indent: 7)
        }
      }
    }
  }

  private mutating func writeEvents(_ title: String, _ indices: [Int], total: Int) throws {
    guard !indices.isEmpty else { return }
    head("\(title) (\(total))")
    var day = ""
    for index in indices.prefix(Self.most) {
      let item = result.timeline.items[index]
      let event = try ShownEvent(item, shown)
      if event.time.prefix(10) != day {
        day = String(event.time.prefix(10))
        lines.append(day)
      }
      add("  \(event.time.dropFirst(11))  \(event.provider): \(event.action)", indent: 4)
      let who = [event.identity, event.address].filter { !$0.isEmpty }
      let failure = event.failure.isEmpty ? "" : ", failed: \(event.failure)"
      add("    by \(who.isEmpty ? "nobody named" : who.joined(separator: " from "))", indent: 7)
      if !event.resource.isEmpty || !failure.isEmpty {
        add("    on \(event.resource.isEmpty ? "-" : event.resource)\(failure)", indent: 7)
      }
      add("    \(remark(index))", indent: 7)
      if item.verdict.isUnexplained || result.runs.isEmpty {
        add("    \(PrintableText.line(item.place.file)):\(item.place.line)", indent: 7)
      }
    }
    rest(total - min(indices.count, Self.most))
  }

  private func remark(_ index: Int) -> String {
    switch result.timeline.items[index].verdict {
    case .explained(let how):
      "= \(how.step), \(how.phase)\(how.attempt > 1 ? ", attempt \(how.attempt)" : ""): \(how.text)"
    case .unexplained(_, let message):
      "! \(result.alerts.first { $0.item == index }?.message ?? message)"
    case .background: "the provider's own"
    case .listed: "-"
    }
  }

  /// One line for what one identity did again and again.
  private mutating func writeGroups(_ title: String, _ indices: [Int]) throws {
    guard !indices.isEmpty else { return }
    head("\(title) (\(indices.count))")
    var order: [[String]] = []
    var groups: [[String]: [Int]] = [:]
    for index in indices {
      let item = result.timeline.items[index]
      var why = ""
      if case .unexplained(_, let message) = item.verdict { why = message }
      let key = [item.event.provider.rawValue, item.event.identity, item.event.action, why]
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(index)
    }
    for key in order.prefix(Self.most) {
      guard let members = groups[key], let first = members.first, let last = members.last else {
        continue
      }
      let items = result.timeline.items
      let event = try ShownEvent(items[first], shown)
      let span =
        members.count == 1
        ? event.time : "\(event.time) to \(items[last].event.time.description.dropFirst(11))"
      add("  \(span)  \(ShownEvent.counted(members.count, "event"))", indent: 4)
      add("    \(event.provider): \(event.action)", indent: 7)
      let who = [event.identity, event.address].filter { !$0.isEmpty }
      add("    by \(who.isEmpty ? "nobody named" : who.joined(separator: " from "))", indent: 7)
      if !event.resource.isEmpty { add("    on \(event.resource)", indent: 7) }
      if !key[3].isEmpty { add("    ! \(key[3])", indent: 7) }
      add("    \(PrintableText.line(event.place.file)):\(event.place.line)", indent: 7)
    }
    rest(order.count - min(order.count, Self.most), "group")
  }

  private mutating func writeMissing() {
    guard !result.missing.isEmpty else { return }
    head("STEPS WITHOUT AN EVENT (\(result.missing.count))")
    for missing in result.missing.prefix(Self.most) {
      let attempt = missing.attempt > 1 ? ", attempt \(missing.attempt)" : ""
      add("  \(missing.step), \(missing.phase)\(attempt): \(missing.begin)", indent: 4)
      let why =
        !missing.hasTrail
        ? "no trail of \(missing.provider.rawValue) was read"
        : missing.changes
          ? "! a change that the trail of \(missing.provider.rawValue) doesn't show"
          : "it only reads; the trail of \(missing.provider.rawValue) may leave that out"
      add("    \(why)", indent: 6)
    }
    rest(result.missing.count - min(result.missing.count, Self.most), "step")
  }

  private mutating func writeFaults() throws {
    guard result.unreadable > 0 else { return }
    head("UNREADABLE (\(result.unreadable))")
    for fault in result.faults.prefix(20) {
      let line = fault.place.line > 0 ? ":\(fault.place.line)" : ""
      add(
        "  \(PrintableText.line(fault.place.file))\(line): \(try shown(fault.message))", indent: 4)
    }
    rest(result.unreadable - min(result.faults.count, 20), "record")
  }

  private mutating func writeSum() {
    let timeline = result.timeline
    let total = timeline.items.count + timeline.unlisted.values.reduce(0, +)
    head("SUM")
    let files = ShownEvent.counted(result.files.count, "file")
    add("  \(ShownEvent.counted(total, "event")) in \(files)", indent: 4)
    let others = result.files.reduce(0) { $0 + $1.others }
    if others > 0 {
      add("  \(ShownEvent.counted(others, "other record")) that tell of no action", indent: 4)
    }
    if timeline.copies > 0 { add("  \(timeline.copies) more that stand in two files", indent: 4) }
    if timeline.outside > 0 {
      add("  \(timeline.outside) before or after the time asked for", indent: 4)
    }
    let unlisted = timeline.unlisted.values.reduce(0, +)
    if unlisted > 0 {
      add(
        "  \(unlisted) of them judged and not listed: ask for less with --since, --until", indent: 4
      )
    }
    if !result.runs.isEmpty {
      add(
        "  \(result.count("explained")) explained, \(result.count("unexplained")) unexplained, \(result.count("background")) of the provider's own; \(ShownEvent.counted(result.alerts.count, "alert"))",
        indent: 4)
      if result.missingChanges > 0 {
        add("  \(ShownEvent.counted(result.missingChanges, "change")) without an event", indent: 4)
      }
    }
    if result.unreadable > 0 {
      add(
        "  \(ShownEvent.counted(result.unreadable, "record")) unreadable: nobody knows what they tell",
        indent: 4)
    }
  }

  // MARK: Lines

  private mutating func head(_ title: String) {
    if !lines.isEmpty { lines.append("") }
    lines.append(title)
  }

  private mutating func rest(_ count: Int, _ what: String = "event") {
    if count > 0 {
      lines.append("  and \(ShownEvent.counted(count, "\(what)")) more: --json lists them")
    }
  }

  /// Broken between words, or in them where one is too long.
  private mutating func add(_ text: String, indent: Int) {
    var rest = Substring(text)
    var isFirst = true
    while true {
      let room = isFirst ? Self.width : Self.width - indent
      let lead = isFirst ? "" : String(repeating: " ", count: indent)
      if rest.count <= room {
        lines.append(lead + rest)
        return
      }
      let piece = rest.prefix(room)
      let blank = piece.lastIndex(of: " ")
      let isLate = blank.map { piece.distance(from: piece.startIndex, to: $0) > room / 2 } ?? false
      let cut = isLate ? blank ?? piece.endIndex : piece.endIndex
      lines.append(lead + rest[..<cut])
      rest = rest[cut...].drop { $0 == " " }
      isFirst = false
    }
  }
}
