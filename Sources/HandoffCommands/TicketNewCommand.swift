internal import ArgumentParser
internal import Bundles
internal import DurableFiles

struct TicketNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Ask for what a ticket needs, or write one to fill in.",
    discussion: """
      At a terminal it asks, one question after the other, and says at the end what is missing. \
      Without one, or with --blank, it writes a commented ticket to fill in.
      """)

  @Option(name: [.short, .long], help: "Where the ticket goes (default: standard output).")
  var output: String?

  @Option(name: .long, help: "The ticket's id.")
  var ticket = "TICKET-1"

  @Option(name: .long, help: "The client's id (default: the one in client.yaml).")
  var client: String?

  @Flag(name: .long, help: "Ask nothing: write a ticket to fill in.")
  var blank = false

  @OptionGroup var force: ForceOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard TicketID.isValid(ticket) else {
      throw ValidationError("'\(ticket)' is not a ticket's id, such as ORD-1042.")
    }
    if let client, !TicketID.isValid(client) {
      throw ValidationError("'\(client)' is not a client's id, such as acme-shop.")
    }
  }

  func run() async throws {
    let console = quiet.console
    let client = try client ?? ClientSettings.load().client ?? "my-company"
    // Nobody answers twenty questions for a file that then can't be written.
    if let output { _ = try PendingFile(output, replacing: force.force) }
    let intake = try TicketIntake.builtin()
    let isAsking = !blank && Console.isInteractive
    let text: TicketText
    if isAsking {
      var interview = TicketInterview(id: ticket, client: client, intake: intake, console: console)
      do { text = try interview.run() } catch is Interview.Ended {
        console.ask("")
        console.error(
          "the input ended too early; nothing was written",
          hint: "start again, or fill in a file: handoff ticket new --blank")
        throw ExitCode.failure
      }
    } else {
      text = TicketText(id: ticket, client: client, intake: intake)
    }
    let bytes = Array(text.text.utf8)
    if let output {
      try DurableFile.write(bytes, to: output, replacing: force.force)
    } else {
      try console.write(bytes)
    }
    if isAsking {
      let check = try TicketCheck(bytes: bytes, file: output ?? "ticket")
      console.ask("")
      check.write(to: console)
      if check.isComplete { console.note("nothing that is required is missing") }
    }
    if let output {
      console.note("\(output): fill in what is missing, then: handoff ticket check \(output)")
    }
  }
}
