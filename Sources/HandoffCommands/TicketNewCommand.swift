internal import ArgumentParser
internal import Bundles
internal import DurableFiles

struct TicketNewCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Write a commented ticket to fill in.")

  @Option(name: [.short, .long], help: "Where the ticket goes (default: standard output).")
  var output: String?

  @Option(name: .long, help: "The ticket's id.")
  var ticket = "TICKET-1"

  @Option(name: .long, help: "The client's id (default: the one in client.yaml).")
  var client: String?

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
    let name = try client ?? ClientSettings.load().client ?? "my-company"
    let text = TicketSkeleton(id: ticket, client: name).text
    guard let output else { return try console.write(Array(text.utf8)) }
    try DurableFile.write(text.utf8, to: output, replacing: force.force)
    console.note("\(output): fill it in, then: handoff ticket check \(output)")
  }
}
