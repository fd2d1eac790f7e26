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

  @Test
  func `a script with an error that shellcheck knows isn't built, one with a warning says so`()
    async throws
  {
    let scene = try await RunScene()
    try await scene.shell(
      #"""
      sed 's/cat secrets.env/cp $@ -t ./' plan.yaml > bad.yaml; grep -q 'cp $@' bad.yaml
      code=0; "$HANDOFF" plan build bad.yaml -o bad.tar.gz --sign author 2> errors || code=$?
      [ $code = 2 ] || [ $code = 1 ]; grep -q 'one-run.*SC2068\|SC2068' errors; grep -q 'hint: ' errors
      if [ -e bad.tar.gz ]; then exit 1; fi
      sed 's/cat secrets.env/unused=1/' plan.yaml > loose.yaml; grep -q unused loose.yaml
      "$HANDOFF" plan build loose.yaml -o loose.tar.gz --sign author
      mkdir loose && tar -xzf loose.tar.gz -C loose --strip-components=1
      grep -q SC2034 loose/CHECKLIST.md
      """#)
  }
}
