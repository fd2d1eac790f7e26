internal import ArgumentParser
internal import Documents
internal import Redaction

struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Find secrets without changing anything.",
    discussion: """
      Exit code 2 when something is found. The values themselves are never printed. Line 0 means \
      the name of the file or folder. In a picture (PNG, JPEG, WebP, TIFF, PDF) line and column are the \
      upper left corner of what would be painted over, in pixels, and in a picture within a text where its base64 begins; --json has the box. A path - is standard input, as are no paths where something \
      is piped in.

      \(AllowOptions.discussion)
      """)

  @Argument(help: "Files and folders; - is standard input.", completion: .file())
  var paths: [String] = []

  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var allow: AllowOptions
  @OptionGroup var baseline: BaselineOptions
  @OptionGroup var json: JSONOption

  @Flag(name: .long, help: "Write one SARIF 2.1.0 document to standard output.")
  var sarif = false

  @OptionGroup var quiet: QuietOption

  func validate() throws {
    // A list of paths that came out empty must not pass for a check that found nothing.
    if paths.isEmpty, !Console.isInputGiven {
      throw ValidationError("name files and folders, or pipe a text in")
    }
    if json.json, sarif { throw ValidationError("Give --json or --sarif, not both.") }
  }

  func run() async throws {
    let rules = try CompiledRules(
      RuleSources.load(redaction.rules), profile: RedactionOptions.profile(redaction.profile),
      allowing: allow.load(quiet.console))
    let output = try FindingOutput(format(rules))
    let filter = try BaselineFilter(baseline)
    let meter = ProgressMeter(quiet.console)
    defer { meter.stop() }
    var check = SecretCheck(rules: rules, jobs: try redaction.workers())
    check.pictures = PictureHandling(.redact, PictureCommand.service())
    check.named = try known.values(quiet.console)
    if sarif { check.detail.columns = .characters }
    check.detail.hasContext = baseline.isGiven
    check.progress = meter.progress
    let outcome = try check.run(InputPath.list(paths)) {
      if filter.isNew($0) { try output.add($0) }
    }
    meter.stop()
    let count = try output.finish(outcome)
    try filter.finish(quiet.console)
    for item in outcome.leftOut {
      quiet.console.note("not checked: \(PrintableText.line(item.path)): \(item.reason)")
    }
    AllowedSummary(outcome.allowed).write(to: quiet.console)
    if count > 0 {
      quiet.console.note("\(count) found")
      throw ExitCode(2)
    }
  }

  private func format(_ rules: CompiledRules) -> any FindingFormat {
    if sarif { return FindingSARIF(rules.rules) }
    return json.json ? FindingJSON() : FindingLines()
  }
}
