internal import Documents
internal import Redaction

/// A line for each finding: place, category, rule.
struct FindingLines: FindingFormat {
  var isDocument: Bool { false }

  func append(_ finding: SecretCheck.Finding, isFirst: Bool, to output: inout [UInt8]) {
    output +=
      "\(PrintableText.line(finding.file)):\(finding.line):\(finding.column): \(finding.category): \(finding.rule)\n"
      .utf8
  }

  func frame(_: SecretCheck.Outcome, isEmpty: Bool) -> DocumentFrame { DocumentFrame() }
}
