import TestSupport
import Testing

@Suite struct PlanBuildTests {
  /// The plan's author is `author@x`; the signer is somebody else.
  @Test(arguments: [("erik", "erik@x"), ("stranger", "stranger@x")])
  func `the README names the principal of the key, not the plan's author`(
    key: String, principal: String
  ) async throws {
    let scene = try await RunScene()
    try await scene.shell(
      """
      "$HANDOFF" plan build plan.yaml -o other.tar.gz --sign \(key)
      mkdir other && tar -xzf other.tar.gz -C other --strip-components=1 && cd other
      grep -q -e '-I \(principal) ' README.txt
      printf '\(principal) ' > allowed_signers && cat ../\(key).pub >> allowed_signers
      grep '^    ' README.txt > verify.sh && sh -eu verify.sh
      """)
  }
}
