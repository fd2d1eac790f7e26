internal import ArgumentParser
internal import Audit
internal import Documents
internal import DurableFiles
internal import Plans
internal import Redaction

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit",
    abstract: "Compare audit trails with the journals of runs: what they explain, and what not.",
    discussion: """
      Reads CloudTrail files and 'aws cloudtrail lookup-events', Google Cloud audit logs, Azure \
      activity logs, Kubernetes audit logs and PostgreSQL logs (stderr, csvlog, jsonlog), each \
      recognised by what it holds, as one timeline. Without --journal it only lists.

      An event is explained where the run's identity did it while a command ran that does that, in \
      a place of the plan's. By which identity the run acted stands in its journal; for journals \
      that don't say, and for PostgreSQL where the plan names no user, give --identity.

      Exit code 2: an event is unexplained, or a change has no event. 3: a journal doesn't hold. \
      1: a record can't be read.
      """)

  @Option(
    name: .long, parsing: .upToNextOption,
    help: "An exported trail: a file, a folder of them, or - for standard input; can repeat.",
    completion: .file())
  var trail: [String]

  @Option(
    name: .long, parsing: .upToNextOption,
    help: "A run's folder, or its evidence bundle, to compare with; can repeat.",
    completion: .file())
  var journal: [String] = []

  @Option(
    name: .long,
    help: "By whom a provider knows the executor (an ARN, an address, a user's name); can repeat.")
  var identity: [String] = []

  @Option(name: .long, help: "By how many seconds the clocks may differ.")
  var tolerance = 60

  @Option(name: .long, help: "Leave out events before this time.")
  var since: String?

  @Option(name: .long, help: "Leave out events after this time.")
  var until: String?

  @Option(
    name: .long, help: "What a PostgreSQL log's zone stands for: CET=+01:00; can repeat.")
  var zone: [String] = []

  @Option(
    name: .long, help: "Write the answer as a page with the timeline as a picture.",
    completion: .file())
  var html: String?

  @Option(name: .long, help: "What is redacted of what is shown: secrets, support or strict.")
  var profile = "secrets"

  @Option(name: .long, help: "A file or folder of redaction rules to add; can repeat.")
  var rules: [String] = []

  @Option(name: .long, help: "Key file of the placeholders; a new key where there is none.")
  var key: String?

  @OptionGroup var trust: TrustOption
  @OptionGroup var time: TimeOption
  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    for (name, text) in [("--since", since), ("--until", until)] {
      if let text, Timestamp(text) == nil {
        throw ValidationError("\(name): '\(text)' is no time, such as 2026-11-21T08:44:00Z.")
      }
    }
    guard (0...3600).contains(tolerance) else {
      throw ValidationError("--tolerance takes a number of seconds from 0 to 3600.")
    }
    _ = try zones()
    _ = try RedactionOptions.profile(profile)
  }

  func run() async throws {
    let console = quiet.console
    if let html, !force.force, RegularFile.exists(html) {
      throw FileError(
        code: .exists, path: html, message: "exists already", hint: "use --force to replace it")
    }
    var runs: [AuditedRun] = []
    for path in journal {
      let journal = try await AuditedJournal(
        path, allowedSigners: trust.allowedSigners, at: time.moment)
      runs.append(
        AuditedRun(
          folder: path, plan: journal.plan, events: journal.events, identities: identity))
    }
    let judge = AuditJudge(runs: runs, tolerance: tolerance)
    var timeline = AuditTimeline(
      judge: judge, since: since.flatMap { Timestamp($0) }, until: until.flatMap { Timestamp($0) })
    var reader = TrailReader(zones: try zones())
    for path in trail { try reader.read(path) { timeline.add($0, at: $1) } }
    timeline.finish()
    let result = AuditResult(
      judge: judge, timeline: timeline, files: reader.files, faults: reader.faults)
    let compiled = try CompiledRules(
      RuleSources.load(rules), profile: RedactionOptions.profile(profile))
    let keyPath = try KeyPlace.path(key: key, ticket: runs.first?.plan.metadata.ticket)
    let key: PlaceholderKey =
      try DurableFile.exists(keyPath) ? .load(keyPath, creating: false) : .ephemeral()
    let shown = ShownText(try Redactor(rules: compiled, key: key))
    if let html {
      try DurableFile.write(
        AuditPage(result, shown).text().utf8, to: html, replacing: force.force)
    }
    if json.json {
      try console.write(json: AuditDocument(result, shown))
    } else {
      try console.write(
        Array(AuditText.lines(result, shown).map { $0 + "\n" }.joined().utf8))
    }
    tell(result, shown, console)
    if result.exitStatus != 0 { throw ExitCode(result.exitStatus) }
  }

  private func tell(_ result: AuditResult, _ shown: ShownText, _ console: Console) {
    for fault in result.faults.prefix(20) {
      let line = fault.place.line > 0 ? ":\(fault.place.line)" : ""
      console.error(
        "\(PrintableText.line(fault.place.file))\(line): \(PrintableText.line(fault.message))")
    }
    let rest = result.unreadable - min(result.faults.count, 20)
    if rest > 0 { console.error("and \(rest) more records that can't be read") }
    let isUnknown = result.timeline.items.contains {
      if case .unexplained(.unknown, _) = $0.verdict { true } else { false }
    }
    if isUnknown {
      console.warning(
        "a journal doesn't tell by which identity its run acted, so it explains nothing there",
        hint: "name it as the trail does: --identity arn:aws:iam::…:user/…, --identity USER")
    }
  }

  /// Seconds east of UTC.
  private func zones() throws -> [String: Int] {
    var all: [String: Int] = [:]
    for text in zone {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty,
        let moment = Timestamp("2000-01-01T00:00:00\(parts[1])")
      else { throw ValidationError("--zone: '\(text)' is not of the form CET=+01:00.") }
      all[parts[0]] = Int(946_684_800 - moment.seconds)
    }
    return all
  }
}
