internal import Subprocess
package import SystemPackage

/// A stock tool at a fixed place, run to its end with its output in memory.
public struct Tool: Sendable {
  public let name: String
  /// Absolute.
  public let path: String

  public init(_ name: String, locator: ToolLocator = ToolLocator()) throws(ToolError) {
    self.name = name
    path = try locator.path(of: name)
  }

  /// What a finished run left.
  public struct Outcome: Sendable {
    /// The exit code; 128 + signal where a signal ended it.
    public let status: Int
    public let output: [UInt8]
    public let errors: [UInt8]
    public var outputText: String { String(decoding: output, as: UTF8.self) }
    public var errorText: String { String(decoding: errors, as: UTF8.self) }
  }

  /// What a tool finds its agent, its helper and its settings by.
  public static let variablesOfSession = [
    "HOME", "SSH_AUTH_SOCK", "SSH_ASKPASS", "DISPLAY", "TMPDIR", "XDG_CONFIG_HOME",
  ]

  /// Runs the tool with a fixed environment (`LC_ALL=C`, a fixed `PATH`, and what is named).
  ///
  /// - Parameters:
  ///   - input: what the tool reads on standard input.
  ///   - inheriting: variables passed on from this process, such as `SSH_AUTH_SOCK`.
  ///   - limit: bytes of output and of errors; more is an error.
  public func run(
    _ arguments: [String], input: [UInt8] = [], workingDirectory: String? = nil,
    environment: [String: String] = [:],
    inheriting: [String] = Tool.variablesOfSession,
    limit: Int = 64 << 20
  ) async throws(ToolError) -> Outcome {
    let variables = Self.variables(environment, inheriting: inheriting)
    do {
      let result = try await Subprocess.run(
        .path(FilePath(path)), arguments: Arguments(arguments),
        environment: .custom(variables),
        workingDirectory: workingDirectory.map { FilePath($0) },
        input: .fileDescriptor(
          try ToolInput.descriptor(for: input), closeAfterSpawningProcess: true),
        output: .bytes(limit: limit), error: .bytes(limit: limit))
      return Outcome(
        status: Self.status(result.terminationStatus), output: result.standardOutput,
        errors: result.standardError)
    } catch {
      throw ToolError(code: .launch, tool: name, message: "\(path) could not be run: \(error)")
    }
  }

  /// Runs the tool between two descriptors.
  ///
  /// - Parameters:
  ///   - input: is closed.
  ///   - output: stays the caller's.
  package func run(
    _ arguments: [String], from input: FileDescriptor, to output: FileDescriptor,
    inheriting: [String]
  ) async throws(ToolError) -> Outcome {
    do {
      let result = try await Subprocess.run(
        .path(FilePath(path)), arguments: Arguments(arguments),
        environment: .custom(Self.variables([:], inheriting: inheriting)),
        input: .fileDescriptor(input, closeAfterSpawningProcess: true),
        output: .fileDescriptor(output, closeAfterSpawningProcess: false),
        error: .bytes(limit: 1 << 20))
      return Outcome(
        status: Self.status(result.terminationStatus), output: [], errors: result.standardError)
    } catch {
      throw ToolError(code: .launch, tool: name, message: "\(path) could not be run: \(error)")
    }
  }

  private static func variables(
    _ environment: [String: String], inheriting: [String]
  ) -> [Environment.Key: String] {
    var variables: [Environment.Key: String] = [
      "LC_ALL": "C", "PATH": ToolLocator.folders.joined(separator: ":"),
    ]
    for name in inheriting {
      if let value = ProcessEnvironment.value(name) {
        variables[Environment.Key(stringLiteral: name)] = value
      }
    }
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    return variables
  }

  private static func status(_ termination: TerminationStatus) -> Int {
    switch termination {
    case .exited(let code): Int(code)
    case .signaled(let signal): 128 + Int(signal)
    }
  }
}
