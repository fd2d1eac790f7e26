import TestSupport
import Testing

/// What stands between a signed bundle and its first step, on the built program.
@Suite struct RunGateTests {
  private static let kubernetes = "{provider: kubernetes, context: prod, environment: test}"
  /// A kubectl whose context is what the file says.
  private static let kubectl = """
    printf '#!/bin/bash\\ncat "%s/context"\\n' "$PWD" > kubectl; chmod +x kubectl
    printf 'tools: {kubectl: %s/kubectl}\\n' "$PWD" >> cfg/handoff/client.yaml
    echo prod > context

    """

  @Test func `a context that is another one closes the run, each step and the way back`()
    async throws
  {
    let scene = try await RunScene(
      """
      steps:
        - id: one
          class: mutate
          run: {script: 'echo one >> log; echo staging > context', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /one/d log', timeout: 5s}
        - id: two
          class: mutate
          run: {script: 'echo two >> log', timeout: 20s}
          precheck: {argv: [test, -w, .], timeout: 5s}
          rollback: {script: 'sed -i /two/d log', timeout: 5s}
      """, prepare: Self.kubectl, target: Self.kubernetes)
    try await scene.approve()
    try await scene.shell("echo other > context")
    let message = "the target's context is 'prod', but 'kubectl config current-context' tells"
    let before = try await scene.run()
    #expect(before.status == 3)
    #expect(before.errors.contains("\(message) 'other'"), "\(before.errors)")
    #expect(before.errors.contains("hint: kubectl config use-context prod"))
    try await scene.shell("test ! -e run; echo prod > context")
    // The first step switches the context under the second one.
    let between = try await scene.run()
    #expect(between.status == 3)
    #expect(between.errors.contains("\(message) 'staging'"), "\(between.errors)")
    #expect(scene.log == "one\n")
    let resumed = try await scene.run()
    #expect(resumed.status == 3 && resumed.errors.contains(message))
    let back = try await scene.handoff(["rollback", "run", "--yes"])
    #expect(back.status == 3 && back.errors.contains(message), "\(back.errors)")
    #expect(scene.log == "one\n")
    try await scene.shell("echo prod > context")
    #expect(try await scene.run().status == 0)
    #expect(scene.log == "one\ntwo\n")
    try await scene.shell(
      "grep -q \"target: context 'prod', told by $PWD/kubectl\" run/journal.jsonl; \"$HANDOFF\" journal verify run"
    )
  }

  @Test func `an account that no tool tells needs a precondition or a terminal`() async throws {
    let target = "{provider: cloudflare, account: a-1, environment: test}"
    let alone = try await RunScene(target: target)
    try await alone.approve()
    let none = try await alone.run()
    #expect(none.status == 3)
    #expect(
      none.errors.contains(
        "the target's account is 'a-1'") || none.errors.contains("The target's account is 'a-1'"))
    #expect(none.errors.contains("a precondition 'target-account'"), "\(none.errors)")
    #expect(alone.log == "")
    #expect(try await alone.run(["--dry-run"]).status == 0)
    let named = try await RunScene(
      "preconditions: [{id: target-account, run: {argv: [grep, -qx, a-1, account], timeout: 5s}}]\n"
        + RunScene.steps, prepare: "echo a-2 > account", target: target)
    try await named.approve()
    let other = try await named.run()
    #expect(other.status == 3)
    #expect(other.errors.contains("the precondition 'target-account' does not hold"))
    try await named.shell("echo a-1 > account")
    #expect(try await named.run().status == 0)
  }

  @Test func `a plan doesn't run where a newer one of its id has`() async throws {
    let scene = try await RunScene()
    try await scene.approve()
    let build = ["plan", "build", "plan.yaml", "-o", "b.tar.gz", "--force", "--sign", "author"]
    try await scene.shell(
      "mv b.tar.gz old.tar.gz; mv ap.json old.json; mv ap.json.sig old.json.sig 2> /dev/null || true; sed -i 's/id: p,/id: p, serial: 2,/' plan.yaml"
    )
    #expect(try await scene.handoff(build).status == 0)
    try await scene.approve()
    #expect(try await scene.run().status == 0)
    let old = ["run", "old.tar.gz", "--sign", "erik", "--approval", "old.json"]
    let refused = try await scene.handoff(old + ["--journal", "older", "--yes"])
    #expect(refused.status == 3)
    #expect(
      refused.errors.contains("the plan 'p' is serial 1, and serial 2 was run here already"),
      "\(refused.errors)")
    #expect(scene.log == "one\ntwo\n")
    // Another plan with a lower serial is none of this one's.
    try await scene.shell("sed -i 's/id: p, serial: 2,/id: q,/' plan.yaml")
    #expect(try await scene.handoff(build).status == 0)
    try await scene.approve()
    let other = ["run", "b.tar.gz", "--sign", "erik", "--approval", "ap.json", "--yes"]
    #expect(try await scene.handoff(other + ["--journal", "other"]).status == 0)
  }
}
