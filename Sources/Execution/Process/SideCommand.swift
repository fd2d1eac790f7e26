/// A short command of the runner's own, beside the plan: it reads where this machine acts, or tells
/// somebody what happens. It has no terminal, and its output stays in memory.
package struct SideCommand: Sendable {
  package struct End: Sendable {
    /// Nil where it was ended for its time, or by a signal.
    package var exit: Int?
    package var output: [UInt8]
    /// Whether it ran longer than it may.
    package var isTooLong: Bool
  }

  private let launcher: [String]
  /// In seconds.
  private let timeout: Int
  private static let limit = 1 << 20

  /// - Parameter launcher: see ``ChildProcess``.
  package init(launcher: [String], timeout: Int) {
    self.launcher = launcher
    self.timeout = timeout
  }

  /// - Throws: ``LaunchError``, ``RunInterruption``.
  package func run(
    _ arguments: [String], environment: [String: String], input: [UInt8] = [],
    workingDirectory: String? = nil, signals: SignalPipe? = nil
  ) throws -> End {
    let child = try ChildProcess(
      Launch(
        arguments, environment: environment, workingDirectory: workingDirectory,
        standardInput: input), through: launcher)
    child.release()
    var output: [UInt8] = []
    let outcome = child.wait(timeout: timeout, patience: 1, signals: signals) { stream, bytes in
      if stream == .output, output.count < Self.limit { output += bytes }
    }
    if case .interrupt(let signal) = outcome.cause { throw RunInterruption(signal: signal) }
    guard case .exited(let code) = outcome.termination, outcome.cause == .itself else {
      return End(exit: nil, output: output, isTooLong: outcome.cause == .timeout)
    }
    return End(exit: code, output: output, isTooLong: false)
  }
}
