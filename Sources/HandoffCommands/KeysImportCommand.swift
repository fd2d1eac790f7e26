internal import ArgumentParser
internal import Bundles
internal import Documents
internal import Redaction

struct KeysImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Take over a key and its vault that were exported on another machine.",
    discussion: """
      A key that is there already stays, and its vault gets the entries that it doesn't hold. \
      Without --identity age asks at its terminal for the passphrase.
      """)

  @Argument(help: "The file that 'handoff keys export' made.", completion: .file())
  var file: String

  @Option(
    name: [.customLong("identity"), .customShort("i")],
    help: "File of an age or SSH private key; can repeat.")
  var identity: [String] = []

  @Option(name: .long, help: "The ticket (id or file) it is for here, instead of its own.")
  var ticket: String?

  @Option(name: .long, help: "The key's file here, instead of a ticket's.")
  var key: String?

  @Flag(name: .long, help: "Replace another key, and lose what its placeholders stand for.")
  var force = false

  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard ticket == nil || key == nil else {
      throw ValidationError("name one place for the key: --ticket or --key")
    }
  }

  private struct Report: Encodable {
    let key: String
    let name: String
    let fingerprint: String
    let isKnown: Bool
    let added: Int
  }

  func run() async throws {
    let console = quiet.console
    let envelope = try KeyEnvelope(locator: ClientSettings.load().locator)
    let folder = key.map(Self.folder) ?? KeyChoice.folder
    let opened = try await envelope.open(file, identities: identity, in: folder)
    let path = try KeyPlace.path(key: key, ticket: ticket ?? opened.name)
    let taken = try opened.take(as: path, replacing: force)
    let what = taken.isKnown ? "the key was here already" : "imported"
    console.note(
      "\(path): \(what) (\(opened.key.fingerprint)), \(taken.added) values are new to its vault")
    if json.json {
      try console.write(
        json: Report(
          key: path, name: opened.name, fingerprint: opened.key.fingerprint,
          isKnown: taken.isKnown, added: taken.added))
    }
  }

  private static func folder(of path: String) -> String {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return parts.isEmpty ? "." : parts == [""] ? "/" : parts.joined(separator: "/")
  }
}
