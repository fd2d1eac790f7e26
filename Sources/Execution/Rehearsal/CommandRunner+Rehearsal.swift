import DurableFiles
import Plans
import SystemPackage

extension CommandRunner {
  /// Records a command as it would be recorded, and executes nothing.
  ///
  /// - Throws: ``RehearsedCrash`` where the runner is to die.
  func rehearse(
    _ order: CommandOrder, by script: RehearsalScript, name: String, phase: JournalEvent.Phase,
    isShown: Bool
  ) throws -> CommandEnd {
    let attempt = (record.progress.step(name).attempts[phase] ?? 0) + 1
    let base = RunFolder.fileName(name, phase: phase, attempt: attempt)
    let chosen = script.outcome(of: name, phase, attempt: attempt, isProbe: order.isProbe)
    try record(.intent) {
      $0.step = name
      $0.phase = phase
      $0.attempt = attempt
      $0.command = order.digest
    }
    if chosen?.isCrash == true {
      // As a command that has begun leaves it.
      try DurableFile.write(
        [], to: "\(folder.marks)/\(base)", mode: .ownerReadWrite, replacing: true)
      terminal.say("  the runner dies here, as it was chosen: the command's end is not known")
      throw RehearsedCrash(step: name)
    }
    let expectation = order.expectation
    let exit = chosen?.exit ?? (order.isProbe ? 1 : expectation.exit.first ?? 0)
    let output = try capture(
      chosen?.stdout ?? (exit == expectation.exit.first ? Self.text(expectation.stdout) : ""),
      to: "\(base)", isShown: isShown)
    let errors = try capture(
      chosen?.stderr ?? (exit == expectation.exit.first ? Self.text(expectation.stderr) : ""),
      to: "\(base).stderr", isShown: isShown)
    var end = CommandEnd(outcome: .met, output: output.bytes)
    if chosen?.isTooLong == true {
      end.outcome = .timedOut
      end.reason = "it ran longer than \(order.timeout) s and was ended with its whole group"
    } else if chosen == nil, !order.isProbe {
      // As the plan expects, whatever its patterns ask for.
    } else if let unmet = OutputExpectation.unmet(
      expectation, exit: exit, stdout: output.bytes, stderr: errors.bytes)
    {
      end.outcome = .unmet
      end.reason = unmet
    }
    try record(.result) {
      $0.step = name
      $0.phase = phase
      $0.attempt = attempt
      $0.outcome = end.outcome.rawValue
      if end.outcome == .timedOut { $0.signal = 15 } else { $0.exit = exit }
      $0.milliseconds = end.outcome == .timedOut ? order.timeout * 1000 : chosen?.milliseconds ?? 0
      ($0.stdout, $0.stderr) = (output.digest, errors.digest)
    }
    return end
  }

  /// Redacted like any output; the file says what it is in its first line.
  private func capture(
    _ text: String, to base: String, isShown: Bool
  ) throws -> (bytes: [UInt8], digest: JournalEvent.Digest?) {
    guard !text.isEmpty else { return ([], nil) }
    let capture = OutputCapture(
      path: "\(folder.outputs)/\(base).txt", filters: [try makeRedactor()]
    ) { [terminal] bytes in if isShown { terminal.show(bytes) } }
    capture.feed(Rehearsal.outputHead[...])
    capture.feed(Array(text.utf8)[...])
    let digest = capture.finish()
    if let error = capture.writeError { throw JournalError(error) }
    return (Array(capture.kept.dropFirst(Rehearsal.outputHead.count)), digest)
  }

  /// The least that holds what is asked for; nothing is made up for a pattern.
  private static func text(_ matches: [OutputMatch]) -> String {
    let lines = matches.compactMap { match in
      switch match {
      case .contains(let text), .equals(let text): text
      case .excludes, .matches, .isEmpty: nil
      }
    }
    return lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }
}
