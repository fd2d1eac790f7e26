import Documents
import Plans

extension Runner {
  enum Answer { case run, skip(String), rollBack, stop }

  /// A person must say yes; `--yes` does not count.
  func confirmByPerson(_ question: String, name: String) throws {
    if options.answersAll { return try confirmed(name, how: "--yes") }
    if options.isDryRun, !terminal.isInteractive {
      return terminal.say("Not asked (dry run): \(question)")
    }
    guard terminal.isInteractive else {
      throw RunRefusal(
        .person, "a person must answer: \(question)", hint: "run it again at a terminal")
    }
    guard try isYes("\(question) [y/N]") else {
      throw RunRefusal(.gate, "answered no: \(question)")
    }
    try confirmed(name, how: "by a person")
  }

  func confirmed(_ name: String, how: String) throws {
    try record(.confirmed) {
      $0.step = name
      $0.note = how
    }
  }

  func isYes(_ question: String) throws -> Bool {
    let answer = try terminal.ask(question, isHidden: false)?.lowercased()
    return answer == "y" || answer == "yes"
  }

  func answer(for step: Step) throws -> Answer {
    let kind = step.confirmation
    let needsPerson = step.needsPerson
    if kind == .notNeeded, !needsPerson { return .run }
    if options.assumesYes, !needsPerson || options.isRehearsal {
      try confirmed(step.id, how: "--yes")
      return .run
    }
    guard terminal.isInteractive else {
      let why =
        switch step.class {
        case .manual, .pullRequest: "is done by a person"
        default: kind == .typed ? "must be confirmed by typing its id" : "must be confirmed"
        }
      throw RunRefusal(
        .person, "the step '\(step.id)' \(why), and there is no terminal",
        hint: needsPerson
          ? "run it again at a terminal; what is done stays done"
          : "run it again at a terminal, or with --yes")
    }
    return try askPerson(step, kind)
  }

  private func askPerson(_ step: Step, _ kind: Gate.Confirmation) throws -> Answer {
    let others = "[s]kip [d]etails [r]oll back [q]uit"
    let question =
      switch (kind, step.class) {
      case (.typed, _): "Type \(step.id) to run it, or \(others):"
      case (_, .manual): "Is it done? [y]es \(others):"
      case (_, .pullRequest) where step.run == nil: "Is it merged? [y]es \(others):"
      default: "Run it? [y]es \(others):"
      }
    while true {
      guard let line = try terminal.ask(question, isHidden: false) else {
        throw RunRefusal(
          .person, "the terminal is gone; the step '\(step.id)' was not started",
          hint: "run it again at a terminal; what is done stays done")
      }
      switch line {
      case step.id where kind == .typed:
        try confirmed(step.id, how: "typed")
        return .run
      case "y", "yes", "Y":
        guard kind != .typed else { continue }
        try confirmed(step.id, how: "by a person")
        return .run
      case "s":
        let reason = try redacted(terminal.ask("Why is it skipped?", isHidden: false) ?? "")
        if !reason.isEmpty { return .skip(reason) }
        terminal.say("  A skipped step needs a reason.")
      case "d": describe(step, isFull: true)
      case "r": return .rollBack
      case "q": return .stop
      default: terminal.say("  That is none of the answers.")
      }
    }
  }

  /// What a person types may hold a secret too.
  func redacted(_ text: String) throws -> String {
    let redactor = try context.makeRedactor()
    let bytes = try redactor.feed(Array(text.utf8)) + redactor.finish()
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Showing

  /// What the run is about, and how far it has come.
  func introduce() {
    if options.isRehearsal {
      terminal.say(
        "REHEARSAL: no command of the plan is executed, nobody is told, and no window or")
      terminal.say("approval is needed. What commands do is made up, or taken from an earlier run.")
      terminal.say("")
    }
    terminal.say(plan.metadata.title ?? plan.metadata.id)
    if let reason = progress.emergency { terminal.paragraph("EMERGENCY", reason) }
    if let text = plan.metadata.description { terminal.paragraph("", text) }
    let target = plan.target.parts.map { "\($0.name) \($0.value)" }.joined(separator: ", ")
    if !target.isEmpty { terminal.paragraph("target", target) }
    terminal.paragraph(
      "risk", plan.risk.level.rawValue + (plan.risk.blastRadius.map { ": \($0)" } ?? ""))
    for signal in plan.monitoring {
      let place = signal.where.map { " (\($0))" } ?? ""
      let limit = signal.rollbackIf.map { "; roll back if \($0)" } ?? ""
      terminal.paragraph("watch", "\(signal.metric)\(place)\(limit)")
    }
    let over = plan.steps.filter { [.done, .skipped].contains(progress.step($0.id).state) }.count
    if over > 0 { terminal.paragraph("so far", "\(over) of \(plan.steps.count) steps are over") }
  }

  /// Number, title, command, expectation and way back of a step.
  func describe(_ step: Step, isFull: Bool) {
    let number = (plan.steps.firstIndex { $0.id == step.id } ?? 0) + 1
    if !isFull {
      let head = "-- step \(number) of \(plan.steps.count): \(step.id) "
      terminal.say("")
      terminal.say(
        head + String(repeating: "-", count: max(0, min(terminal.width, 80) - 2 - head.count)))
    }
    terminal.paragraph(
      "step", step.title == step.id ? step.class.rawValue : "\(step.title) (\(step.class.rawValue))"
    )
    if let description = step.description { terminal.paragraph("why", description) }
    terminal.paragraph("risk", risk(of: step))
    if let command = step.run { terminal.paragraph("runs", shown(command, isFull: isFull)) }
    if let patch = step.patch { terminal.paragraph("applies", "patches/\(patch.id).patch") }
    if step.class == .pullRequest {
      let title = step.pullRequest?.title ?? step.title
      terminal.paragraph("opens", "\(title); its text is in patches/\(step.id).pull-request.md")
    }
    if let text = expectation(step) { terminal.paragraph("expects", text) }
    switch step.rollback {
    case .command(let command)?: terminal.paragraph("undo", shown(command, isFull: isFull))
    case .text(let text)?: terminal.paragraph("undo", "by hand: \(text)")
    case .irreversible(let reason)?: terminal.paragraph("undo", "none: \(reason)")
    case nil:
      if step.class == .patch {
        terminal.paragraph("undo", "the patch is taken back")
      } else if step.class == .pullRequest {
        terminal.paragraph("undo", "by hand: the merge is reverted")
      } else if step.changes {
        terminal.paragraph("undo", "the plan names none")
      }
    }
    if isFull { showValues(of: step) }
    terminal.paragraph("status", situation(of: step))
    if let warning = overrun(of: step) { terminal.paragraph("", warning) }
  }

  /// What may come of it, in the words of its class.
  private func risk(of step: Step) -> String {
    let effect =
      switch step.class {
      case .read: "reads only"
      case .grant: "gives somebody access"
      case .mutate, .patch: "changes the target"
      case .destroy: "destroys something"
      case .manual, .pullRequest: "is done by a person"
      }
    var parts = [effect]
    if step.changes {
      if case .irreversible = step.rollback { parts.append("can't be taken back") }
      parts.append("the plan's risk is \(plan.risk.level.rawValue)")
      if let radius = plan.risk.blastRadius { parts.append("it may hurt: \(radius)") }
    }
    return parts.joined(separator: "; ")
  }

  /// Where the run stands: `step 4 of 11, window closes in 42 min`.
  func situation(of step: Step) -> String {
    let number = (plan.steps.firstIndex { $0.id == step.id } ?? 0) + 1
    return "step \(number) of \(plan.steps.count)"
      + (windowRemaining.map { ", window \($0)" } ?? "")
  }

  /// A step that was begun in time may end after it.
  private func overrun(of step: Step) -> String? {
    guard progress.emergency == nil, let window = plan.window, let command = step.run else {
      return nil
    }
    var seconds = command.effectiveTimeout * ((step.isIdempotent ? step.retries : 0) + 1)
    seconds += step.expect.within
    if case .command(let rollback) = step.rollback { seconds += rollback.effectiveTimeout }
    guard Timestamp.now + seconds > window.end else { return nil }
    return "The window may close before it ends or is taken back: that may take \(seconds) s."
  }

  /// What stands behind the references of a command; never a credential.
  private func showValues(of step: Step) {
    var shown: Set<String> = []
    for reference in step.run?.references ?? [] where shown.insert(reference.name).inserted {
      guard let parameter = plan.parameter(reference.name) else { continue }
      if parameter.mustStayHidden {
        terminal.paragraph(
          "with", "\(parameter.name): hidden; it goes to \(reference.destination.text)")
      } else {
        let value = (try? context.values.visibleValue(of: parameter)) ?? "not known"
        terminal.paragraph("with", "\(parameter.name): \(value)")
      }
    }
  }

  private func expectation(_ step: Step) -> String? {
    var parts: [String] = []
    if let text = step.expect.text { parts.append(text) }
    if step.run != nil {
      parts.append("exit \(step.expect.exit.map(String.init).joined(separator: " or "))")
    }
    parts += (step.expect.stdout + step.expect.stderr).map { match in
      switch match {
      case .contains(let text): "the output contains '\(text)'"
      case .excludes(let text): "the output doesn't contain '\(text)'"
      case .equals(let text): "the output is '\(text)'"
      case .matches(let pattern): "the output matches '\(pattern)'"
      case .isEmpty: "no output"
      }
    }
    if let verify = step.expect.verify { parts.append("then: \(shown(verify, isFull: false))") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  func shown(_ command: Command, isFull: Bool) -> String {
    switch command.action {
    case .argv(let elements):
      return QuotedWord.line(elements.map { context.values.shown($0) })
    case .script(let text):
      let lines = text.text.split(separator: "\n")
      if isFull || lines.count <= 3 { return lines.joined(separator: "\n") }
      return lines.prefix(2).joined(separator: "\n") + "\n... (\(lines.count) lines; d shows all)"
    }
  }

  private var windowRemaining: String? {
    guard let window = plan.window else { return nil }
    if progress.emergency != nil { return "waived: an emergency" }
    let seconds = window.end - Timestamp.now
    guard seconds > 0 else { return "closed" }
    return seconds < 7200 ? "closes in \(seconds / 60) min" : "closes at \(window.end)"
  }
}

extension ParameterDestination {
  fileprivate var text: String {
    switch self {
    case .argv: "an argument"
    case .environment(let name): "the environment variable \(name)"
    case .standardInput: "standard input"
    }
  }
}

extension Step {
  /// What must be answered before the step runs.
  var confirmation: Gate.Confirmation {
    switch self.class {
    case .destroy: .typed
    case .manual, .pullRequest: gate.confirm == .typed ? .typed : .plain
    case .read: gate.confirm ?? .notNeeded
    // A plan can only ask for more.
    case .grant, .mutate, .patch: gate.confirm == .typed ? .typed : .plain
    }
  }

  /// `--yes` doesn't answer for it.
  var needsPerson: Bool {
    confirmation == .typed || self.class == .manual || (self.class == .pullRequest && run == nil)
  }
}
