internal import Redaction

/// One line that says how far a job is; it names no file.
struct ProgressText {
  private var samples: [(time: Double, work: Int)] = []
  private var finished = 0
  private var pass = JobProgress.Pass.preparing

  /// How far back the rate looks: seconds.
  private static let window = 5.0

  /// - Parameters:
  ///   - time: seconds from any point on.
  ///   - width: in columns; the line is shorter.
  mutating func line(_ now: JobProgress.Snapshot, at time: Double, width: Int) -> String {
    if now.pass != pass {
      // What an earlier pass read counts for the rate, so that it doesn't begin anew.
      finished = samples.last?.work ?? 0
      pass = now.pass
    }
    let work = finished + now.bytes
    samples.append((time, work))
    while samples.count > 2, samples[1].time < time - Self.window { samples.removeFirst() }
    let span = time - samples[0].time
    let rate = span > 0 ? Double(work - samples[0].work) / span : 0
    return Self.fit(parts(now, rate), width)
  }

  private func parts(_ now: JobProgress.Snapshot, _ rate: Double) -> [String] {
    guard let name = Self.name(now.pass) else { return [] }
    if now.pass == .bundling, now.totalBytes == nil { return [name] }
    var parts: [String] = []
    if let total = now.totalBytes, total > 0 {
      let done = min(now.bytes, total)
      parts.append("\(name) \(Self.size(done)) of \(Self.size(total))")
      // A job reads twice; the second time is quicker, as a rule: a fifth of all work.
      let share = now.pass == .finding ? 0.8 : now.pass == .writing ? 0.2 : 1
      let before = now.pass == .writing ? 0.8 : 0
      let part = Double(done) / Double(total)
      let behind = now.pass == .finding ? Double(total) / 4 : 0
      parts.append("\(Int(100 * (before + share * part))) %")
      parts.append("\(Self.size(Int(rate)))/s")
      if rate > 0 { parts.append("\(Self.duration((Double(total - done) + behind) / rate)) left") }
    } else {
      parts.append("\(name) \(Self.size(now.bytes))")
      parts.append("\(Self.size(Int(rate)))/s")
    }
    if now.totalFiles > 1 { parts.append("\(now.files) of \(now.totalFiles) files") }
    return parts
  }

  private static func name(_ pass: JobProgress.Pass) -> String? {
    switch pass {
    case .preparing: nil
    case .finding: "finding"
    case .writing: "writing"
    case .reading: "reading back"
    case .checking: "checking"
    case .filtering: "redacting"
    case .bundling: "bundling"
    }
  }

  /// As many parts as the line holds, and the terminal's `^C` behind them.
  private static func fit(_ parts: [String], _ width: Int) -> String {
    var line = ""
    for part in parts {
      let longer = line.isEmpty ? part : "\(line), \(part)"
      if longer.utf8.count > width - 3 { break }
      line = longer
    }
    return line
  }

  /// With a digit behind the point below ten.
  static func size(_ bytes: Int) -> String {
    var tenths = max(0, bytes) / 100
    for unit in ["kB", "MB", "GB"] {
      if tenths < 10_000 || unit == "GB" {
        return tenths < 100 && unit != "kB"
          ? "\(tenths / 10).\(tenths % 10) \(unit)" : "\(tenths / 10) \(unit)"
      }
      tenths /= 1000
    }
    return "\(bytes)"
  }

  static func duration(_ seconds: Double) -> String {
    let total = Int(min(seconds, 359_999).rounded(.up))
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let (hours, minutes) = (total / 3600, total / 60 % 60)
    return hours > 0
      ? "\(hours):\(two(minutes)):\(two(total % 60))" : "\(minutes):\(two(total % 60))"
  }
}
