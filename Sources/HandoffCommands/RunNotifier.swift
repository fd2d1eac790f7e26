internal import Bundles
internal import Documents
internal import Execution
internal import ExternalTools

/// Runs the program that `client.yaml` names as `notify`, with a notification on standard input.
struct RunNotifier {
  private let command: NotifyCommand
  private let tool: SideCommand

  /// - Returns: nil where the settings name none.
  init?(_ settings: ClientSettings) {
    guard let command = settings.notify else { return nil }
    self.command = command
    tool = SideCommand(
      launcher: [OwnProgram.path, LaunchCommand.name], timeout: command.timeout)
  }

  /// - Returns: why it failed, without a word of what it said.
  func tell(_ notification: Notification) -> String? {
    var environment = ["LC_ALL": "C", "PATH": ToolLocator.folders.joined(separator: ":")]
    for name in [
      "HOME", "USER", "LOGNAME", "TMPDIR", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS",
    ] {
      environment[name] = ProcessEnvironment.value(name)
    }
    do {
      let end = try tool.run(
        command.arguments, environment: environment,
        input: JSONText.encode(notification, pretty: false))
      if end.isTooLong { return "ran longer than \(command.timeout) s and was ended" }
      guard let exit = end.exit else { return "was ended by a signal" }
      return exit == 0 ? nil : "ended with exit code \(exit)"
    } catch {
      return "could not be run"
    }
  }
}
