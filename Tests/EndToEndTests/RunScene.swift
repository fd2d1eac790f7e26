import TestSupport
import Testing

/// A client's machine with an approved change bundle, on which the built program runs.
struct RunScene {
  let folder = TemporaryFolder()
  private let program: String

  /// Two steps that change a log, and one that reads it.
  static let steps = """
    steps:
      - id: one
        class: mutate
        run: {script: 'echo one >> log; cat secrets.env', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        expect: {verify: {argv: [grep, -qx, one, log], timeout: 5s}}
        rollback: {script: 'sed -i /one/d log', timeout: 5s}
      - id: two
        class: mutate
        run: {script: 'sleep "${STEP_SECONDS:-0}"; echo two >> log', timeout: 20s}
        precheck: {argv: [test, -w, .], timeout: 5s}
        expect: {verify: {argv: [grep, -qx, two, log], timeout: 5s}}
        rollback: {script: 'sed -i /two/d log', timeout: 5s}
      - {id: three, class: read, run: {argv: [cat, log], timeout: 5s}, expect: {stdout: {contains: one}}}
    post:
      - {id: drop, kind: revoke, title: Drop the grant, run: {argv: [touch, revoked], timeout: 5s}}
    """

  /// - Parameters:
  ///   - steps: the plan from `steps:` on.
  ///   - prepare: a script that runs before the plan is built.
  ///   - target: the plan's.
  init(
    _ steps: String = Self.steps, prepare: String = "",
    target: String = "{provider: other, environment: production, host: localhost}"
  ) async throws {
    program = try #require(BuiltProgram.path)
    _ = try folder.write(
      "plan.yaml",
      """
      apiVersion: handoff/v1
      kind: ChangePlan
      metadata: {id: p, ticket: T-1, client: acme, author: author@x, expires: 2099-01-01T00:00:00Z}
      target: \(target)
      risk: {level: low, blastRadius: one file, reversible: true}
      window: {start: 2020-01-01T00:00:00Z, end: 2099-01-01T00:00:00Z}
      approvals: [{role: change-approver, min: 1, not: [author, executor]}]
      backup: {required: true, what: the log, verify: {argv: ['true'], timeout: 5s}}
      \(steps)

      """)
    try await shell(
      """
      mkdir -p cfg/handoff
      for name in author olga erik stranger; do
        ssh-keygen -q -t ed25519 -N '' -C $name@x -f $name
      done
      for name in author olga erik; do printf '%s@x ' $name; cat $name.pub; done > signers
      printf 'client: acme\\nallowedSigners: %s\\n' "$PWD/signers" > cfg/handoff/client.yaml
      printf 'DB_PASSWORD=Tr0ub4dor-and-more\\n' > secrets.env
      touch log
      \(prepare)
      """)
    let build = try await handoff([
      "plan", "build", "plan.yaml", "-o", "b.tar.gz", "--sign", "author",
    ])
    #expect(build.status == 0, "\(build.errors)")
  }

  @discardableResult
  func shell(_ script: String) async throws -> Command {
    let result = try await Command.run(
      "/bin/bash", ["-c", "set -eu\n" + script], in: folder.path, environment: environment)
    #expect(result.status == 0, "\(script)\n\(result.output)\n\(result.errors)")
    return result
  }

  var environment: [String: String] {
    [
      "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": folder.file("cfg"),
      "XDG_STATE_HOME": folder.file("state"), "HANDOFF": program,
    ]
  }

  @discardableResult
  func handoff(
    _ arguments: [String], environment more: [String: String] = [:]
  ) async throws -> Command {
    try await Command.run(
      program, arguments, in: folder.path, environment: environment.merging(more) { $1 })
  }

  func approve(_ key: String = "olga", _ more: [String] = []) async throws {
    let result = try await handoff(
      [
        "approve", "b.tar.gz", "--role", "change-approver", "--sign", key, "-o", "ap.json",
        "--force",
      ]
        + more)
    #expect(result.status == 0, "\(result.errors)")
  }

  @discardableResult
  func run(_ more: [String] = ["--yes"], key: String = "erik") async throws -> Command {
    try await handoff(
      ["run", "b.tar.gz", "--sign", key, "--approval", "ap.json", "--journal", "run"] + more)
  }

  var log: String { (try? folder.read("log")) ?? "" }
}
