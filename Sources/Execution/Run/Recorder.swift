/// Writes events and keeps the progress that follows from them.
final class Recorder {
  let journal: Journal
  private(set) var progress: RunProgress
  /// Called once an event is durable.
  var onEvent: (JournalEvent) throws -> Void = { _ in }

  init(_ journal: Journal) {
    self.journal = journal
    progress = RunProgress(journal.events)
  }

  @discardableResult
  func callAsFunction(
    _ kind: JournalEvent.Kind, _ fill: (inout JournalEvent) -> Void = { _ in }
  ) throws -> JournalEvent {
    let event = try journal.append(kind, fill)
    progress.apply(event)
    try onEvent(event)
    return event
  }

  /// A step reached a state.
  func step(
    _ id: String, _ state: StepProgress.State, outcome: String? = nil, note: String? = nil
  ) throws {
    try self(.step) {
      $0.step = id
      $0.state = state.rawValue
      $0.outcome = outcome
      $0.note = note
    }
  }
}
