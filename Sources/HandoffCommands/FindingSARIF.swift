internal import Documents
internal import Redaction

/// The document of `--sarif`: SARIF 2.1.0, an OASIS standard for what an analysis found.
///
/// It holds no fingerprint, no text of the file and no end of a finding: each would tell of the
/// value.
struct FindingSARIF: FindingFormat {
  private let rules: [String: Rule]
  /// Those that found something, in the order of their first findings.
  private var found: [SARIFRule] = []
  private var indices: [String: Int] = [:]
  private var locations = EncodedTexts()

  init(_ rules: [Rule]) {
    self.rules = Dictionary(rules.map { ($0.id, $0) }) { first, _ in first }
  }

  var isDocument: Bool { true }

  /// As an encoder would, four levels deep and without the newline at the end.
  mutating func append(
    _ finding: SecretCheck.Finding, isFirst: Bool, to output: inout [UInt8]
  ) throws {
    let rule = rule(of: finding)
    output += (isFirst ? "" : ",\n").utf8
    output +=
      """
              {
                "level": "\(found[rule].defaultConfiguration.level)",
                "locations": [
                  {
                    "physicalLocation": {
                      "artifactLocation": {

      """.utf8
    output += try locations.text(finding.file) { try Self.location($0) }
    output += "\n                }".utf8
    if finding.line > 0 {
      output +=
        """
        ,
                        "region": {
                          "startColumn": \(finding.column),
                          "startLine": \(finding.line)
                        }
        """.utf8
    }
    output +=
      """

                    }
                  }
                ],
                "message": {
                  "text": 
      """.utf8
    output += try EncodedTexts.encode(found[rule].message(isName: finding.line == 0))
    output += "\n          },\n          \"ruleId\": ".utf8
    output += try EncodedTexts.encode(finding.rule)
    output += ",\n          \"ruleIndex\": \(rule)\n        }".utf8
  }

  private mutating func rule(of finding: SecretCheck.Finding) -> Int {
    if let index = indices[finding.rule] { return index }
    indices[finding.rule] = found.count
    found.append(
      SARIFRule(id: finding.rule, category: finding.category, rules[finding.rule]))
    return found.count - 1
  }

  /// The members of an artifact's location.
  private static func location(_ path: String) throws -> [UInt8] {
    let location = SARIFLocation(path)
    var text = Array("                  \"uri\": ".utf8) + (try EncodedTexts.encode(location.uri))
    if let base = location.uriBaseId {
      text += ",\n                  \"uriBaseId\": ".utf8
      text += try EncodedTexts.encode(base)
    }
    return text
  }

  func frame(_ outcome: SecretCheck.Outcome, isEmpty: Bool) throws -> DocumentFrame {
    try DocumentFrame(
      SARIFLog(rules: found, leftOut: outcome.leftOut), list: "results", indent: 6,
      isEmpty: isEmpty)
  }
}
