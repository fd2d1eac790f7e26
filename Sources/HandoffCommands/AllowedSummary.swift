internal import Documents
internal import Redaction

/// Says how much stayed that a rule found, and by whose word; never a value.
struct AllowedSummary {
  private let counts: [AllowedCount]
  private let overruled: Int

  /// - Parameter overruled: how often an allowed value went all the same.
  init(_ counts: [AllowedCount], overruled: Int = 0) {
    self.counts = counts
    self.overruled = overruled
  }

  /// More reasons aren't named one by one.
  private static let mostReasons = 20

  func write(to console: Console) {
    if !counts.isEmpty {
      var reasons: [String: (count: Int, files: Set<String>)] = [:]
      for item in counts {
        reasons[item.reason, default: (0, [])].count += item.count
        reasons[item.reason]?.files.insert(item.file)
      }
      let total = counts.reduce(0) { $0 + $1.count }
      console.note("\(total) found, but allowed to stay:")
      let sorted = reasons.sorted { (-$0.value.count, $0.key) < (-$1.value.count, $1.key) }
      for (reason, item) in sorted.prefix(Self.mostReasons) {
        let files = item.files.count > 1 ? " in \(item.files.count) files" : ""
        console.line("  \(item.count)\(files): \(PrintableText.line(reason))")
      }
      if sorted.count > Self.mostReasons {
        console.line("  and \(sorted.count - Self.mostReasons) reasons more")
      }
    }
    if overruled > 0 {
      console.note(
        "\(overruled) allowed, but redacted: the same value is a secret elsewhere in this job")
    }
  }
}
