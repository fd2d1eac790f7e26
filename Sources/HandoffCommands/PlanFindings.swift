internal import Bundles
internal import Documents
internal import DurableFiles
internal import Plans
internal import Redaction

/// What `plan check --json` writes.
struct PlanFindings: Encodable {
  let findings: [Plans.Finding]

  /// Tells each finding to the person, and how it is mended, once a rule.
  func tell(_ console: Console) {
    var hints: Set<String> = []
    for finding in findings {
      var text =
        "\(finding.file):\(finding.line):\(finding.column): \(finding.rule): \(finding.message)"
      if let step = finding.step { text += " (step '\(step)')" }
      if let command = finding.command { text += "\n    \(command)" }
      let hint = finding.hint.flatMap { hints.insert($0).inserted ? $0 : nil }
      if finding.level == "block" {
        console.error(text, hint: hint)
      } else {
        console.warning(text, hint: hint)
      }
    }
  }

  /// Tells that a plan is refused, and what can be done where it is right nevertheless.
  func refuse(_ file: String, outcome: String, _ console: Console) {
    let refusing = findings.filter(\.refuses)
    let count = refusing.count == 1 ? "1 finding" : "\(refusing.count) findings"
    console.error(
      "\(file): the policy refuses the plan for \(count)\(outcome)",
      hint: refusing.contains(where: \.isWaivable)
        ? "mend it; where it must be so, add waivers: [{rule: RULE, step: STEP, reason: WHY}], which an"
          + " approver countersigns" : nil)
  }
}

/// A plan's file, read with a bound.
enum PlanFile {
  static func text(_ path: String) throws -> String {
    let bytes: [UInt8]
    do {
      bytes = try DurableFile.read(path, limit: 4 << 20)
    } catch {
      guard error.code == .missing else { throw error }
      throw FileError(
        code: .missing, path: path, message: "no such file",
        hint: "begin one: handoff plan new --from TEMPLATE -o \(path)")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(file: path, line: 1, column: 1, message: "the plan is not UTF-8")
    }
    return text
  }
}

/// The policy that counts here: the program's own, and what `client.yaml` adds.
enum PlanPolicy {
  static func load(settings: ClientSettings) throws -> Policy {
    try Policy.builtin(
      adding: settings.policy.map { path in
        (path, String(decoding: try DurableFile.read(path, limit: 4 << 20), as: UTF8.self))
      })
  }

  static func checker() throws -> PlanChecker {
    let settings = try ClientSettings.load()
    var checker = PlanChecker(policy: try load(settings: settings), client: settings.client)
    checker.findSecrets = try SecretPlace.finder(rules: RuleSet.builtin())
    return checker
  }
}
