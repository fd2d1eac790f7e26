internal import Redaction

/// Hides what is secret in a command that is shown: what options are known to hold, and what the
/// redaction rules find. One a thread.
final class CommandMask {
  private static let sign = "•••"
  private static let rules = try? CompiledRules(RuleSet.builtin(), profile: .secrets)
  private lazy var redactor = try? Self.rules.map {
    try Redactor(rules: $0, key: PlaceholderKey(bytes: [UInt8](repeating: 0, count: 32)))
  }

  /// - Parameter known: secrets in the text.
  /// - Returns: nothing of the text where it can't be judged.
  func hide(_ text: String, known: [String]) -> String {
    var text = text
    // Longest first, so that no part of a longer secret stays.
    for secret in known.sorted(by: { $0.count > $1.count }) {
      text = text.replacing(secret, with: Self.sign)
    }
    return (try? redactor?.masked(name: text)) ?? Self.sign
  }
}
