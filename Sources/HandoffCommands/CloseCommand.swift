internal import ArgumentParser
internal import Execution
internal import Plans

struct CloseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "close",
    abstract: "After the run: revoke what was granted, rotate what was exposed, confirm.",
    discussion: """
      Walks through the plan's post tasks; each is confirmed and journalled. While a revocation \
      or rotation isn't confirmed the run stays open, and the exit code is 2.
      """)

  @Argument(help: "The run's folder.")
  var folder: String

  @Flag(name: .long, help: "Answer plain confirmations; never one that a person must give.")
  var yes = false

  @OptionGroup var signing: SigningOption
  @OptionGroup var trust: TrustOption
  @OptionGroup var redaction: RedactionOptions
  @OptionGroup var known: KnownOption
  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let session = try await ResumedRun(
      ExistingRun(folder), signing: signing, trust: trust, redaction: redaction,
      named: known.values(quiet.console), quiet: quiet)
    do {
      let runner = try session.runner(
        Runner.Options(assumesYes: yes),
        actsOnTarget: session.existing.plan.post.contains { $0.command != nil })
      let open = try await runner.close()
      guard open.isEmpty else {
        for task in open { quiet.console.error("not confirmed: \(task)") }
        quiet.console.error("the run stays open", hint: "call this again when it is done")
        throw ExitCode(2)
      }
    } catch is RunInterruption {
      throw ExitCode(130)
    }
    quiet.console.note("closed")
  }
}
