/// A command as it is started: everything resolved.
package struct Launch: Sendable {
  /// The program, looked up in the environment's `PATH`, and its arguments.
  package var arguments: [String]
  package var environment: [String: String]
  package var workingDirectory: String?
  package var standardInput: [UInt8]
  /// See ``LaunchGate/open(_:in:mark:)``.
  package var mark: String?

  package init(
    _ arguments: [String], environment: [String: String], workingDirectory: String? = nil,
    standardInput: [UInt8] = []
  ) {
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.standardInput = standardInput
  }
}

/// How a child ended.
package struct ChildOutcome: Equatable, Sendable {
  package enum Termination: Equatable, Sendable {
    case exited(Int)
    case signalled(Int)

    /// See `wait(2)`: the low seven bits are the signal, the next eight the exit code.
    init(status: Int32) {
      self =
        status & 0x7F == 0 ? .exited(Int(status >> 8 & 0xFF)) : .signalled(Int(status & 0x7F))
    }
  }

  /// What the runner did to it.
  package enum Cause: Equatable, Sendable {
    /// Nothing: it ended by itself.
    case itself
    case timeout
    /// The runner was told to stop, by this signal.
    case interrupt(Int32)
  }

  package var termination: Termination
  package var cause: Cause
  package var milliseconds: Int
  /// Processes of its group still run.
  package var leftBehind: Bool
}
