import DurableFiles
import Plans

/// What came of one command.
struct CommandEnd {
  var outcome: CommandOutcome
  /// Why it didn't do what it should, in words.
  var reason: String?
  /// Redacted.
  var output: [UInt8] = []
}

/// A command that is about to run, with what the journal calls it.
struct CommandOrder {
  var launch: Launch
  /// Nil: no more than the exit code 0.
  var expectation: Expectation
  var timeout: Int
  /// The digest of the command as the plan has it.
  var digest: String
  /// Whether it asks only if something is done already.
  var isProbe = false
  var masks: [(placeholder: String, value: String)] = []
  /// Kept while the command runs.
  var holder: PrivateFolder?
}

/// Starts commands: the intent is durable before the effect, the result after it.
final class CommandRunner {
  let folder: RunFolder
  private let launcher: [String]
  let record: Recorder
  let terminal: any RunTerminal
  private let signals: SignalPipe
  let makeRedactor: () throws -> any StreamRedacting
  private let rehearsal: RehearsalScript?
  /// Where the run stands, for the status line.
  var situation: (() -> String)?

  init(
    folder: RunFolder, launcher: [String], record: Recorder, terminal: any RunTerminal,
    signals: SignalPipe, makeRedactor: @escaping () throws -> any StreamRedacting,
    rehearsal: RehearsalScript? = nil
  ) {
    self.folder = folder
    self.launcher = launcher
    self.record = record
    self.terminal = terminal
    self.signals = signals
    self.makeRedactor = makeRedactor
    self.rehearsal = rehearsal
  }

  /// Runs a command to its end.
  ///
  /// - Parameters:
  ///   - name: the step's id, or what stands for it outside the steps.
  ///   - isShown: whether the output goes to the terminal.
  /// - Throws: ``JournalError`` when the intent or the result could not be made durable,
  ///   ``RunInterruption`` when a signal ended it.
  func run(
    _ order: CommandOrder, name: String, phase: JournalEvent.Phase, isShown: Bool
  ) throws -> CommandEnd {
    if let signal = signals.received { throw RunInterruption(signal: signal) }
    if let rehearsal {
      return try rehearse(order, by: rehearsal, name: name, phase: phase, isShown: isShown)
    }
    let attempt = (record.progress.step(name).attempts[phase] ?? 0) + 1
    let base = RunFolder.fileName(name, phase: phase, attempt: attempt)
    func capture(_ suffix: String) throws -> OutputCapture {
      OutputCapture(
        path: "\(folder.outputs)/\(base)\(suffix).txt",
        filters: [LiteralMask(order.masks), try makeRedactor()]
      ) { [terminal] bytes in if isShown { terminal.show(bytes) } }
    }
    let output = try capture("")
    let errors = try capture(".stderr")
    var launch = order.launch
    launch.mark = "\(folder.marks)/\(base)"
    let child = try ChildProcess(launch, through: launcher)
    do {
      try record(.intent) {
        $0.step = name
        $0.phase = phase
        $0.attempt = attempt
        $0.command = order.digest
        $0.process = JournalEvent.Process(
          pid: Int(child.identity.pid), group: Int(child.identity.group),
          started: child.identity.started)
      }
    } catch {
      child.abandon()
      throw error
    }
    child.release()
    var shownSecond = -1
    func tick(_ second: Int) {
      guard second > 1, second != shownSecond, isShown else { return }
      shownSecond = second
      let place = situation.map { $0() + ", " } ?? ""
      terminal.status("  \(place)running for \(second) s of at most \(order.timeout) s")
    }
    let outcome = child.wait(
      timeout: order.timeout, signals: signals,
      onOutput: { stream, bytes in (stream == .output ? output : errors).feed(bytes) },
      onTick: tick)
    terminal.status("")
    let digests = (output.finish(), errors.finish())
    var end = judge(order, outcome, output, errors)
    if let mark = launch.mark, outcome.termination == .exited(Int(LaunchGate.notStarted)),
      end.outcome != .interrupted, !DurableFile.exists(mark), DurableFile.exists(folder.marks)
    {
      let why = String(decoding: errors.kept, as: UTF8.self).split(separator: "\n").last ?? ""
      end = CommandEnd(
        outcome: .notStarted,
        reason: "it was not started: \(why.trimmingPrefix("handoff: error: "))")
    }
    let unwritten = output.writeError ?? errors.writeError
    // What comes next, be it the way back, must not meet what a failed command left running.
    let endsOthers = outcome.leftBehind && end.outcome != .met
    if endsOthers { child.endGroup() }
    do {
      try record(.result) {
        $0.step = name
        $0.phase = phase
        $0.attempt = attempt
        $0.outcome = end.outcome.rawValue
        switch outcome.termination {
        case .exited(let code): $0.exit = code
        case .signalled(let signal): $0.signal = signal
        }
        $0.milliseconds = outcome.milliseconds
        ($0.stdout, $0.stderr) = digests
        if outcome.leftBehind {
          $0.note = "processes of its group still ran" + (endsOthers ? ", and were ended" : "")
        }
        if output.isCut || errors.isCut {
          $0.note = "of its output the first \(OutputCapture.storedLimit >> 20) MiB are kept"
        }
        if unwritten != nil { $0.note = "its output could not be written" }
        if let failure = output.failure ?? errors.failure { $0.note = failure }
      }
    } catch {
      terminal.say("handoff: the command has ended, but the journal could not record it.")
      terminal.say("handoff: its result counts as unknown; nothing else was started.")
      throw error
    }
    if case .interrupt(let signal) = outcome.cause { throw RunInterruption(signal: signal) }
    // What the command did is known and told; what comes next would be told nowhere.
    if let unwritten { throw JournalError(unwritten) }
    return CommandEnd(outcome: end.outcome, reason: end.reason, output: output.kept)
  }

  private func judge(
    _ order: CommandOrder, _ outcome: ChildOutcome, _ output: OutputCapture,
    _ errors: OutputCapture
  ) -> CommandEnd {
    switch (outcome.cause, outcome.termination) {
    case (.timeout, _):
      return CommandEnd(
        outcome: .timedOut,
        reason: "it ran longer than \(order.timeout) s and was ended with its whole group")
    case (.interrupt, _): return CommandEnd(outcome: .interrupted)
    case (.itself, .signalled(let signal)):
      let name = SignalPipe.name(Int32(signal))
      return CommandEnd(outcome: .unmet, reason: "it was ended by \(name)")
    case (.itself, .exited(let code)):
      if let failure = output.failure ?? errors.failure {
        return CommandEnd(outcome: .unmet, reason: failure)
      }
      if output.writeError ?? errors.writeError != nil,
        !order.expectation.stdout.isEmpty || !order.expectation.stderr.isEmpty
      {
        return CommandEnd(outcome: .unmet, reason: "its output could not be kept and compared")
      }
      let unmet = OutputExpectation.unmet(
        order.expectation, exit: code, stdout: output.kept, stderr: errors.kept)
      return CommandEnd(outcome: unmet == nil ? .met : .unmet, reason: unmet)
    }
  }
}
