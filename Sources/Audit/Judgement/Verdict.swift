/// What the journals say of an event.
package enum Verdict: Sendable, Hashable {
  case explained(Explanation)
  case unexplained(Reason, String)
  /// The provider itself did it; nobody's journal would tell.
  case background
  /// There is no journal to compare with.
  case listed

  package enum Reason: String, Sendable, CaseIterable, Encodable {
    /// Somebody else did it.
    case identity
    /// The executor's identity, where the plan doesn't act.
    case resource
    /// The executor's identity, when no step ran.
    case time
    /// The executor's identity while a step ran whose commands don't do that.
    case action
    /// Nothing tells by which identity the run acted.
    case unknown = "unknown-identity"
  }

  package struct Explanation: Sendable, Hashable {
    package var run: Int
    package var step: String
    package var phase: String
    package var attempt: Int
    package var strength: Strength
    /// Seconds before its command began or after it ended, by the two clocks.
    package var apart = 0
  }

  package var isUnexplained: Bool { if case .unexplained = self { true } else { false } }
  package var isExplained: Bool { if case .explained = self { true } else { false } }

  package var name: String {
    switch self {
    case .explained: "explained"
    case .unexplained: "unexplained"
    case .background: "background"
    case .listed: "listed"
    }
  }
}
