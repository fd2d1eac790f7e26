import Documents

extension Runner {
  /// Of a kind this many are shown before the question.
  private static let mostShown = 10

  /// Asks about the exposed secrets that no task of the plan rotates, kind by kind. `--yes` answers
  /// for none of them.
  func performRotations() async throws {
    var kinds: [[CloseOut.Item]] = []
    var places: [String: Int] = [:]
    for item in closeOut.items where item.isUnanswered {
      guard case .secret(let secret) = item.source else { continue }
      if let index = places[secret.rule] {
        kinds[index].append(item)
      } else {
        places[secret.rule] = kinds.count
        kinds.append([item])
      }
    }
    for items in kinds {
      if let signal = context.signals.received { throw RunInterruption(signal: signal) }
      try await performRotation(of: items)
    }
  }

  private func performRotation(of items: [CloseOut.Item]) async throws {
    let secrets = items.compactMap(\.secret)
    guard let first = secrets.first else { return }
    terminal.say("")
    terminal.say(
      "-- rotate: \(first.name)" + (items.count > 1 ? " (\(items.count) secrets)" : ""))
    if let how = first.how { terminal.paragraph("how", how) }
    if let docs = first.docs { terminal.paragraph("see", docs) }
    for secret in secrets.prefix(Self.mostShown) { describe(secret) }
    if secrets.count > Self.mostShown {
      terminal.paragraph("", "and \(secrets.count - Self.mostShown) more")
    }
    if options.answersAll {
      for item in items {
        try recordRotation(
          of: item, JournalEvent.Rotation(by: context.journal.actor ?? "", at: .now, proof: nil))
      }
      return
    }
    guard terminal.isInteractive else {
      return terminal.say("  a person must say that it is rotated, and there is no terminal")
    }
    guard items.count > 1 else {
      if try await answer("Is it rotated?", for: items) == .yes { try askRotation(of: items) }
      return
    }
    switch try await answer("Are all \(items.count) rotated?", for: items) {
    case .yes: try askRotation(of: items)
    case .no: return
    case .oneByOne:
      for item in items {
        if let secret = item.secret { describe(secret) }
        if try await answer("Is it rotated?", for: [item]) == .yes { try askRotation(of: [item]) }
      }
    }
  }

  func describe(_ secret: ExposedSecret) {
    terminal.paragraph(
      "secret",
      secret.isRest ? secret.whereabouts : "\(secret.placeholder) in \(secret.whereabouts)")
  }

  /// By whom, when, and how that is known.
  private func askRotation(of items: [CloseOut.Item]) throws {
    let actor = context.journal.actor ?? ""
    func text(_ question: String) throws -> String {
      guard let line = try terminal.ask(question, isHidden: false) else {
        throw RunRefusal(
          .person, "the terminal is gone; what was answered stays answered",
          hint: "call this again at a terminal")
      }
      let clean = try self.redacted(line)
      return clean.trimmed
    }
    let by = try text("Who rotated it? (empty: \(actor))")
    var time = Timestamp.now
    while true {
      let answer = try text("When? (empty: now; or a time, such as \(time))")
      if answer.isEmpty { break }
      if let moment = Timestamp(answer), moment <= .now {
        time = moment
        break
      }
      terminal.say("  That is no time in the past, such as \(time).")
    }
    let proof = try text("How is it known? (such as: the old one is refused; empty: not told)")
    for item in items {
      try recordRotation(
        of: item,
        JournalEvent.Rotation(
          by: by.isEmpty ? actor : by, at: time, proof: proof.isEmpty ? nil : proof))
    }
    terminal.say("  done")
  }

  /// What a task of the plan rotates is done once its own check says so.
  func recordRotation(of item: CloseOut.Item, _ rotation: JournalEvent.Rotation) throws {
    try record(.confirmed) {
      $0.step = item.name
      $0.note = "by a person"
      $0.rotation = rotation
    }
    if item.secret != nil { try finish(item.name, "done", note: nil) }
  }
}
