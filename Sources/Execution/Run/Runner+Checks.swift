import Documents
import Plans

extension Runner {
  /// Runs a command that only reads, and what its expectation verifies afterwards.
  ///
  /// - Parameter expectation: instead of the command's own.
  func check(
    _ command: Command, _ expectation: Expectation? = nil, name: String,
    phase: JournalEvent.Phase, isShown: Bool = false, isProbe: Bool = false
  ) throws -> CommandEnd {
    let expectation = expectation ?? command.expect ?? Expectation()
    var order = try preparation.order(command, expectation: expectation)
    order.isProbe = isProbe
    var end = try commands.run(order, name: name, phase: phase, isShown: isShown)
    if end.outcome == .met, let verify = expectation.verify,
      let reason = try unverified(verify, name: name, phase: phase, within: expectation.within)
    {
      end.outcome = .unmet
      end.reason = "its verification failed: \(reason)"
    }
    return end
  }

  /// Tries a verification until it is met or the time is over.
  ///
  /// - Parameter within: seconds.
  /// - Returns: why it isn't met in the end; nil when it is.
  func unverified(
    _ command: Command, name: String, phase: JournalEvent.Phase, within: Int
  ) throws -> String? {
    let deadline = ContinuousClock.now + .seconds(options.isRehearsal ? 0 : within)
    while true {
      let end = try check(command, name: name, phase: phase)
      if end.outcome == .met { return nil }
      guard ContinuousClock.now < deadline else { return end.reason ?? end.outcome.rawValue }
      try pause(seconds: 1)
    }
  }

  // MARK: The target

  /// What no tool tells of the target, a precondition or a person does: before the first step, and
  /// whenever the run is taken up again.
  func checkTarget() throws {
    var asked: Set<String> = []
    for open in context.openTarget {
      let preconditions = plan.preconditions.filter { open.isAnswered(by: $0) }
      if !preconditions.isEmpty {
        // Before the first step they are checked with all others.
        guard hasBegun else { continue }
        for precondition in preconditions where asked.insert(precondition.id).inserted {
          try check(precondition)
        }
        continue
      }
      let what = "The target's \(open.field) is '\(open.value)', and \(open.reason)."
      if options.isDryRun, !terminal.isInteractive {
        terminal.say("\(what) Not asked (dry run).")
        continue
      }
      let gate = "target: \(open.field) '\(open.value)'"
      guard plan.steps.contains(where: \.changes) else {
        terminal.say(what)
        try passGate("\(gate), not compared: the plan changes nothing")
        continue
      }
      if options.assumesYes {
        terminal.say("\(what) Taken for granted (--yes).")
        try confirmed("target:\(open.field)", how: "--yes")
        try passGate("\(gate), taken for granted (--yes)")
        continue
      }
      guard terminal.isInteractive else {
        throw RunRefusal(
          .gate, at: .target, "\(what) A person must confirm it, and there is no terminal",
          hint:
            "run it at a terminal, or ask the author for a precondition 'target-\(open.field)' that compares it"
        )
      }
      terminal.say(what)
      try confirmByPerson(
        "Does this machine act there, and nowhere else?", name: "target:\(open.field)")
      try passGate("\(gate), confirmed by a person")
    }
  }

  private var hasBegun: Bool {
    plan.steps.contains { progress.step($0.id).state != .pending }
  }

  // MARK: Before the first step

  func checkPreconditions() throws {
    guard !hasBegun else { return }
    if !options.isRehearsal { try context.values.checkResolvable() }
    for precondition in plan.preconditions { try check(precondition) }
    try checkBackup()
  }

  private func check(_ precondition: Precondition) throws {
    let name = "precondition:\(precondition.id)"
    let title = precondition.title ?? precondition.id
    if let command = precondition.command {
      terminal.say("Precondition: \(title)")
      let end = try check(
        command, command.expect ?? precondition.expect, name: name, phase: .precondition)
      guard end.outcome == .met else {
        throw RunRefusal(
          .gate, at: .precondition,
          "the precondition '\(precondition.id)' does not hold: \(end.reason ?? "")")
      }
    } else {
      try confirmByPerson("Precondition: \(title). Does it hold?", name: name)
    }
    try passGate(name)
  }

  private func checkBackup() throws {
    guard let backup = plan.backup, backup.required || backup.verify != nil else { return }
    let what = backup.what ?? "the backup"
    guard let command = backup.verify else {
      try confirmByPerson(
        "Backup: \(what). Does it exist, and is it young enough?", name: "backup:verify")
      return try passGate("backup: confirmed by a person")
    }
    terminal.say("Backup: \(what)")
    let end = try check(command, name: "backup:verify", phase: .backup)
    guard end.outcome == .met else {
      throw RunRefusal(.gate, at: .backup, "the backup could not be verified: \(end.reason ?? "")")
    }
    guard let limit = backup.maximumAge else { return try passGate("backup") }
    guard let moment = Self.newestTime(in: end.output) else {
      return try confirmAge(of: what, limit: limit)
    }
    let age = Timestamp.now - moment
    // A time in the local zone, read as UTC, would make an old backup young.
    guard age >= -300 else {
      throw RunRefusal(
        .gate, at: .backup,
        "the newest backup is of \(moment), and it is \(Timestamp.now): one clock is wrong",
        hint: "the command of 'backup' must tell the time in UTC, or with its offset")
    }
    guard age <= limit else {
      throw RunRefusal(
        .gate, at: .backup, "the newest backup is of \(moment): older than \(limit) s",
        hint: "make a new one, then run this again")
    }
    try passGate("backup of \(moment)")
  }

  /// Where its command tells no time, a person says how old the backup is. Who has agreed to
  /// everything beforehand is told that nobody has looked, and so is the journal.
  private func confirmAge(of what: String, limit: Int) throws {
    let age = "younger than \(DurationText.text(limit))"
    terminal.say("WARNING: the command of 'backup' tells no time: nothing shows that it is \(age).")
    guard terminal.isInteractive, !options.assumesYes else {
      return try passGate(
        "backup: its command tells no time, and nobody was asked whether it is \(age)")
    }
    try confirmByPerson("Backup: \(what). Is it \(age)?", name: "backup:age")
    try passGate("backup: its command tells no time; a person says that it is \(age)")
  }

  /// The newest time that stands in an output as a word of its own.
  static func newestTime(in output: [UInt8]) -> Timestamp? {
    String(decoding: output, as: UTF8.self).split { $0.isWhitespace || $0 == "," || $0 == "|" }
      .compactMap { $0.contains("-") && $0.contains(":") ? Timestamp($0) : nil }.max()
  }

  func passGate(_ name: String, step: String? = nil) throws {
    try record(.gate) {
      $0.step = step
      $0.outcome = "passed"
      $0.note = name
    }
  }
}
