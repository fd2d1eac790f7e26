internal import Execution

/// `handoff __launch [--directory DIR] [--mark FILE] -- COMMAND…`: becomes a plan's command once its intent is
/// in the journal. Not for people: it is no subcommand and no help page names it.
enum LaunchCommand {
  static let name = "__launch"

  /// - Returns: nil when the process was started for something else; else the exit code, where
  ///   the process didn't become the command.
  static func run(_ arguments: [String]) -> Int32? {
    guard arguments.dropFirst().first == name else { return nil }
    var rest = arguments.dropFirst(2)
    var folder: String?
    if rest.first == "--directory" {
      rest = rest.dropFirst()
      folder = rest.popFirst()
    }
    var mark: String?
    if rest.first == "--mark" {
      rest = rest.dropFirst()
      mark = rest.popFirst()
    }
    guard rest.popFirst() == "--" else { return 64 }
    return LaunchGate.open(Array(rest), in: folder, mark: mark)
  }
}
