internal import ArgumentParser
internal import ExternalTools

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "The keys behind placeholders: list them, forget one, take one to another machine.",
    subcommands: [
      KeysListCommand.self, KeysForgetCommand.self, KeysExportCommand.self,
      KeysImportCommand.self,
    ])
}

/// Which key is meant: a ticket's, the default one, or a file.
struct KeyChoice: ParsableArguments {
  @Argument(help: "The ticket's id or file; 'default' for the key without a ticket.")
  var subject: String?

  @Option(name: .long, help: "Ticket file, or the ticket's id.")
  var ticket: String?

  @Option(name: .long, help: "The key's file, instead of a ticket's.")
  var key: String?

  func validate() throws {
    let given = [subject, ticket, key].compactMap(\.self)
    guard given.count <= 1 else { throw ValidationError("name one key, not several") }
    guard !given.isEmpty else {
      throw ValidationError("name the key: its ticket, or --key FILE ('handoff keys list' tells)")
    }
  }

  func path() throws -> String {
    try KeyPlace.path(key: key, ticket: subject ?? ticket)
  }

  /// What the key is called: a ticket, or `default`.
  func name() throws -> String {
    if let ticket = subject ?? ticket { return try KeyPlace.ticketID(ticket) }
    let file = key?.split(separator: "/").last.map(String.init) ?? ""
    let stem = file.hasSuffix(".key") ? String(file.dropLast(4)) : file
    return (try? KeyPlace.ticketID(stem)) ?? "default"
  }

  /// The folder of keys that have no path of their own.
  static var folder: String { ProcessEnvironment.stateFolder + "/keys" }
}
