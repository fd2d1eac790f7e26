internal import Documents
internal import Redaction

/// What is told of a capture that goes into a bundle.
struct CaptureText {
  let text: String

  /// Somebody may have written the file by hand.
  init(_ capture: RedactionReport.Capture) {
    let end = capture.signal.map { "ended by signal \($0)" } ?? "exit code \(capture.exit ?? 0)"
    let shown = PrintableText.line(capture.command)
    let short = shown.count > 80 ? shown.prefix(79) + "…" : shown[...]
    text = "\(PrintableText.line(capture.path)): captured '\(short)', \(capture.started), \(end)"
  }
}
