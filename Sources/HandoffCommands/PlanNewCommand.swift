internal import ArgumentParser
internal import DurableFiles
internal import Plans

struct PlanNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a commented plan from a template.")

  @Option(name: .long, help: "The template: see handoff checklists list.")
  var from: String

  @Option(name: .long, help: "A setting of the template as NAME=VALUE; can repeat.")
  var set: [String] = []

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
    let template = try library.library().template(from)
    var settings: [String: String] = [:]
    for setting in set {
      let parts = setting.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      settings[String(parts[0])] = String(parts[1])
    }
    let text = try template.text(settings: settings)
    guard let output else { return try Console().write(Array(text.utf8)) }
    try DurableFile.write(text.utf8, to: output, replacing: force.force)
    quiet.console.note("\(output): fill it in, then: handoff plan check \(output)")
  }
}
