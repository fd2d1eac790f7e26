internal import ArgumentParser
internal import Bundles
internal import DurableFiles

struct KeysForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget",
    abstract: "Delete a key and its vault: what its placeholders stand for is lost for good.",
    discussion: """
      Nobody can reveal the key's placeholders afterwards, and a later job gives the same values \
      other placeholders. The key's file is overwritten before it is deleted; copies on a backup, \
      a snapshot or a disk that writes elsewhere stay, and so does what was exported.

      At a terminal the ticket's name is to be typed; elsewhere --yes says that it is meant.
      """)

  @OptionGroup var choice: KeyChoice

  @Flag(
    name: [.long, .customLong("force")], help: "Don't ask; needed where nobody sits at a terminal.")
  var yes = false

  @OptionGroup var quiet: QuietOption

  func run() async throws {
    let console = quiet.console
    let path = try choice.path()
    let name = try choice.name()
    guard RegularFile.exists(path) || RegularFile.exists(ForgottenKey.vaultPath(path)) else {
      throw FileError(
        code: .missing, path: path, message: "there is no key",
        hint: "'handoff keys list' tells which there are")
    }
    if !yes {
      guard Console.isInteractive else {
        throw ValidationError("forgetting a key can't be undone: say --yes")
      }
      console.warning("what the placeholders of '\(name)' stand for will be lost for good")
      console.ask("Type \(name) to delete its key and vault:")
      guard readLine() == name else {
        console.error("nothing was deleted: the name was not typed")
        throw ExitCode(2)
      }
    }
    for file in try ForgottenKey.forget(path) { console.note("\(file): deleted") }
    console.note("the placeholders of '\(name)' are irreversible now")
  }
}
