internal import Redaction

/// The document of `--json`.
struct FindingJSON: FindingFormat {
  private var texts = EncodedTexts()

  init() {}

  var isDocument: Bool { true }

  /// As an encoder would, two levels deep and without the newline at the end.
  mutating func append(
    _ finding: SecretCheck.Finding, isFirst: Bool, to output: inout [UInt8]
  ) throws {
    output += (isFirst ? "    {\n" : ",\n    {\n").utf8
    if let box = finding.box {
      output +=
        """
              "box": {
                "height": \(box.height),
                "page": \(box.page),
                "width": \(box.width),
                "x": \(box.x),
                "y": \(box.y)
              },

        """.utf8
    }
    output += "      \"column\": \(finding.column),\n      \"file\": ".utf8
    output += try texts.text(finding.file)
    output += ",\n      \"level\": ".utf8
    output += try texts.text(finding.category)
    output += ",\n      \"line\": \(finding.line),\n      \"rule\": ".utf8
    output += try texts.text(finding.rule)
    output += "\n    }".utf8
  }

  func frame(_ outcome: SecretCheck.Outcome, isEmpty: Bool) throws -> DocumentFrame {
    try DocumentFrame(
      Document(allowed: outcome.allowed, leftOut: outcome.leftOut), list: "findings", indent: 2,
      isEmpty: isEmpty)
  }

  private struct Document: Encodable {
    let allowed: [AllowedCount]
    let leftOut: [LeftOut]
    let findings: [Int] = []
  }
}
