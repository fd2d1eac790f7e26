internal import Execution
internal import Pictures

/// `handoff __pictures`: reads and paints pictures for the process that started it. Not for people:
/// it is no subcommand and no help page names it.
enum PictureCommand {
  private static let name = "__pictures"

  /// Starts nothing before the first picture comes.
  static func service() -> PictureService { PictureService(launcher: [OwnProgram.path, name]) }

  /// - Returns: nil when the process was started for something else; else the exit code.
  static func run(_ arguments: [String]) -> Int32? {
    guard arguments.dropFirst().first == name, arguments.count == 2 else { return nil }
    return PictureWorker.serve()
  }
}
