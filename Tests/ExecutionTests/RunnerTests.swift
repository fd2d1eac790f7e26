import Documents
import DurableFiles
import Execution
import Foundation
import Plans
import TestSupport
import Testing

extension OneAtATime {
  @Suite(.serialized) struct RunnerTests {
    private static let three = """
      steps:
        - {id: a, class: mutate, run: {script: 'echo a >> log', timeout: 20s}, rollback: {script: 'echo undo-a >> log'}}
        - {id: b, class: mutate, run: {script: 'echo b >> log', timeout: 20s}, rollback: {script: 'echo undo-b >> log'}}
        - {id: c, class: mutate, run: {script: 'echo c >> log', timeout: 20s}, rollback: {script: 'echo undo-c >> log'}}
      """

    @Test func `the steps run in order, once`() async throws {
      let fixture = try RunFixture(Self.three)
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["a", "b", "c"])
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["a", "b", "c"])
      let journal = try fixture.journal
      #expect(journal.problems.isEmpty)
      #expect(journal.events.first?.type == .started)
    }

    @Test func `the intent with its process comes before the effect`() async throws {
      let fixture = try RunFixture(Self.three)
      fixture.fault = { point, event in
        guard event.type == .intent, point == .afterSync, event.step == "a" else { return }
        #expect(fixture.log.isEmpty)
        #expect(event.process?.pid ?? 0 > 1)
        #expect(event.process?.group == event.process?.pid)
      }
      #expect(try await fixture.run() == .done)
    }

    @Test func `rollback takes the done steps back, newest first`() async throws {
      let fixture = try RunFixture(Self.three)
      #expect(try await fixture.run() == .done)
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(fixture.log == ["a", "b", "c", "undo-c", "undo-b", "undo-a"])
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(fixture.log.count == 6)
      #expect(try fixture.state(of: "b") == .rolledBack)
    }

    @Test func `a failed step stops the run`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}, rollback: {script: 'echo undo-a >> log'}}
          - {id: b, class: mutate, run: {script: 'echo b >> log; exit 3'}, rollback: {script: 'echo undo-b >> log'}}
          - {id: c, class: mutate, run: {script: 'echo c >> log'}}
        """)
      #expect(try await fixture.run() == .failed)
      #expect(fixture.log == ["a", "b"])
      #expect(try fixture.state(of: "b") == .failed)
      // It isn't idempotent: nobody is there to let it run again.
      await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(fixture.log == ["a", "b"])
      // b was left midway: the target is not as it was.
      #expect(try await fixture.rollBack() == .rollbackIncomplete)
      #expect(fixture.log == ["a", "b", "undo-a"])
      #expect(try fixture.state(of: "b") == .failed)
      fixture.terminal = ScriptedTerminal(answers: ["y"])
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(fixture.log == ["a", "b", "undo-a", "undo-b"])
    }

    @Test func `onFailure rollback takes back what was done`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}, rollback: {script: 'echo undo-a >> log'}}
          - id: b
            class: mutate
            run: {script: 'echo b >> log'}
            expect: {verify: {argv: ['false']}}
            rollback: {script: 'echo undo-b >> log'}
            onFailure: rollback
        """)
      #expect(try await fixture.run() == .rolledBack)
      // b's command did its work; only the verification says no: its effect is taken back too.
      #expect(fixture.log == ["a", "b", "undo-b", "undo-a"])
    }

    @Test func `a step without a way back is kept, not rolled back`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}, rollback: {none: a message}}
        """)
      #expect(try await fixture.run() == .done)
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(try fixture.state(of: "a") == .kept)
    }

    @Test func `each command of a rollback is confirmed`() async throws {
      let fixture = try RunFixture(Self.three)
      #expect(try await fixture.run() == .done)
      fixture.options = Runner.Options()
      let error = await #expect(throws: RunRefusal.self) { try await fixture.rollBack() }
      #expect(error?.code == .person)
      fixture.terminal = ScriptedTerminal(answers: ["y", "n"])
      await #expect(throws: RunRefusal.self) { try await fixture.rollBack() }
      #expect(fixture.log == ["a", "b", "c", "undo-c"])
      fixture.options = Runner.Options(assumesYes: true)
      fixture.terminal = ScriptedTerminal(answers: nil)
      #expect(try await fixture.rollBack() == .rolledBack)
    }

    @Test func `a step that is done already is skipped, and not rolled back`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - id: a
            class: mutate
            precheck: {alreadyDone: {argv: ['true']}}
            run: {script: 'echo a >> log'}
            rollback: {script: 'echo undo-a >> log'}
        """)
      #expect(try await fixture.run() == .done)
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(fixture.log.isEmpty)
    }

    @Test func `a failed precheck leaves the step alone`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, precheck: {argv: ['false']}, run: {script: 'echo a >> log'}}
        """)
      #expect(try await fixture.run() == .failed)
      #expect(fixture.log.isEmpty)
    }

    @Test func `an idempotent step is retried, another is not`() async throws {
      let flaky = "echo x >> log; test $(wc -l < log) -ge 3"
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, idempotent: true, retries: 4, run: {script: '\(flaky)'}}
        """)
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["x", "x", "x"])
      let strict = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, retries: 4, run: {script: '\(flaky)'}}
        """)
      #expect(try await strict.run() == .failed)
      #expect(strict.log == ["x"])
    }

    @Test func `a timeout is a failure`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: a, class: read, run: {argv: [sleep, '30'], timeout: 1s}}\n")
      #expect(try await fixture.run() == .failed)
      #expect(try fixture.journal.events.contains { $0.outcome == "timed-out" })
    }

    @Test func `outputs are compared, kept and digested`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: read, run: {argv: [echo, hello]}, expect: {stdout: hello}}
          - {id: b, class: read, run: {argv: [echo, hello]}, expect: {stdout: {matches: '^h.l+o$'}}}
          - {id: c, class: read, run: {argv: [echo, hello]}, expect: {stdout: bye}}
        """)
      #expect(try await fixture.run() == .failed)
      #expect(try fixture.state(of: "b") == .done)
      #expect(try fixture.state(of: "c") == .failed)
      #expect(try DurableFile.read(fixture.folder.outputs + "/a-1.txt") == Array("hello\n".utf8))
      let result = try fixture.journal.events.first { $0.type == .result && $0.step == "a" }
      #expect(result?.stdout?.sha256 == JournalText.digest(Array("hello\n".utf8)))
    }

    @Test func `verify is tried until within is over`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - id: a
            class: mutate
            run: {script: '(sleep 2; echo ready > flag) >/dev/null 2>&1 &'}
            expect: {verify: {argv: [test, '-e', flag]}, within: 20s}
        """)
      #expect(try await fixture.run() == .done)
    }

    // MARK: People

    @Test func `without a terminal nothing is confirmed`() async throws {
      let fixture = try RunFixture(Self.three)
      fixture.options = Runner.Options()
      await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(fixture.log.isEmpty)
      fixture.options = Runner.Options(assumesYes: true)
      #expect(try await fixture.run() == .done)
    }

    @Test(arguments: [
      "{id: a, class: destroy, run: {argv: [touch, log]}, gate: {confirm: plain}}",
      "{id: a, class: mutate, run: {argv: [touch, log]}, gate: {confirm: typed}}",
      "{id: a, class: manual, title: Turn the key}",
    ])
    func `--yes never answers for a person`(_ step: String) async throws {
      let fixture = try RunFixture("steps:\n  - \(step)\n")
      let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(error?.code == .person)
      #expect(try fixture.state(of: "a") == .pending)
    }

    @Test func `a plan can't take a confirmation away`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: a, class: mutate, run: {argv: [touch, log]}, gate: {confirm: none}}\n")
      fixture.options = Runner.Options()
      let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(error?.code == .person)
    }

    @Test func `a typed step wants its id`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: drop-it, class: destroy, run: {script: 'echo x >> log'}}\n")
      fixture.terminal = ScriptedTerminal(answers: ["y", "drop", "drop-it"])
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["x"])
    }

    @Test func `a person can skip with a reason, roll back and stop`() async throws {
      let fixture = try RunFixture(Self.three)
      fixture.options = Runner.Options()
      fixture.terminal = ScriptedTerminal(answers: ["y", "s", "", "s", "not needed", "q"])
      #expect(try await fixture.run() == .stopped)
      #expect(try fixture.state(of: "b") == .skipped)
      fixture.terminal = ScriptedTerminal(answers: ["r"])
      #expect(try await fixture.run() == .rolledBack)
      #expect(fixture.log == ["a", "undo-a"])
    }

    @Test func `a dry run runs prechecks and dry runs only`() async throws {
      let fixture = try RunFixture(
        """
        steps:
          - {id: a, class: mutate, dryRun: {script: 'echo dry >> log'}, run: {script: 'echo a >> log'}}
          - {id: b, class: mutate, needs: [a], precheck: {script: 'echo pre >> log'}, run: {script: 'echo b >> log'}}
        """)
      fixture.options = Runner.Options(isDryRun: true)
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["dry", "pre"])
    }

    // MARK: Gates that need a command

    @Test(arguments: [
      ("{id: x, argv: ['false']}", false), ("{id: x, argv: ['true']}", true),
      ("{id: x, argv: [echo, 'no']}", true),
      ("{id: x, argv: ['true'], expect: {stdout: ready}}", false),
      ("{id: x, argv: ['true'], expect: {verify: {argv: ['false']}}}", false),
      ("{id: x, title: Somebody looked}", false),
    ])
    func `a precondition that doesn't hold closes the run`(
      _ precondition: String, holds: Bool
    ) async throws {
      let fixture = try RunFixture("preconditions:\n  - \(precondition)\n" + Self.three)
      if holds {
        #expect(try await fixture.run() == .done)
      } else {
        await #expect(throws: RunRefusal.self) { try await fixture.run() }
        #expect(fixture.log.isEmpty)
      }
    }

    @Test(arguments: [
      ("{argv: [date, '-u', '+%FT%TZ']}", true),
      ("{argv: [echo, 'backup of 2020-01-01T00:00:00Z']}", false),
      // Told in local time without an offset it seems to lie ahead.
      ("{argv: [date, -u, '-d', '2 hours', '+%Y-%m-%dT%H:%M:%SZ']}", false),
      ("{argv: ['false']}", false),
      ("{argv: ['true']}", true),
    ])
    func `a backup must be there, and young enough where it tells its time`(
      _ verify: String, holds: Bool
    ) async throws {
      let fixture = try RunFixture(
        "backup: {required: true, maxAge: 1h, verify: \(verify)}\n" + Self.three)
      if holds {
        #expect(try await fixture.run() == .done)
      } else {
        let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
        #expect(error?.exitStatus == 3)
        #expect(fixture.log.isEmpty)
      }
    }

    @Test func `a backup that tells no time is a person's to judge, and the journal says who did`()
      async throws
    {
      let plan = "backup: {required: true, maxAge: 36h, verify: {argv: ['true']}}\n" + Self.three
      func notes(_ fixture: RunFixture) throws -> [String] {
        try fixture.journal.events.compactMap(\.note).filter {
          $0.hasPrefix("backup:") && $0.contains("tells")
        }
      }
      let unasked = try RunFixture(plan)
      #expect(try await unasked.run() == .done)
      #expect(
        try notes(unasked) == [
          "backup: its command tells no time, and nobody was asked whether it is younger than 1 d 12 h"
        ])
      let no = try RunFixture(plan)
      no.options = Runner.Options()
      no.terminal = ScriptedTerminal(answers: ["n"])
      await #expect(throws: RunRefusal.self) { try await no.run() }
      #expect(no.log.isEmpty)
      let yes = try RunFixture(plan)
      yes.options = Runner.Options()
      yes.terminal = ScriptedTerminal(answers: ["y", "y", "y", "y"])
      #expect(try await yes.run() == .done)
      #expect(
        try notes(yes) == [
          "backup: its command tells no time; a person says that it is younger than 1 d 12 h"
        ])
    }

    @Test func `what is open while a person thinks may be closed once they answer`() async throws {
      let step = """
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}, rollback: {argv: ['true']}}
          - {id: b, class: mutate, run: {script: 'echo b >> log; false'}, idempotent: true, retries: 3}

        """
      func count(of closing: Int) async throws -> (calls: Int, log: [String]) {
        let fixture = try RunFixture(step)
        var calls = 0
        fixture.gate = { _ in
          calls += 1
          if calls == closing { throw RunRefusal(.gate, "closed") }
          return []
        }
        let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
        #expect(error?.exitStatus == 3)
        #expect(
          try fixture.journal.events.last { $0.type == .gate }?.outcome == "refused")
        return (calls, fixture.log)
      }
      // Before a's prechecks, after its answer; the same of b; before b's second attempt.
      for (closing, log) in [
        (1, []), (2, []), (3, ["a"]), (4, ["a"]), (5, ["a", "b"]),
      ] {
        let end = try await count(of: closing)
        #expect(end.calls == closing && end.log == log, "\(closing): \(end)")
      }
    }

    @Test func `a command has no terminal to ask at`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: a, class: read, run: {script: '! : < /dev/tty'}}\n")
      #expect(try await fixture.run() == .done)
    }

    // MARK: Parameters

    private static let secretPlan = """
      parameters:
        token: {from: REDACTED_generic-secret_0123456789abcdef, env: TOKEN}
        host: {from: host-0123456789abcdef.redacted.invalid}
      steps:
        - {id: a, class: read, run: {script: 'echo "got $TOKEN"'}, expect: {stdout: REDACTED_generic-secret_0123456789abcdef}}
        - {id: b, class: read, run: {argv: [echo, '{{ host }}']}}
      """

    @Test func `resolved values reach the command, and nothing else`() async throws {
      let fixture = try RunFixture(Self.secretPlan)
      fixture.secrets = [
        "REDACTED_generic-secret_0123456789abcdef": ["hunter2-hunter2"],
        "host-0123456789abcdef.redacted.invalid": ["db.internal.acme"],
      ]
      #expect(try await fixture.run() == .done)
      let journal = String(decoding: try DurableFile.read(fixture.folder.journal), as: UTF8.self)
      #expect(!journal.contains("hunter2"))
      #expect(!journal.contains("db.internal"))
      let output = try DurableFile.read(fixture.folder.outputs + "/a-1.txt")
      #expect(
        String(decoding: output, as: UTF8.self) == "got REDACTED_generic-secret_0123456789abcdef\n")
      #expect(!fixture.terminal.text.contains("hunter2"))
      #expect(!String(decoding: fixture.terminal.output, as: UTF8.self).contains("hunter2"))
    }

    @Test func `an ambiguous or unknown placeholder stops before the command`() async throws {
      for values in [[], ["one-value", "another"]] {
        let fixture = try RunFixture(Self.secretPlan)
        fixture.secrets["REDACTED_generic-secret_0123456789abcdef"] = values
        fixture.secrets["host-0123456789abcdef.redacted.invalid"] = ["h"]
        let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
        #expect(error?.exitStatus == 3)
        #expect(try !fixture.journal.events.contains { $0.type == .intent })
      }
    }

    @Test func `a parameter that only a later step needs is looked for before the first`()
      async throws
    {
      let fixture = try RunFixture(
        """
        parameters:
          token: {from: REDACTED_generic-secret_0123456789abcdef}
        steps:
          - {id: a, class: mutate, run: {script: 'echo a >> log'}}
          - {id: b, class: read, run: {argv: ['true'], env: {TOKEN: '{{ token }}'}}}
        """)
      let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(error?.exitStatus == 3)
      #expect(fixture.log.isEmpty)
    }

    @Test func `an open parameter is asked for`() async throws {
      let fixture = try RunFixture(
        """
        parameters:
          count: {type: int}
        steps:
          - {id: a, class: read, run: {argv: [echo, 'n={{ count }}']}, expect: {stdout: n=7}}
        """)
      fixture.terminal = ScriptedTerminal(answers: ["7"])
      #expect(try await fixture.run() == .done)
    }

    // MARK: Patches and scripts

    private static let confPatch = """
      --- a/conf
      +++ b/conf
      @@ -1,2 +1,2 @@
       one
      -two
      +three

      """

    @Test func `a patch is applied and taken back`() async throws {
      let fixture = try RunFixture(
        """
        patches:
          - {id: fix, repo: ., files: [conf], base: HEAD}
        steps:
          - {id: a, class: patch, patch: fix}
        """, files: ["patches/fix.patch": Self.confPatch])
      let conf = fixture.work.file("conf")
      try DurableFile.write(Array("one\ntwo\n".utf8), to: conf)
      #expect(try await fixture.run() == .done)
      #expect(try DurableFile.read(conf) == Array("one\nthree\n".utf8))
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(try DurableFile.read(conf) == Array("one\ntwo\n".utf8))
    }

    @Test func `a patch step in a folder of a work tree applies there`() async throws {
      let fixture = try RunFixture(
        """
        patches:
          - {id: fix, repo: ., files: [conf], base: HEAD, directory: apps/orders}
        steps:
          - {id: a, class: patch, patch: fix}
        """, files: ["patches/fix.patch": Self.confPatch])
      try DurableFile.makeFolders(fixture.work.file("apps/orders"))
      let conf = fixture.work.file("apps/orders/conf")
      try DurableFile.write(Array("one\ntwo\n".utf8), to: conf)
      let made = try await Command.run("/usr/bin/git", ["init", "-q"], in: fixture.work.path)
      #expect(made.status == 0)
      #expect(try await fixture.run() == .done)
      #expect(try DurableFile.read(conf) == Array("one\nthree\n".utf8))
      #expect(try await fixture.rollBack() == .rolledBack)
      #expect(try DurableFile.read(conf) == Array("one\ntwo\n".utf8))
    }

    @Test(arguments: [
      (#"{"after":"01","before":"02","change":"changed","path":"other"}"#, "'other' is as it was"),
      (
        #"{"after":"01","before":"BEFORE","change":"changed","path":"conf"}"#,
        "not what it should be"
      ),
    ])
    func `a patch that leaves a file as it was, or makes another of it, has failed`(
      _ file: String, message: String
    ) async throws {
      let before = JournalText.digest(Array("one\ntwo\n".utf8))
      let file = file.replacing("BEFORE", with: before)
      let record =
        #"{"apiVersion":"handoff/v1","base":"0","commits":[],"files":[\#(file)],"id":"fix"}"#
      let fixture = try RunFixture(
        """
        patches:
          - {id: fix, repo: ., files: [conf], base: HEAD}
        steps:
          - {id: a, class: patch, patch: fix}
        """, files: ["patches/fix.patch": Self.confPatch, "patches/fix.json": record])
      try DurableFile.write(Array("one\ntwo\n".utf8), to: fixture.work.file("conf"))
      #expect(try await fixture.run() == .failed)
      #expect(fixture.terminal.text.contains(message))
    }

    @Test func `a placeholder in a patch is resolved on its way to git`() async throws {
      let placeholder = "REDACTED_generic-secret_0123456789abcdef"
      let patch = """
        --- a/conf
        +++ b/conf
        @@ -1,2 +1,2 @@
         key=\(placeholder)
        -two
        +three

        """
      let fixture = try RunFixture(
        """
        parameters:
          key: {from: \(placeholder)}
        patches:
          - {id: fix, repo: ., files: [conf], base: HEAD}
        steps:
          - {id: a, class: patch, patch: fix}
        """, files: ["patches/fix.patch": patch])
      fixture.secrets[placeholder] = ["hunter2-hunter2"]
      let conf = fixture.work.file("conf")
      try DurableFile.write(Array("key=hunter2-hunter2\ntwo\n".utf8), to: conf)
      #expect(try await fixture.run() == .done)
      #expect(try DurableFile.read(conf) == Array("key=hunter2-hunter2\nthree\n".utf8))
    }

    @Test func `a script runs by the system's bash, which reads nothing first`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: a, class: read, run: {script: 'echo x >> log'}}\n")
      _ = try fixture.work.write("evil", "echo evil >> log\n")
      _ = try fixture.work.write("bin/bash", "#!/bin/sh\necho evil >> log\n")
      let made = try await Command.run("/bin/chmod", ["755", "bin/bash"], in: fixture.work.path)
      #expect(made.status == 0)
      let path = try #require(ProcessInfo.processInfo.environment["PATH"])
      setenv("BASH_ENV", fixture.work.file("evil"), 1)
      setenv("PATH", fixture.work.file("bin") + ":" + path, 1)
      defer {
        unsetenv("BASH_ENV")
        setenv("PATH", path, 1)
      }
      #expect(try await fixture.run() == .done)
      #expect(fixture.log == ["x"])
    }

    @Test func `a script of the bundle that differs from its plan doesn't run`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: a, class: read, run: {script: 'echo x >> log'}}\n",
        files: ["scripts/a.sh": "echo evil >> log\n"])
      let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(error?.exitStatus == 3)
      #expect(fixture.log.isEmpty)
    }

    @Test func `a script that was changed in the run folder doesn't run`() async throws {
      let fixture = try RunFixture(
        "steps:\n  - {id: a, class: read, run: {script: 'echo x >> log'}}\n",
        files: ["scripts/a.sh": "#!/usr/bin/env bash\nset -euo pipefail\necho x >> log\n"])
      try DurableFile.write(
        Array("echo evil >> log\n".utf8), to: fixture.folder.bundle + "/scripts/a.sh",
        replacing: true)
      let error = await #expect(throws: RunRefusal.self) { try await fixture.run() }
      #expect(error?.exitStatus == 3)
      #expect(fixture.log.isEmpty)
    }
  }
}
