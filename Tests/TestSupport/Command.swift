internal import ExternalTools
internal import Subprocess
internal import SystemPackage

/// A program run to its end by a test.
package struct Command: Sendable {
  package let status: Int
  package let output: String
  package let errors: String

  /// - Parameters:
  ///   - program: an absolute path, or a name looked up in `PATH`.
  ///   - environment: beside `PATH` and `HOME`, the only variables.
  package static func run(
    _ program: String, _ arguments: [String], in folder: String? = nil, input: String = "",
    environment: [String: String] = [:]
  ) async throws -> Command {
    let path = "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin:/opt/homebrew/bin"
    var variables: [Environment.Key: String] = ["PATH": path, "HOME": folder ?? "/nonexistent"]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    let result = try await Subprocess.run(
      program.hasPrefix("/") ? .path(FilePath(program)) : .name(program),
      arguments: Arguments(arguments), environment: .custom(variables),
      workingDirectory: folder.map { FilePath($0) },
      input: .fileDescriptor(
        try ToolInput.descriptor(for: Array(input.utf8)), closeAfterSpawningProcess: true),
      output: .string(limit: 16 << 20), error: .string(limit: 16 << 20))
    let status: Int =
      switch result.terminationStatus {
      case .exited(let code): Int(code)
      case .signaled(let signal): 128 + Int(signal)
      }
    return Command(
      status: status, output: result.standardOutput, errors: result.standardError)
  }
}
