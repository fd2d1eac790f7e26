internal import Bundles
internal import Documents
internal import DurableFiles
internal import Plans

/// What a ticket tells of a template's settings: its id, the client, and what identifies the target.
struct TicketSettings {
  /// The ticket's file.
  let path: String
  private let ticket: Ticket

  /// - Throws: `Diagnostic` or `FileError` for a ticket that can't be read.
  init(path: String) throws {
    self.path = path
    ticket = try Ticket(bytes: DurableFile.read(path, limit: 4 << 20), file: path)
  }

  /// The ticket that lies where the plan will; nil where there is none, or it is no ticket.
  init?(beside output: String?, console: Console) {
    let folder = output.map(PlanFile.folder(of:)) ?? "."
    let path = folder == "." ? "ticket.yaml" : "\(folder)/ticket.yaml"
    guard RegularFile.exists(path), !RegularFile.isFolder(path) else { return nil }
    do {
      try self.init(path: path)
    } catch {
      console.warning(
        "\(path): can't be read as a ticket, so nothing is taken from it",
        hint: "handoff ticket check \(path) says what is wrong")
      return nil
    }
  }

  /// The values that fit, by setting.
  func values(for template: PlanTemplate) -> [String: String] {
    var known = ticket.identifiers
    known["ticket"] = ticket.id
    known["client"] = ticket.client
    known["environment"] = ticket.environment
    known["repo"] = nil
    return template.settings.reduce(into: [:]) { values, setting in
      guard let value = known[setting.name], (try? setting.check(value)) != nil else { return }
      values[setting.name] = value
    }
  }
}
