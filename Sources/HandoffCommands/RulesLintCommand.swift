internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import Redaction

struct RulesLintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint", abstract: "Name the rules that slow redaction down, with what they cost.",
    discussion: """
      A rule is searched for where one of its literals stands: the first bytes of its pattern, its \
      keywords, its key names. Literals of under four bytes make the scan slower, and those that \
      stand on every other line set the rule off in vain. Every rule is searched for by itself in \
      the sample; the cost is the time that this takes.
      """)

  @Argument(
    help: "A text like those that are redacted: some megabytes of log.", completion: .file())
  var sample: String

  @Option(name: .long, help: "A file or folder of rules to add; can repeat.")
  var rules: [String] = []

  @Option(name: .long, help: "Exit 2 where a rule costs more: microseconds a megabyte.")
  var limit: Double?

  @Flag(name: .long, help: "List every rule, not only those that stand out.")
  var all = false

  @OptionGroup var json: JSONOption

  /// From here on a rule is listed, in microseconds a megabyte: any scan alone takes about half.
  private static let noticeable = 150.0

  func run() async throws {
    let set = try RuleSources.loadWhole(rules)
    let text = try DurableFile.read(sample, limit: 256 << 20)
    let costs = try RuleCost.measure(set, on: text)
      .filter {
        all || $0.isShort || $0.isCommon
          || $0.microsecondsPerMegabyte >= (limit ?? Self.noticeable)
      }
      .sorted { ($1.microsecondsPerMegabyte, $0.rule) < ($0.microsecondsPerMegabyte, $1.rule) }
    if json.json {
      try Console().write(json: costs)
    } else {
      try Console().write(line: "us/MB   hits/MB  shortest  literals  rule")
      for cost in costs {
        try Console().write(
          line: [
            Self.padded("\(Int(cost.microsecondsPerMegabyte.rounded()))", 5),
            Self.padded("\(Int(cost.hitsPerMegabyte.rounded()))", 9),
            Self.padded(cost.shortestLiteral.map(String.init) ?? "-", 9),
            Self.padded("\(cost.literals)", 9), " \(cost.rule)",
          ].joined(separator: " "))
      }
    }
    if let limit, costs.contains(where: { $0.microsecondsPerMegabyte > limit }) {
      throw ExitCode(2)
    }
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}
