internal import ArgumentParser
internal import Documents
internal import ExternalTools
internal import Redaction

struct RulesTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Run every rule's examples and counterexamples.",
    discussion: """
      Exit code 2 when an example isn't found, a counterexample is, or a pattern can't be used. It \
      also tells which rules find the same bytes, and which of them names the value: the longer, \
      then the higher priority, then the one that was read first.
      """)

  @Argument(help: "Files and folders of rules to add.", completion: .file())
  var paths: [String] = []

  @Flag(name: .long, help: "List the rules that find the same bytes.")
  var overlaps = false

  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  private struct Report: Encodable {
    struct Overlap: Encodable {
      let winner: String
      let loser: String
      let by: RuleExamples.Overlap.Reason
      let examples: Int
      let place: String
    }

    let ok: Bool
    let rules: Int
    let examples: Int
    let counterexamples: Int
    let faults: [String]
    let overlaps: [Overlap]
    let unexercised: [String]
    let nearKeywords: [String]
    let slow: [String]

    init(_ outcome: RuleExamples.Outcome) {
      ok = outcome.faults.isEmpty
      rules = outcome.rules
      examples = outcome.examples
      counterexamples = outcome.counterexamples
      faults = outcome.faults
      overlaps = outcome.overlaps.map {
        Overlap(
          winner: $0.overlap.winner, loser: $0.overlap.loser, by: $0.overlap.by,
          examples: $0.examples, place: $0.place)
      }
      unexercised = outcome.unexercised
      nearKeywords = outcome.nearKeywords
      slow = outcome.slow
    }
  }

  func run() async throws {
    let set = try RuleSources.loadWhole(paths)
    let outcome = try RuleExamples(set, jobs: ProcessorCount.online).run()
    let console = quiet.console
    if json.json {
      try console.write(json: Report(outcome))
    } else if overlaps {
      for item in outcome.overlaps {
        try console.write(
          line:
            "\(item.overlap.winner) before \(item.overlap.loser), by \(item.overlap.by.rawValue): \(item.examples) in \(item.place)"
        )
      }
    }
    for (index, fault) in outcome.faults.enumerated() {
      console.error(fault, hint: index == 0 ? outcome.hint : nil)
    }
    console.note(
      "\(outcome.rules) rules, \(outcome.examples) examples, \(outcome.counterexamples) counterexamples, \(outcome.faults.count) faults"
    )
    let decided = outcome.overlaps.filter { $0.overlap.by == .priority }.count
    console.note(
      "\(outcome.overlaps.count) pairs of rules overlap, \(decided) by priority (--overlaps lists them)"
    )
    if !outcome.unexercised.isEmpty {
      console.note(
        "found by other rules only, so no example exercises them: \(outcome.unexercised.joined(separator: ", "))"
      )
    }
    console.note("\(outcome.nearKeywords.count) patterns are searched for around keywords")
    if !outcome.slow.isEmpty {
      console.warning(
        "no machine code can be made of these rules' patterns: \(outcome.slow.joined(separator: ", "))",
        hint: "simplify them: no callouts, no very large repetitions")
    }
    if !outcome.faults.isEmpty { throw ExitCode(2) }
  }
}
