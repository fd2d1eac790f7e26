internal import ArgumentParser
internal import DurableFiles
internal import Plans

struct PlanNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a commented plan from a template.",
    discussion: """
      At a terminal it asks for each setting, one after the other. Without one, or with --blank, \
      it leaves samples to fill in. Ticket, client, environment and what identifies the target \
      come from the ticket: --ticket, or a ticket.yaml in the folder of the plan.
      """)

  @Option(name: .long, help: "The template: see handoff checklists list.")
  var from: String

  @Option(name: .long, help: "A setting of the template as NAME=VALUE; can repeat.")
  var set: [String] = []

  @Option(name: .long, help: "The ticket's file.", completion: .file())
  var ticket: String?

  @Flag(name: .long, help: "Ask nothing: leave samples to fill in.")
  var blank = false

  @Option(name: [.short, .long], help: "Where the plan goes (default: standard output).")
  var output: String?

  @OptionGroup var library: LibraryOption
  @OptionGroup var force: ForceOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    for setting in set where !setting.contains("=") {
      throw ValidationError("'\(setting)' must be NAME=VALUE.")
    }
  }

  func run() async throws {
    let console = quiet.console
    let template = try library.library().template(from)
    // Nobody answers ten questions for a file that then can't be written.
    if let output { _ = try PendingFile(output, replacing: force.force) }
    var settings: [String: String] = [:]
    for setting in set {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      settings[String(parts[0])] = String(parts[1])
    }
    settings.merge(try known(template, besides: settings, console)) { given, _ in given }
    var text = try template.text(settings: settings)
    if !blank, Console.isInteractive {
      do {
        let answers = try PlanInterview(template, console: console).run(given: settings)
        text = try template.text(settings: answers)
      } catch is Interview.Ended {
        console.ask("")
        console.error(
          "the input ended too early; nothing was written",
          hint: "start again, or fill in a file: handoff plan new --blank")
        throw ExitCode.failure
      }
    }
    guard let output else { return try Console().write(Array(text.utf8)) }
    try DurableFile.write(text.utf8, to: output, replacing: force.force)
    console.note("\(output): fill it in, then: handoff plan check \(output)")
  }

  /// What the ticket tells of settings that aren't given.
  private func known(
    _ template: PlanTemplate, besides given: [String: String], _ console: Console
  ) throws -> [String: String] {
    let source =
      try ticket.map { try TicketSettings(path: $0) }
      ?? TicketSettings(beside: output, console: console)
    guard let source else { return [:] }
    let values = source.values(for: template).filter { given[$0.key] == nil }
    let list = template.settings.compactMap { setting in
      values[setting.name].map { "\(setting.name) \($0)" }
    }
    console.note("from \(source.path): \(list.joined(separator: ", "))")
    return values
  }
}
