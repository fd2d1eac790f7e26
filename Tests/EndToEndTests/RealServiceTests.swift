import Foundation
import TestSupport
import Testing

/// `Examples/changes` on real servers: `Tests/Services/try-change` says what is looked at.
@Suite(.serialized) struct RealServiceTests {
  @Test(arguments: ["postgres-column", "nginx-limit", "git-release"])
  func `a plan changes a real service and takes the change back`(
    _ name: String
  ) async throws {
    let program = try #require(BuiltProgram.path)
    let script = Self.script("try-change")
    let result = try await Command.run("/bin/bash", [script, name, program])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(
      result.output == "\(name): done, seen from outside, taken back; failed, taken back\n")
  }

  @Test func `a role of a real database is given, revoked by close, and proven to be gone`()
    async throws
  {
    let program = try #require(BuiltProgram.path)
    let result = try await Command.run("/bin/bash", [Self.script("close-grant"), program])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output == "close-grant: given, kept open, revoked, proven\n")
  }

  private static func script(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Services/\(name)").standardized.path
  }
}
