import DurableFiles
import Execution
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

extension OneAtATime {
  @Suite(.serialized) struct ChildProcessTests {
    private let folder = TemporaryFolder()

    private func start(
      _ arguments: [String], input: String = "", in directory: String? = nil,
      environment: [String: String] = [:]
    ) throws -> ChildProcess {
      let program = try #require(BuiltProgram.path, "the built handoff is missing")
      let path = ["PATH": "/usr/bin:/bin"].merging(environment) { $1 }
      return try ChildProcess(
        Launch(
          arguments, environment: path, workingDirectory: directory,
          standardInput: Array(input.utf8)),
        through: [program, "__launch"])
    }

    private struct Ended {
      var outcome: ChildOutcome
      var output: String
      var errors: String
    }

    private func finish(_ child: ChildProcess, timeout: Int = 20) -> Ended {
      child.release()
      var output: [UInt8] = []
      var errors: [UInt8] = []
      let outcome = child.wait(timeout: timeout, patience: 1, signals: nil) { stream, bytes in
        if stream == .output { output += bytes } else { errors += bytes }
      }
      return Ended(
        outcome: outcome, output: String(decoding: output, as: UTF8.self),
        errors: String(decoding: errors, as: UTF8.self))
    }

    @Test func `output, errors and the exit code come back`() throws {
      let ended = finish(try start(["bash", "-c", "echo out; echo err >&2; exit 7"]))
      #expect(ended.output == "out\n")
      #expect(ended.errors == "err\n")
      #expect(ended.outcome.termination == .exited(7))
      #expect(ended.outcome.cause == .itself)
      #expect(!ended.outcome.leftBehind)
    }

    @Test func `the command reads its own standard input only`() throws {
      let text = String(repeating: "0123456789abcdef\n", count: 20_000)
      let ended = finish(try start(["cat"], input: text))
      #expect(ended.output == text)
    }

    @Test func `without the release nothing happens`() throws {
      let child = try start(["touch", folder.file("effect")])
      #expect(child.identity.isRunning)
      child.abandon()
      #expect(!child.identity.isRunning)
      #expect(access(folder.file("effect"), F_OK) != 0)
    }

    @Test func `arguments, environment and folder arrive as they are`() throws {
      let ended = finish(
        try start(
          ["bash", "-c", #"printf '%s|' "$@" "$X"; pwd"#, "-", "a b", "", "$(id)", "--"],
          in: folder.path, environment: ["X": "y=z"]))
      #expect(ended.output == "a b||$(id)|--|y=z|\(folder.path)\n")
    }

    @Test func `the command's variables are not the launcher's`() throws {
      // The launcher would not start, or would load something, were they its own.
      let child = try start(
        ["bash", "-c", "echo $LD_LIBRARY_PATH $LD_PRELOAD"],
        environment: ["LD_LIBRARY_PATH": "/nowhere", "LD_PRELOAD": "", "MARK": "a=b"])
      #if canImport(Glibc)
        let own = try DurableFile.read("/proc/\(child.identity.pid)/environ")
        #expect(!String(decoding: own, as: UTF8.self).contains("/nowhere"))
      #endif
      #expect(finish(child).output == "/nowhere\n")
    }

    @Test func `a command that isn't there is told by 127`() throws {
      let ended = finish(try start(["no-such-command-here"]))
      #expect(ended.outcome.termination == .exited(127))
      #expect(ended.errors == "handoff: error: no-such-command-here: command not found\n")
    }

    @Test func `a timeout ends the whole group`() throws {
      let script = "trap '' TERM; sleep 61 & echo $! > pid; sleep 60"
      let ended = finish(try start(["bash", "-c", script], in: folder.path), timeout: 1)
      #expect(ended.outcome.cause == .timeout)
      #expect(ended.outcome.termination == .signalled(Int(SIGKILL)))
      let text = String(decoding: try DurableFile.read(folder.file("pid")), as: UTF8.self)
      let grandchild = try #require(Int32(text.dropLast()))
      #expect(ProcessIdentity.startTime(of: grandchild) == nil)
    }

    @Test func `a process that is left behind doesn't hold the run up`() throws {
      let clock = ContinuousClock.now
      let ended = finish(try start(["bash", "-c", "sleep 30 & echo $!"]))
      #expect(ended.outcome.leftBehind)
      #expect(ContinuousClock.now - clock < .seconds(10))
      kill(try #require(Int32(ended.output.dropLast())), SIGKILL)
    }

    @Test func `a signal ends the child and is told`() throws {
      let signals = try SignalPipe()
      let child = try start(["sleep", "60"])
      child.release()
      var sent = false
      func send(_: Int) {
        if !sent { kill(getpid(), SIGHUP) }
        sent = true
      }
      let outcome = child.wait(
        timeout: 30, signals: signals, onOutput: { _, _ in }, onTick: send)
      #expect(outcome.cause == .interrupt(SIGHUP))
      #expect(outcome.termination == .signalled(Int(SIGTERM)))
    }

    @Test func `a killed child is told by its signal`() throws {
      let ended = finish(try start(["bash", "-c", "kill -9 $$"]))
      #expect(ended.outcome.termination == .signalled(9))
    }

    @Test func `pipes behave in the command as they do in a shell`() throws {
      let ended = finish(try start(["bash", "-c", "yes | head -1; echo ${PIPESTATUS[0]}"]))
      #expect(ended.output == "y\n141\n")
    }
  }
}
