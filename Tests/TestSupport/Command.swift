internal import Subprocess
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

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
    // A program that ends before it has read its input must not end the tests.
    signal(SIGPIPE, SIG_IGN)
    let path = "/usr/bin:/bin:/usr/sbin:/sbin:/usr/local/bin:/opt/homebrew/bin"
    var variables: [Environment.Key: String] = ["PATH": path, "HOME": folder ?? "/nonexistent"]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value }
    let result = try await Subprocess.run(
      program.hasPrefix("/") ? .path(FilePath(program)) : .name(program),
      arguments: Arguments(arguments), environment: .custom(variables),
      workingDirectory: folder.map { FilePath($0) }, input: .string(input),
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
