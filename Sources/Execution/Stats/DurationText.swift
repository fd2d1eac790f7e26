/// Seconds as a person says them: two units at most.
enum DurationText {
  static func text(_ seconds: Int) -> String {
    func text(_ whole: Int, _ unit: String, _ rest: Int, _ smaller: String) -> String {
      rest == 0 ? "\(whole) \(unit)" : "\(whole) \(unit) \(rest) \(smaller)"
    }
    switch seconds {
    case ..<60: return "\(seconds) s"
    case ..<3600: return text(seconds / 60, "min", 0, "")
    case ..<86400: return text(seconds / 3600, "h", seconds / 60 % 60, "min")
    default: return text(seconds / 86400, "d", seconds / 3600 % 24, "h")
    }
  }

  static func text(_ seconds: Int?) -> String { seconds.map { text($0) } ?? "-" }
}
