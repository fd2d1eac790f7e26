import Foundation
import TestSupport
import Testing

/// `Examples/story/tell`: three people, their keys, and real services, from the first question to the audit.
struct StoryTests {
  @Test func `a ticket is told from its first question to its audit`() async throws {
    let program = try #require(BuiltProgram.path)
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Examples/story/tell").standardized.path
    let folder = TemporaryFolder()
    let result = try await Command.run("/bin/bash", [script, program, folder.path + "/story"])
    #expect(result.status == 0, "\(result.output.suffix(3000))\(result.errors)")
    #expect(!result.output.contains("left out"))
    #expect(result.output.hasSuffix("\nThe ticket is closed.\n"))
  }
}
