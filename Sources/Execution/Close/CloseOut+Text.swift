import Documents
import Plans

extension CloseOut {
  /// What became of an item, for the ticket's note and the evidence.
  package struct Outcome: Equatable, Sendable {
    package var what: String
    /// `revoked`, `rotated`, `waived`, `open`, …
    package var state: String
    package var time: String
    package var who: String
    /// How it is known; of a waiver its reason.
    package var how: String

    /// In one line.
    package var text: String {
      let answered = [time, who.isEmpty ? "" : "by \(who)"].filter { !$0.isEmpty }
      return "\(state): \(what)" + (answered.isEmpty ? "" : ", \(answered.joined(separator: " "))")
        + (how.isEmpty ? "" : ": \(how)")
    }
  }

  /// An item a line; of what the plan doesn't ask for only what somebody has answered.
  package var outcomes: [Outcome] {
    items.filter { $0.isDemanded || !$0.isUnanswered }.map(\.outcome)
  }

  /// The same, and secrets of one rule in one line where they were answered together.
  package var summary: [Outcome] {
    var lines: [Outcome] = []
    var groups: [[String]: (line: Int, count: Int, since: String)] = [:]
    for item in items where item.isDemanded || !item.isUnanswered {
      let outcome = item.outcome
      guard let secret = item.secret else {
        lines.append(outcome)
        continue
      }
      let key = [secret.rule, outcome.state, outcome.who, outcome.how]
      guard let (line, count, since) = groups[key] else {
        groups[key] = (lines.count, 1, outcome.time)
        lines.append(outcome)
        continue
      }
      groups[key] = (line, count + 1, since)
      lines[line].time = since == outcome.time ? since : "\(since) to \(outcome.time)"
      lines[line].what = "\(count + 1) secrets of the rule '\(secret.rule)' (\(secret.name))"
    }
    return lines
  }
}

extension CloseOut.Item {
  fileprivate var outcome: CloseOut.Outcome {
    CloseOut.Outcome(
      what: what, state: stateText,
      time: (rotation?.at ?? answer?.ts).map(\.description) ?? "", who: who, how: how)
  }

  private var what: String {
    switch source {
    case .task(let task):
      let title = task.title ?? task.what ?? ""
      let found = secrets.map { "\($0.placeholder), \($0.whereabouts)" }
      let more = ([title] + found).filter { !$0.isEmpty }.joined(separator: "; ")
      return task.id + (more.isEmpty || more == task.id ? "" : " (\(more))")
    case .grant(let step):
      return "the grant of \(step.id)" + (step.title == step.id ? "" : " (\(step.title))")
    case .secret(let secret): return "\(secret.placeholder) (\(text))"
    }
  }

  private var stateText: String {
    guard state == .done else { return state.rawValue }
    return switch kind {
    case .revoke: "revoked"
    case .rotate: "rotated"
    case .confirm: "confirmed"
    case .reduce: "reduced"
    case .review: "reviewed"
    }
  }

  private var who: String {
    guard let actor = answer?.actor else { return "" }
    guard state == .done, let rotation, rotation.by != actor else { return actor }
    return "\(rotation.by) (says \(actor))"
  }

  private var how: String {
    switch state {
    case .open: return ""
    case .failed, .waived: return answer?.note ?? ""
    case .done:
      if let proof = rotation?.proof { return proof }
      guard case .task(let task) = source else { return "a person's word" }
      let word = task.command == nil ? "a person's word" : "its command"
      return task.verify == nil ? word : "\(word), proven by its check"
    }
  }
}
