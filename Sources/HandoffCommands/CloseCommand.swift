internal import ArgumentParser
internal import Bundles
internal import Documents
internal import DurableFiles
internal import Execution
internal import Plans

struct CloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "After the run: revoke what was granted, rotate what was exposed, confirm.",
    discussion: """
      Walks through the plan's post tasks, grants that no task takes back, and the secrets that \
      the ticket's redaction reports want rotated: those of the support bundles that were packed \
      on this machine, and those of --report. Commands are run and their checks decide; the rest a \
      person confirms. All of it is journalled and signed. While a revocation or rotation is open \
      the run stays open, and the exit code is 2; called again, it asks only for what is open.

      ITEM is a task's or step's id, a placeholder, or a rule for all its secrets.
      """)

  @Argument(help: "The run's folder.")
  var folder: String

  @Flag(name: .long, help: "Answer plain confirmations; never one that a person must give.")
  var yes = false

  @Option(
    name: .long,
    help: "A redaction report (.json), a support bundle, or a folder with one; can repeat.",
    completion: .file())
  var report: [String] = []

  @Option(
    name: .long, help: "ITEM=PROOF: it is rotated, and how that is known; can repeat.")
  var rotated: [String] = []

  @Option(name: .long, help: "ITEM=REASON: leave it, for a reason that you sign; can repeat.")
  var waive: [String] = []

  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws { _ = try (waivers, rotations) }

  private var waivers: [CloseAnswer] {
    get throws { try waive.map { try CloseAnswer($0, option: "--waive", text: "REASON") } }
  }

  private var rotations: [CloseAnswer] {
    get throws { try rotated.map { try CloseAnswer($0, option: "--rotated", text: "PROOF") } }
  }

  func run() async throws {
    let existing = try ExistingRun(folder)
    let request = try await request(existing)
    let session = try await ResumedRun(
      existing, signing: signing, trust: trust, redaction: redaction,
      named: known.values(quiet.console), quiet: quiet)
    let end: CloseOut
    do {
      let runner = try session.runner(
        Runner.Options(assumesYes: yes),
        actsOnTarget: existing.plan.post.contains { $0.command != nil || $0.verify != nil })
      end = try await runner.close(request)
    } catch is RunInterruption {
      throw ExitCode(130)
    } catch is RehearsedCrash {
      quiet.console.error("rehearsal: the runner died; call this again")
      throw ExitCode(2)
    }
    if json.json {
      let events = JournalText(try DurableFile.read(existing.folder.journal)).events
      try quiet.console.write(json: CloseStatus(end, run: events.first?.run ?? ""))
    }
    try tell(end, existing)
  }

  /// The reports, and which items the answers mean.
  private func request(_ existing: ExistingRun) async throws -> CloseRequest {
    let reader = TicketReports(
      settings: try ClientSettings.load(), allowedSigners: trust.allowedSigners,
      ticket: existing.manifest.ticket)
    var request = CloseRequest()
    // What is rehearsed has exposed nothing; a report can be given all the same.
    request.reports =
      existing.isRehearsal ? [] : try PackRecords(ticket: existing.manifest.ticket).all()
    for path in report { request.reports += try await reader.read(path) }
    let progress = RunProgress(JournalText(try DurableFile.read(existing.folder.journal)).events)
    let closeOut = CloseOut(plan: existing.plan, progress, reports: request.reports)
    request.waivers = try waivers.flatMap { try $0.waivers(in: closeOut) }
    request.rotated = try rotations.flatMap { try $0.rotations(in: closeOut) }
    return request
  }

  private func tell(_ end: CloseOut, _ existing: ExistingRun) throws {
    let console = quiet.console
    let open = end.open
    for line in OpenItems(open).lines { console.error("not confirmed: \(line)") }
    guard open.isEmpty else {
      let byHand = open.contains(where: \.needsPerson)
      console.error(
        "the run stays open",
        hint: byHand
          ? "call this again at a terminal when it is done, or with --rotated ITEM=PROOF, or with "
            + "--waive ITEM=REASON" : "call this again when it is done")
      throw ExitCode(2)
    }
    let waived = end.items.filter { $0.state == .waived }
    for item in waived {
      console.note("waived: \(item.title): \(PrintableText.line(item.answer?.note ?? ""))")
    }
    console.note(
      existing.isRehearsal ? "rehearsal: closed; nothing was executed" : "closed")
    console.line("  note      handoff ticket note \(PrintableText.line(folder))")
  }
}

/// What keeps a run open, a line an item; of a rule's many secrets the first ones.
struct OpenItems {
  private let items: [CloseOut.Item]
  private static let most = 10

  init(_ items: [CloseOut.Item]) { self.items = items }

  var lines: [String] {
    var lines: [String] = []
    var counts: [String: Int] = [:]
    var rules: [String] = []
    for item in items {
      guard let secret = item.secret else {
        let reason = item.state == .failed ? item.answer?.note.map { " (failed: \($0))" } : nil
        lines.append(item.title + (reason ?? ""))
        continue
      }
      counts[secret.rule, default: 0] += 1
      if counts[secret.rule] == 1 { rules.append(secret.rule) }
      if counts[secret.rule, default: 0] <= Self.most {
        lines.append("\(item.title) (\(item.text))")
      }
    }
    for rule in rules {
      let more = counts[rule, default: 0] - Self.most
      if more > 0 { lines.append("\(more) more secrets of the rule '\(rule)'; --json lists them") }
    }
    return lines.map(PrintableText.line)
  }
}
