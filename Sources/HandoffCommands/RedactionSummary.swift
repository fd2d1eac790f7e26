internal import Documents
internal import Redaction

/// The table a job ends with: what was found how often, what was left out; never a value.
struct RedactionSummary {
  private let report: RedactionReport
  /// What was or would be done.
  private let verb: String

  init(_ report: RedactionReport, verb: String = "redacted") {
    self.report = report
    self.verb = verb
  }

  func write(to console: Console) {
    if report.rules.isEmpty {
      let what = report.allowed.isEmpty ? "found" : verb
      console.note("nothing \(what) (profile \(report.profile))")
    } else {
      let width = max(4, report.rules.map(\.rule.count).max() ?? 0)
      console.line("  \(pad("rule", width))   count   files")
      for rule in report.rules {
        console.line("  \(pad(rule.rule, width))  \(right(rule.count, 6))  \(right(rule.files, 6))")
      }
      console.note(
        "\(report.total) \(verb) in \(report.files.count) files (profile \(report.profile))")
    }
    AllowedSummary(report.allowed, overruled: report.overruled).write(to: console)
    for picture in report.pictures where picture.isKept {
      console.warnOfKept(picture: picture.path)
    }
    for item in report.leftOut {
      let path = item.source.isEmpty ? item.path : item.source
      console.note("left out \(PrintableText.line(path)): \(item.reason)")
    }
  }

  private func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func right(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
