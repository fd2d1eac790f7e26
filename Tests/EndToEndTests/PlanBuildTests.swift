import TestSupport
import Testing

@Suite struct PlanBuildTests {
  /// The plan's author is `author@x`.
  @Test func `a plan isn't built with a key that is known as somebody else's`() async throws {
    let scene = try await RunScene()
    let refused = try await scene.handoff([
      "plan", "build", "plan.yaml", "-o", "other.tar.gz", "--sign", "erik",
    ])
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains("plan.yaml:3:54: the author is 'author@x', but the key SHA256:"))
    #expect(refused.errors.contains("is erik@x's; nothing was written"))
    #expect(refused.errors.contains("or write author: erik@x"))
    try await scene.shell(
      """
      test ! -e other.tar.gz
      sed 's/author: author@x/author: erik@x/' plan.yaml > own.yaml
      "$HANDOFF" plan build own.yaml -o own.tar.gz --sign erik; "$HANDOFF" verify own.tar.gz
      """)
  }

  @Test func `a key that no list here knows is built with, and the README names it`() async throws {
    let scene = try await RunScene()
    let built = try await scene.handoff([
      "plan", "build", "plan.yaml", "-o", "other.tar.gz", "--sign", "stranger",
    ])
    #expect(built.status == 0)
    #expect(built.errors.contains("no list here says that the key SHA256:"))
    try await scene.shell(
      """
      mkdir other && tar -xzf other.tar.gz -C other --strip-components=1 && cd other
      grep -q -e '-I stranger@x ' README.txt
      printf 'stranger@x ' > allowed_signers && cat ../stranger.pub >> allowed_signers
      grep '^    ' README.txt > verify.sh && sh -eu verify.sh
      # A list that doesn't know the author's name takes the signer for the author, and says so.
      "$HANDOFF" verify --allowed-signers allowed_signers ../other.tar.gz > seen 2> errors
      grep -q "'author@x' as its author, whom no allowed signer is; stranger@x signed it" errors
      { cat allowed_signers; grep ^author@x ../signers; } > both
      code=0; "$HANDOFF" verify --allowed-signers both ../other.tar.gz 2> errors || code=$?
      [ $code = 3 ]; grep -q "'author@x' as the author, but stranger@x signed it" errors
      grep -q 'hint: ask for a bundle that the author signed' errors
      code=0; ./run-by-hand.sh --allowed-signers ../stranger-signers 2> errors || code=$?; [ $code = 1 ]
      mv allowed_signers both seen verify.sh errors ..
      code=0; ./run-by-hand.sh --allowed-signers ../both --check 2> ../errors || code=$?
      [ $code = 3 ]; grep -q 'names author@x as its author, but stranger@x signed it' ../errors
      code=0; ./run-by-hand.sh --allowed-signers ../allowed_signers --check > ../seen 2>&1 || code=$?
      grep -q 'author@x as its author, whom no allowed signer is; stranger@x signed it' ../seen
      """)
  }

  @Test func `a key that stands for several is the author's where one of them is the author`()
    async throws
  {
    let scene = try await RunScene()
    try await scene.shell(
      """
      printf 'team@x,author@x ' > signers && cat author.pub >> signers
      "$HANDOFF" plan build plan.yaml -o team.tar.gz --sign author; "$HANDOFF" verify team.tar.gz
      mkdir team && tar -xzf team.tar.gz -C team --strip-components=1
      grep -q -e '-I author@x ' team/README.txt
      code=0; team/run-by-hand.sh --allowed-signers signers --check 2> errors || code=$?
      grep -q 'approval(s) of the role change-approver are needed' errors
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

  @Test func `check judges the files of a patch where its repository is, and says where it isn't`()
    async throws
  {
    let scene = try await RunScene()
    try await scene.shell(
      """
      mkdir work && cd work && git init -q && git config user.email a@x && git config user.name a
      echo a > main.tf && git add . && git commit -qm one
      mkdir lb && echo b > lb/haproxy.cfg && git add . && git commit -qm two; cd ..
      sed '/^steps:/,$d' plan.yaml > patch.yaml
      cat >> patch.yaml <<'PLAN'
      patches: [{id: fix, repo: work, range: HEAD~1..HEAD}]
      steps:
        - {id: apply, class: patch, title: Apply it, patch: fix}
      PLAN
      """)
    let check = try await scene.handoff(["plan", "check", "patch.yaml", "--json"])
    let build = try await scene.handoff([
      "plan", "build", "patch.yaml", "-o", "p.tar.gz", "--sign", "author",
    ])
    #expect(check.status == 2 && build.status == 2, "\(check.errors)\n\(build.errors)")
    let message =
      "the patch 'fix' changes lb/haproxy.cfg, and no approval of the kind 'load-balancer'"
    #expect(check.output.contains(message) && build.errors.contains(message), "\(build.errors)")
    try await scene.shell("mv work elsewhere")
    let away = try await scene.handoff(["plan", "check", "patch.yaml"])
    #expect(away.status == 0, "\(away.errors)")
    #expect(away.errors.contains("the patch 'fix' isn't judged here: "), "\(away.errors)")
    try await scene.shell(
      "mv elsewhere work; sed -i 's/role: change-approver/role: load-balancer/' patch.yaml")
    let asked = try await scene.handoff(["plan", "check", "patch.yaml"])
    #expect(asked.status == 0, "\(asked.errors)")
  }
}
