import TestSupport
import Testing

/// A run that gave two grants, of a ticket whose support bundle wants three secrets rotated.
enum CloseScene {
  /// One grant has a task that takes it back and a check; the other was forgotten.
  static let steps = """
    steps:
      - id: give
        class: grant
        title: Sam may read the log
        run: {argv: [touch, granted], timeout: 5s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        rollback: {argv: [rm, granted], timeout: 5s}
      - id: more
        class: grant
        run: {argv: [touch, more], timeout: 5s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        rollback: {argv: [rm, more], timeout: 5s}
    post:
      - id: take
        kind: revoke
        what: give
        title: Sam may not read the log any more
        run: {script: 'cat secrets.env; rm -f "${KEPT:-granted}"', timeout: 5s}
        verify: {argv: [test, '!', -e, granted], timeout: 5s}
    """

  /// - Parameters:
  ///   - packs: whether the ticket's files were packed on this machine.
  ///   - more: a script that runs before the plan is built.
  static func make(
    _ steps: String = Self.steps, packs: Bool = true, more: String = ""
  ) async throws -> RunScene {
    let scene = try await RunScene(
      steps,
      prepare: """
        sed -i 's/^approvals: .*/approvals: [{role: change-approver, min: 1, not: [author, executor], for: [iam]}]/' plan.yaml
        mkdir in; cp secrets.env in/.env
        printf 'SMTP_PASSWORD=an0ther-0ne-here\\n' >> in/.env
        printf 'start\\nconnect failed: Tr0ub4dor-and-more\\n' > in/app.log
        printf 'stripe key sk_%s_4eC39HqLyjWDarjtT1zdp7dcAAAA1234 in use\\n' live > in/pay.log
        printf 'id: T-1\\nclient: acme\\ntitle: it fails\\n' > ticket.yaml
        \(packs ? "" : "export XDG_STATE_HOME=$PWD/elsewhere")
        "$HANDOFF" pack --quiet --ticket ticket.yaml in -o s.tar.gz --sign erik
        \(more)
        """)
    try await scene.approve()
    let run = try await scene.run()
    #expect(run.status == 0, "\(run.errors)")
    return scene
  }

  /// Functions of the tests' scripts.
  static let functions = """
    # close STATUS [ARGUMENT…]: without a terminal; what it said is in `out`.
    close() {
      want=$1; shift; status=0
      "$HANDOFF" close run "$@" > json 2> out < /dev/null || status=$?
      [ "$status" = "$want" ] || { echo "close $*: $status"; cat out; exit 1; }
    }
    says() { grep -qF -- "$1" out || { echo "not said: $1"; cat out; exit 1; }; }
    silent() { if grep -qF -- "$1" out; then echo "said: $1"; cat out; exit 1; fi; }
    lines() { wc -l < run/journal.jsonl; }

    """
}
