import Documents

extension ReportPage {
  /// Commands whose output stands in the output.
  var captures: String {
    let shown = report.captures.prefix(Self.fileRows)
    let note =
      shown.count < report.captures.count
      ? "<p>The first \(Self.number(shown.count)) of \(Self.number(report.captures.count)); the JSON report has all.</p>\n"
      : ""
    return note
      + Table(
        caption: "Output of commands, kept by handoff capture",
        head: [.wide("Command"), .text("Folder"), .text("Started"), .text("End")],
        rows: shown.map { capture in
          [
            "<code>\(HTML.text(PrintableText.line(capture.command)))</code>",
            Self.file(capture.path), HTML.text("\(capture.started)"),
            capture.signal.map { "signal \($0)" } ?? "exit code \(capture.exit ?? 0)",
          ]
        }
      ).text
  }
}
