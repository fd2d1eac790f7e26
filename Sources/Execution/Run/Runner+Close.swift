import Documents
import Plans

/// What a person says at `close` without being asked, item by item.
package struct CloseRequest: Sendable {
  /// Redaction reports of the ticket.
  package var reports: [ExposureReport] = []
  /// Items that are left, by name, each with its reason.
  package var waivers: [(name: String, reason: String)] = []
  /// Items that were rotated, by name, each with how that is known.
  package var rotated: [(name: String, proof: String)] = []

  package init() {}
}

extension Runner {
  /// What is done after the change: grants are revoked, exposed values rotated, the rest confirmed.
  ///
  /// - Returns: how each of it stands; the run is closed where nothing is open.
  package func close(_ request: CloseRequest = CloseRequest()) async throws -> CloseOut {
    guard [.done, .rolledBack, .failed].contains(progress.state),
      progress.unknownStep.map({ plan.step($0.id) == nil }) ?? true
    else {
      throw RunRefusal(
        .step, "the run is not over: it is \(progress.state.rawValue)",
        hint: "finish it or roll it back first")
    }
    do {
      try await take(request)
      try checkTarget()
      try settleUnknown()
      for item in closeOut.items where item.isUnanswered { try await perform(item) }
      try await performRotations()
    } catch let interruption as RunInterruption {
      try record(.interrupted) {
        $0.phase = .post
        $0.signal = Int(interruption.signal)
      }
      throw interruption
    }
    let end = closeOut
    if end.open.isEmpty, progress.closing.closed == nil { try record(.closed) }
    if context.journal.events.last?.type != .checkpoint { try await seal("close") }
    return closeOut
  }

  var closeOut: CloseOut { CloseOut(plan: plan, progress) }
  private var isEmergency: Bool { progress.emergency != nil }

  /// Reports first: they say what may be answered.
  private func take(_ request: CloseRequest) async throws {
    // What a call was killed over counts once its executor has signed it.
    if !progress.closing.unsealedWaivers.isEmpty { try await seal("waiver") }
    for report in request.reports where !progress.closing.exposures.contains(report) {
      try record(.exposed) { $0.exposure = report }
    }
    let closeOut = closeOut
    var rotated: Set<String> = []
    for (name, proof) in request.rotated {
      guard let item = closeOut.item(name), item.isUnanswered, rotated.insert(name).inserted
      else { continue }
      try recordRotation(
        of: item,
        JournalEvent.Rotation(
          by: context.journal.actor ?? "", at: .now, proof: try redacted(proof)))
    }
    var waived: Set<String> = []
    for (name, reason) in request.waivers where !rotated.contains(name) {
      guard let item = closeOut.item(name), item.isUnanswered, waived.insert(name).inserted
      else { continue }
      try recordWaiver(of: item, try redacted(reason))
    }
    if !waived.isEmpty { try await seal("waiver") }
  }

  // MARK: Tasks and grants

  private func perform(_ item: CloseOut.Item) async throws {
    if let signal = context.signals.received { throw RunInterruption(signal: signal) }
    switch item.source {
    case .task(let task):
      guard !item.isOffered || terminal.isInteractive else { return }
      try await perform(task, item)
    case .grant(let step):
      terminal.say("")
      terminal.say("-- revoke: the grant of the step '\(step.id)'")
      guard try await isDoneByPerson(item, "Is it revoked?") else { return }
      try finish(item.name, "done", note: nil)
    case .secret: break
    }
  }

  private func perform(_ task: PostTask, _ item: CloseOut.Item) async throws {
    terminal.say("")
    terminal.say("-- \(task.kind.rawValue): \(task.id)")
    terminal.paragraph("task", task.title ?? task.what ?? task.id)
    for secret in item.secrets { describe(secret) }
    if !item.canBeWaived {
      terminal.paragraph("emergency", progress.emergency ?? "")
      if let actor = context.journal.actor, progress.executors.contains(actor) {
        terminal.say("  \(actor) has executed the run; somebody else must review it:")
        terminal.say("  handoff close \(context.folder.path) --sign KEY")
        return
      }
    }
    if let command = task.command {
      terminal.paragraph("runs", shown(command, isFull: false))
      guard try await agrees(item) else { return }
      let end = try commands.run(
        preparation.order(command), name: item.name, phase: .post, isShown: true)
      guard end.outcome == .met else {
        terminal.say("  failed: \(end.reason ?? end.outcome.rawValue)")
        return try finish(item.name, "failed", note: end.reason)
      }
    } else if item.rotation == nil {
      guard try await isDoneByPerson(item, "Is it done?") else { return }
    }
    if let verify = task.verify,
      let reason = try unverified(verify, name: item.name, phase: .postVerify, within: 0)
    {
      terminal.say("  its verification failed: \(reason)")
      return try finish(item.name, "failed", note: reason)
    }
    try finish(item.name, "done", note: nil)
    terminal.say("  done")
  }

  private func isDoneByPerson(_ item: CloseOut.Item, _ question: String) async throws -> Bool {
    if options.answersAll {
      try confirmed(item.name, how: "--yes")
      return true
    }
    guard terminal.isInteractive else {
      terminal.say("  a person must confirm it, and there is no terminal")
      return false
    }
    guard try await answer(question, for: [item]) == .yes else { return false }
    try confirmed(item.name, how: "by a person")
    return true
  }

  private func agrees(_ item: CloseOut.Item) async throws -> Bool {
    if options.assumesYes {
      try confirmed(item.name, how: "--yes")
      return true
    }
    guard terminal.isInteractive else {
      terminal.say("  it must be confirmed, and there is no terminal")
      return false
    }
    guard try await answer("Run it?", for: [item]) == .yes else { return false }
    try confirmed(item.name, how: "by a person")
    return true
  }

  // MARK: Answers

  enum CloseAnswer { case yes, no, oneByOne }

  /// Asks about items of one kind; a waiver is recorded here, and means no.
  func answer(_ question: String, for items: [CloseOut.Item]) async throws -> CloseAnswer {
    let canWaive = items.allSatisfy { $0.isDemanded && $0.canBeWaived }
    let more =
      (items.count > 1 ? ["[o]ne by one"] : []) + (canWaive ? ["[w]aive with a reason"] : [])
    let hint = more.isEmpty ? "" : " (or \(more.joined(separator: ", ")))"
    switch try terminal.ask("\(question) [y/N]\(hint)", isHidden: false)?.lowercased() {
    case "y", "yes": return .yes
    case "o" where items.count > 1: return .oneByOne
    case "w" where canWaive:
      let reason = try redacted(terminal.ask("Why is it left?", isHidden: false) ?? "").trimmed
      guard !reason.isEmpty else {
        terminal.say("  Without a reason it stays open.")
        return .no
      }
      for item in items { try recordWaiver(of: item, reason) }
      try await seal("waiver")
      terminal.say("  waived, signed by \(context.journal.actor ?? "the executor")")
      return .no
    default: return .no
    }
  }

  private func recordWaiver(of item: CloseOut.Item, _ reason: String) throws {
    try record(.waived) {
      $0.step = item.name
      $0.note = reason
    }
  }

  func finish(_ name: String, _ state: String, note: String?) throws {
    try record(.step) {
      $0.step = name
      $0.phase = .post
      $0.state = state
      $0.note = note
    }
  }
}

extension String {
  /// Without blanks at its ends.
  var trimmed: String {
    let rest = drop(while: \.isWhitespace)
    guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...last])
  }
}
