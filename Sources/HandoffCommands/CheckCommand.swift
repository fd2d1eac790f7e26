internal import ArgumentParser
internal import Documents
internal import Redaction

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find secrets without changing anything.",
    discussion: "Exit code 2 when something is found. The values themselves are never printed.")

  @Argument(help: "Files and folders.", completion: .file())
  var paths: [String]

  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let rules = try CompiledRules(
      RuleSources.load(redaction.rules), profile: RedactionOptions.profile(redaction.profile))
    let outcome = try SecretCheck(rules: rules).run(paths)
    if json.json {
      try quiet.console.write(json: CheckDocument(outcome))
    } else {
      for finding in outcome.findings {
        try quiet.console.write(
          line:
            "\(PrintableText.line(finding.file)):\(finding.line):\(finding.column): \(finding.category): \(finding.rule)"
        )
      }
    }
    for item in outcome.leftOut {
      quiet.console.note("not checked: \(PrintableText.line(item.path)): \(item.reason)")
    }
    if !outcome.findings.isEmpty {
      quiet.console.note("\(outcome.findings.count) found")
      throw ExitCode(2)
    }
  }
}

private struct CheckDocument: Encodable {
  struct Finding: Encodable {
    let rule: String
    let level: String
    let file: String
    let line: Int
    let column: Int
  }

  let findings: [Finding]
  let leftOut: [LeftOut]

  init(_ outcome: SecretCheck.Outcome) {
    leftOut = outcome.leftOut
    findings = outcome.findings.map {
      Finding(rule: $0.rule, level: $0.category, file: $0.file, line: $0.line, column: $0.column)
    }
  }
}
