package import Documents
package import Plans

/// Judges whether it is time.
package enum TimeGate {
  /// Before the run, and when it is taken up again.
  ///
  /// - Parameters:
  ///   - expires: of the bundle.
  ///   - isResumed: what was begun in time may go on until the window closes.
  ///   - isEmergency: whether the window doesn't count; what has expired still has.
  /// - Throws: ``RunRefusal``.
  package static func check(
    _ plan: Plan, expires: Timestamp?, isResumed: Bool, isEmergency: Bool = false,
    at now: Timestamp
  ) throws {
    for expiry in [plan.metadata.expires, expires] {
      if let expiry, expiry <= now {
        throw RunRefusal(
          .gate, at: .time, "the plan expired at \(expiry)", hint: "ask its author for a new bundle"
        )
      }
    }
    guard let window = plan.window, !isEmergency else { return }
    guard now >= window.start else {
      throw RunRefusal(.gate, at: .time, "the window opens at \(window.start); it is \(now)")
    }
    guard now < window.end else {
      throw RunRefusal(
        .gate, at: .time, "the window closed at \(window.end)",
        hint: "agree on a new one with the author")
    }
    if !isResumed, let last = window.lastStart, now > last {
      throw RunRefusal(
        .gate, at: .time,
        "the last moment to start was \(last); the window closes at \(window.end)",
        hint: "agree on a new window with the author")
    }
  }
}
