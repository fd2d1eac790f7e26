package import Documents

/// What the client's own program is told about a run: names and states, no output, no reason, no
/// value.
package struct Notification: Encodable, Equatable, Sendable {
  package enum Kind: String, Encodable, Sendable {
    /// The run begins, or is taken up again.
    case start
    /// It stands at a gate that is closed, or that a person must open.
    case gate
    /// A step failed, was skipped or is taken back; a signal came.
    case deviation
    /// It stands where it will stay until somebody calls it again.
    case end
  }

  package var apiVersion = "handoff/v1"
  package var event: Kind
  package var run: String
  package var bundle: String
  package var ticket: String?
  package var client: String?
  package var step: String?
  /// Of the step or the run.
  package var state: String?
  package var executor: String?
  package var time: Timestamp
  package var emergency: Bool

  package init(
    event: Kind, run: String, bundle: String, ticket: String?, client: String?, step: String?,
    state: String?, executor: String?, time: Timestamp, emergency: Bool
  ) {
    self.event = event
    self.run = run
    self.bundle = bundle
    self.ticket = ticket
    self.client = client
    self.step = step
    self.state = state
    self.executor = executor
    self.time = time
    self.emergency = emergency
  }

  /// What an event of the journal is to somebody who isn't there; nil: nothing.
  static func kind(of event: JournalEvent) -> Kind? {
    switch event.type {
    case .started, .resumed: .start
    case .gate where event.outcome == "refused": .gate
    case .interrupted, .recovered: .deviation
    case .finished: .end
    case .step where event.phase == nil || event.state == "failed":
      ["failed", "skipped", "rolled-back", "rollback-failed", "kept"].contains(event.state)
        ? .deviation : nil
    default: nil
    }
  }
}
