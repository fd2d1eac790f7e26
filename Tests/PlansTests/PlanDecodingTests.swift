import Documents
import Plans
import Testing

/// The head that every plan of these tests has.
let planHead = """
  apiVersion: handoff/v1
  kind: ChangePlan
  metadata: {id: orders-fix, ticket: OPS-1, client: acme, serial: 1, author: a@support.example, expires: 2030-01-01}

  """

@Suite struct PlanDecodingTests {
  private func fault(of text: String) -> Diagnostic? {
    do {
      _ = try Plan.parse(text: planHead + text, file: "plan.yaml")
      return nil
    } catch {
      return error as? Diagnostic
    }
  }

  @Test func `a whole plan is read`() throws {
    let plan = try Plan.parse(
      text: planHead + """
        target: {provider: aws, account: "123456789012", region: eu-central-1, environment: production}
        risk: {level: high, blastRadius: all orders, reversible: true, downtimeMinutes: 3}
        window: {start: 2026-11-21T08:00:00Z, end: 2026-11-21T10:00:00Z, lastStart: 2026-11-21T09:30:00Z}
        approvals:
          - {role: owner, min: 2, not: [author, executor], before: restart}
        parameters:
          host: {type: string, from: host-3f9a1c2b4d5e6f70.redacted.invalid}
          password: {type: string, from: REDACTED_postgres-password_3f9a1c2b4d5e6f70}
        preconditions:
          - {id: reachable, run: {argv: [pg_isready], timeout: 10s}, expect: {exit: 0}}
        backup: {required: true, verify: {argv: [pg_restore, -l, dump]}, maxAge: 24h}
        monitoring: [{metric: 5xx, where: Grafana, rollbackIf: "> 1 %"}]
        patches: [{id: fix, repo: ., range: main..fix, base: abc123}]
        steps:
          - id: look
            title: Look
            class: read
            run: {argv: [psql, -h, "{{ host }}", -c, "SELECT 1"], timeout: 30s, env: {PGPASSWORD: "{{ password }}"}}
          - id: deploy
            title: Deploy
            class: patch
            rollback: "none: the reverse patch does it"
          - id: restart
            title: Restart
            class: mutate
            run:
              script: |
                systemctl restart orders
              timeout: 2m
            precheck: {argv: [systemctl, is-active, orders], alreadyDone: {stdout: "done"}}
            expect: {exit: [0, 3], stdout: ok, verify: {argv: [curl, -f, "http://localhost"]}, within: 60s}
            dryRun: {argv: ["true"]}
            idempotent: true
            rollback: {argv: [systemctl, restart, orders]}
            gate: {confirm: typed, approval: owner}
            needs: [look]
            onFailure: rollback
        post: [{id: revoke-it, title: Revoke, kind: revoke}]
        """, file: "plan.yaml")
    #expect(plan.kind == .change)
    #expect(plan.steps.map(\.id) == ["look", "deploy", "restart"])
    #expect(plan.steps[0].run?.timeout == 30)
    #expect(
      plan.steps[0].run?.references.map(\.destination) == [.argv, .environment("PGPASSWORD")])
    #expect(plan.patchSource(of: plan.steps[1])?.id == "fix")
    let restart = try #require(plan.step("restart"))
    #expect(restart.expect.exit == [0, 3])
    #expect(restart.expect.stdout == [.contains("ok")])
    #expect(restart.expect.within == 60)
    #expect(restart.expect.verify != nil)
    #expect(restart.precheck?.alreadyDone?.expect?.stdout == [.contains("done")])
    #expect(restart.gate.confirm == .typed)
    #expect(restart.onFailure == .rollback)
    #expect(plan.backup?.maximumAge == 86400)
    #expect(plan.approvals[0].not == [.author, .executor])
    #expect(
      plan.commands.map(\.purpose) == [
        .precondition, .backup, .run, .alreadyDone, .dryRun, .run, .verify, .rollback,
      ])
  }

  @Test(arguments: [
    ("steps: [{id: a, class: read, run: {argv: [ls]}, titel: x}]", "unknown key 'titel' in a step"),
    ("stepz: []", "a plan has no 'steps'"),
    ("steps: []", "a plan needs a step"),
    ("steps: [{id: a, class: write, run: {argv: [ls]}}]", "'write' is not one of"),
    ("steps: [{id: a, class: read}]", "has no 'run'"),
    ("steps: [{id: a, class: manual, run: {argv: [ls]}}]", "runs no command"),
    ("steps: [{id: a/b, class: manual}]", "must be letters"),
    ("steps: [{id: a, class: manual}, {id: a, class: manual}]", "declared twice"),
    ("steps: [{id: a, class: manual, needs: [b]}]", "which the plan doesn't hold"),
    ("steps: [{id: a, class: patch}]", "names no patch"),
    ("steps: [{id: a, class: read, run: {argv: [ls], script: ls}}]", "either 'argv' or 'script'"),
    ("steps: [{id: a, class: read, run: {argv: [ls, '{{ x }}']}}]", "no parameter 'x'"),
    (
      "parameters: {x: 1}\nsteps: [{id: a, class: read, run: {script: 'ls {{ x }}'}}]",
      "the script holds '{{ x }}'"
    ),
    ("steps: [{id: a, class: read, run: {argv: [ls], timeout: soon}}]", "expected a duration"),
    ("steps: [{id: a, class: mutate, run: {argv: [ls]}, rollback: none}]", "says why"),
    ("parameters: {x: {type: int, default: abc}}\nsteps: [{id: a, class: manual}]", "whole number"),
    (
      "window: {start: 2026-11-22, end: 2026-11-21}\nsteps: [{id: a, class: manual}]", "ends before"
    ),
    ("approvals: [{role: owner, before: b}]\nsteps: [{id: a, class: manual}]", "no step 'b'"),
  ])
  func `a faulty plan is refused with a place`(text: String, message: String) throws {
    let diagnostic = try #require(fault(of: text))
    #expect(diagnostic.message.contains(message), "\(diagnostic)")
    #expect(diagnostic.file == "plan.yaml")
    #expect(diagnostic.line > 3 || message.contains("no 'steps'"))
  }

  @Test(arguments: [
    ("argv: [echo, '$word']", "'$word' is not replaced"),
    ("argv: [echo, 'a-${word}']", "'${word}' is not replaced"),
    ("argv: [echo, '{word}']", "'{word}' is not replaced"),
    ("script: 'true', env: {A: '$word'}", "'$word' is not replaced"),
  ])
  func `what only looks like a reference is refused`(command: String, message: String) throws {
    let steps = "steps: [{id: a, class: read, run: {\(command)}}]"
    let diagnostic = try #require(fault(of: "parameters: {word: x}\n" + steps))
    #expect(diagnostic.message.contains(message))
    #expect(diagnostic.hint == "write {{ word }}")
    #expect(fault(of: steps) == nil)
  }

  @Test func `a reference has three notations`() throws {
    let plan = try Plan.parse(
      text: planHead + """
        parameters: [{id: word, default: x}]
        steps:
          - id: a
            class: mutate
            run: {argv: [echo, "{{ word }}", "{{ parameters.word }}", {parameter: word}, $words]}
            gate: {approval: {role: owner}}
        """, file: "plan.yaml")
    #expect(plan.steps[0].run?.references.map(\.name) == ["word", "word", "word"])
    #expect(plan.steps[0].gate.approval == "owner")
  }

  @Test(arguments: [
    "precheck: {argv: [ls], alreadyDone: 0}", "expect: {verify: text}", "dryRun: ls",
    "precheck: ls",
  ])
  func `a text or number is no command`(field: String) throws {
    let text = "steps:\n  - {id: a, class: mutate, run: {argv: [ls]}, \(field)}"
    #expect(try #require(fault(of: text)).hint?.contains("{argv: [program") == true)
  }

  @Test func `the version may be left out, another one is refused`() throws {
    let text = planHead + "steps: [{id: a, class: manual}]"
    let bare = text.replacing("apiVersion: handoff/v1\n", with: "")
    #expect(try Plan.parse(text: bare, file: "p").steps.count == 1)
    let other = text.replacing("handoff/v1", with: "handoff/v2")
    #expect(throws: Diagnostic.self) { try Plan.parse(text: other, file: "p") }
  }

  @Test func `templates take the change back before the service loads it again`() throws {
    for (name, change, restart) in [
      ("git/deploy-commit", "checkout", "restart"),
      ("linux/config-change", "edit", "reload"),
    ] {
      let text = try TemplateLibrary().template(name).text(settings: [:])
      let plan = try Plan.parse(text: text, file: name)
      let back = plan.steps.reversed().filter { step in
        guard step.id != change, case .command(let command) = step.rollback else {
          return step.id == change
        }
        return command.argv?.contains { $0.text == restart } == true
      }
      #expect(back.count == 2 && back.first?.id == change, "\(name): \(back.map(\.id))")
    }
  }

  @Test func `references are cut from literals`() {
    let place = Place(file: "", line: 1, column: 1)
    #expect(
      PlanText("a{{ x }}b{{y}}", place: place).parts == [
        .literal("a"), .reference("x"), .literal("b"), .reference("y"),
      ])
    #expect(PlanText("{{.Names}} {{ $v }} {{", place: place).references == [])
    #expect(PlanText("{{ a }}-{{ a }}", place: place).resolved { _ in "1" } == "1-1")
  }

  @Test(arguments: [
    ("rollback: {argv: [undo]}", "command"), ("rollback: [undo, it]", "command"),
    ("rollback: click on undo", "text"), ("rollback: {none: it only reads}", "none"),
    ("rollback: 'none: it only reads'", "none"), ("rollback: {script: undo}", "command"),
  ])
  func `a rollback is a command, a text or none`(text: String, kind: String) throws {
    let plan = try Plan.parse(
      text: planHead + "steps:\n  - id: a\n    class: manual\n    \(text)\n", file: "p")
    let found =
      switch plan.steps[0].rollback {
      case .command: "command"
      case .text: "text"
      case .irreversible(let reason): reason == "it only reads" ? "none" : reason
      case nil: "nil"
      }
    #expect(found == kind)
  }
}
