internal import ArgumentParser
internal import Documents
internal import DurableFiles
internal import ExternalTools

extension Console {
  /// Tells an error to the person and finds the exit code it stands for.
  func report(_ error: any Error) -> Int32 {
    switch error {
    case let code as ExitCode:
      return code.rawValue
    case let error as any ReportedError:
      self.error(error.report, hint: error.hint)
      return error.exitStatus
    case let failure as FileError where failure.code == .brokenPipe:
      // `| head` has enough: said by the code alone, as a shell would.
      return 128 + 13
    case let failure as FileError:
      self.error(failure.description, hint: failure.hint)
      return 1
    case let failure as ToolError:
      self.error(failure.description, hint: failure.hint)
      return 1
    case is CancellationError:
      return 130
    default:
      // An unknown error's text could quote data: only its type is told.
      self.error("an unexpected failure (\(type(of: error)))")
      return 1
    }
  }

  /// Tells that a command line can't be read: exit code 64.
  ///
  /// - Parameter message: the parser's, an `Error: ` line and the usage.
  func report(usage message: String) {
    let lines = message.split(separator: "\n").map(String.init)
    let fault = lines.first.map { $0.hasPrefix("Error: ") ? String($0.dropFirst(7)) : $0 }
    error(fault ?? "the command line can't be read")
    for line in lines.dropFirst() { Self(isQuiet: false).line(line) }
  }
}
