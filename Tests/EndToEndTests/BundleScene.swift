import TestSupport
import Testing

/// A client's machine with keys, settings and files, on which the built program runs.
struct BundleScene {
  let folder = TemporaryFolder()
  let program: String

  init() async throws {
    program = try #require(BuiltProgram.path)
    try await shell(
      """
      mkdir -p cfg/handoff in/logs
      for name in author olga pavel stranger; do
        ssh-keygen -q -t ed25519 -N '' -C $name@x -f $name
      done
      for name in author olga pavel; do printf '%s@x ' $name; cat $name.pub; done > signers
      printf 'DB_PASSWORD=Tr0ub4dor-and-more\\n' > in/.env
      printf 'start\\nconnect failed: Tr0ub4dor-and-more\\nend\\n' > in/logs/app.log
      printf 'id: T-1\\nclient: acme\\ntitle: it fails\\n' > ticket.yaml
      """)
  }

  /// - Returns: the script's outcome; it must succeed.
  @discardableResult
  func shell(_ script: String) async throws -> Command {
    let result = try await Command.run(
      "/bin/bash", ["-c", "set -eu\n" + script], in: folder.path,
      environment: ["LC_ALL": "C.UTF-8"])
    #expect(result.status == 0, "\(script)\n\(result.errors)")
    return result
  }

  @discardableResult
  func handoff(
    _ arguments: [String], environment: [String: String] = [:]
  ) async throws -> Command {
    var variables = ["XDG_CONFIG_HOME": folder.file("cfg"), "XDG_STATE_HOME": folder.file("state")]
    variables.merge(environment) { $1 }
    return try await Command.run(program, arguments, in: folder.path, environment: variables)
  }

  /// Packs the input folder.
  @discardableResult
  func pack(
    _ output: String = "b.tar.gz", _ more: [String] = [], environment: [String: String] = [:]
  ) async throws -> Command {
    let result = try await handoff(
      ["pack", "--ticket", "ticket.yaml", "in", "-o", output, "--sign", "author"]
        + ["--allowed-signers", "signers"] + more, environment: environment)
    #expect(result.status == 0, "\(result.errors)")
    return result
  }

  func verify(_ bundle: String = "b.tar.gz", _ more: [String] = []) async throws -> Command {
    try await handoff(["verify", bundle, "--allowed-signers", "signers"] + more)
  }

  /// What stands in the scene's folder, hidden files too.
  func listing() async throws -> String {
    try await shell("ls -A").output
  }
}
