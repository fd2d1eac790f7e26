internal import ArgumentParser
internal import Bundles
internal import DurableFiles

struct KeysExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Seal a key and its vault to somebody's age or SSH key, for another machine.",
    discussion: """
      Who redacts is rarely who runs the plan: whoever runs needs the same key to resolve \
      placeholders. The file holds a tar with the key and the vault, and is written by age alone; \
      neither is ever written unencrypted. Whoever can open it can reveal every value in it.
      """)

  @OptionGroup var choice: KeyChoice

  @Option(
    name: .long,
    help: "Who may open it: an age or SSH public key, or a file of them; can repeat.")
  var encryptTo: [String] = []

  @Option(name: [.short, .customLong("output")], help: "The file, which ends with .age.")
  var output: String

  @OptionGroup var force: ForceOption
  @OptionGroup var json: JSONOption
  @OptionGroup var quiet: QuietOption

  func validate() throws {
    guard !encryptTo.isEmpty else {
      throw ValidationError("a key never leaves in the open: say to whom, --encrypt-to RECIPIENT")
    }
    guard output.hasSuffix(".age") else {
      throw ValidationError("an encrypted file's name ends with .age: -o \(output).age")
    }
  }

  private struct Report: Encodable {
    let key: String
    let name: String
    let fingerprint: String
    let entries: Int?
    let output: String
  }

  func run() async throws {
    let path = try choice.path()
    guard RegularFile.exists(path) else {
      throw FileError(
        code: .missing, path: path, message: "there is no key",
        hint: "'handoff keys list' tells which there are")
    }
    let envelope = try KeyEnvelope(locator: ClientSettings.load().locator)
    let name = try choice.name()
    let sealed = try await envelope.seal(
      path, named: name, to: output, recipients: encryptTo, replacing: force.force)
    let console = quiet.console
    console.note(
      "\(output): the key of '\(name)' (\(sealed.fingerprint)), "
        + (sealed.entries.map { "a vault of \($0) values" } ?? "no vault"))
    if json.json {
      try console.write(
        json: Report(
          key: path, name: name, fingerprint: sealed.fingerprint, entries: sealed.entries,
          output: output))
    }
  }
}
