import Foundation
import TestSupport
import Testing

/// `Scripts/kill-test` with few rounds: the script says what is looked at.
@Suite(.serialized) struct KillTests {
  @Test func `a job that is killed leaves no secret, and its output is whole or absent`()
    async throws
  {
    let program = try #require(BuiltProgram.path)
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Scripts/kill-test").standardized.path
    let folder = TemporaryFolder()
    let result = try await Command.run(
      "/bin/bash", [script, "40", program], in: folder.path, environment: ["TMPDIR": folder.path])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.hasPrefix("40 kills"))
  }
}
