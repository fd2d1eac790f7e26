internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import Redaction

struct RedactCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "redact",
    abstract: "Scrub secrets from files, folders or a stream.",
    discussion: """
      With paths, OUT mirrors a folder, is the file for one file, and is a folder with each by \
      name for several. A value found anywhere in the job goes everywhere else in it, in every \
      encoding; what can't be redacted is left out and named. Nothing is written unless a second \
      pass finds no value left. With more than 64,000 different values base64 of base64 is no \
      longer looked for; with more than 262,144 nothing is written.

      Without paths, standard input is redacted to standard output, line by line; a filter can't \
      look ahead, so a value goes where its own surroundings give it away. Values of --known go \
      wherever they stand, in every encoding, from a filter too. A picture on standard input is read \
      whole and painted over, or refused; it never goes to a terminal.

      --diff shows what would change and writes nothing: the lines as they are with a mask in each \
      secret's place, and as they would be; of a picture the boxes that would be painted over. It \
      takes paths, or standard input.

      \(AllowOptions.discussion)
      """)

  @Argument(help: "Files and folders; with --diff, - is standard input.", completion: .file())
  var paths: [String] = []

  @Option(name: [.short, .customLong("output")], help: "Where the redacted copy goes.")
  var output: String?

  @Option(name: .long, help: "What can be revealed later: default, all or none.")
  var vault: String = "default"

  @Option(
    name: .long,
    help: "Write a report (FILE.json or FILE.html); can repeat. It quotes the redacted text.",
    completion: .file(extensions: ["json", "html"]))
  var report: [String] = []

  @Flag(name: .long, help: "Show what would change, without the secrets; nothing is written.")
  var diff = false

  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var images: ImageOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var allow: AllowOptions
  @OptionGroup var ticket: TicketOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard !diff else { return try validateDiff() }
    if paths.isEmpty {
      if output != nil {
        throw ValidationError("-o goes with paths; a filter writes to standard output")
      }
      if json.json {
        throw ValidationError("--json goes with paths; a filter's data is the text itself")
      }
      if !report.isEmpty {
        throw ValidationError(
          "--report goes with paths; what a filter lets through is gone before it is proven")
      }
      if Console.isInteractive {
        throw ValidationError("name files and folders and -o OUT, or pipe a text in")
      }
    } else if output == nil {
      throw ValidationError("say where the redacted copy goes: -o OUT")
    }
    _ = try reportFiles()
    guard Vault.Scope(rawValue: vault) != nil else {
      throw ValidationError("--vault takes default, all or none")
    }
  }

  private func validateDiff() throws {
    if json.json {
      throw ValidationError(
        "--diff is a text; --json goes with -o OUT, or see 'handoff check --json'")
    }
    if !report.isEmpty {
      throw ValidationError("--diff writes nothing; --report goes with -o OUT")
    }
    if paths.isEmpty, !Console.isInputGiven {
      throw ValidationError("name files and folders, or pipe a text in")
    }
  }

  private func reportFiles() throws -> [ReportFile] {
    try report.map { path in
      guard let file = ReportFile(path: path) else {
        throw ValidationError("--report takes a file that ends in .json or .html, not '\(path)'")
      }
      return file
    }
  }

  func run() async throws {
    let setup = try RedactionSetup(
      redaction, ticket: ticket.ticket, allowing: allow.load(quiet.console), makesKey: !diff)
    let named = try known.values(quiet.console)
    if diff { return try RedactionPreview(setup, named, images.handling).run(paths, quiet.console) }
    let scope = Vault.Scope(rawValue: vault) ?? .none
    guard let output else {
      return try RedactionFilter(setup, named: named, scope: scope, pictures: images.handling)
        .run(quiet.console)
    }
    var job = RedactionJob(
      rules: setup.rules, key: setup.key, vault: scope == .none ? nil : setup.vault(),
      vaultScope: scope, jobs: setup.jobs)
    let meter = ProgressMeter(quiet.console)
    defer { meter.stop() }
    job.named = named
    job.progress = meter.progress
    job.reports = try reportFiles()
    job.pictures = images.handling
    job.readsOutputs = json.json
    let report = try job.run(inputs: paths, output: output, replacing: force.force)
    meter.stop()
    if json.json { try quiet.console.write(json: report) }
    RedactionSummary(report).write(to: quiet.console)
    for file in job.reports { quiet.console.note("report: \(file.path)") }
  }
}
