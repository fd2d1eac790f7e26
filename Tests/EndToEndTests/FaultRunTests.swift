#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// `Scripts/fault-run` with few runs: the script says what is looked at.
  @Suite(.serialized) struct FaultRunTests {
    @Test func `a run that is killed goes on where it was, and is taken back whole`() async throws {
      let program = try #require(BuiltProgram.path)
      let script = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Scripts/fault-run").standardized.path
      let result = try await Command.run("/bin/bash", [script, "8", program])
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(result.output.hasPrefix("8 runs"))
    }
  }
#endif
