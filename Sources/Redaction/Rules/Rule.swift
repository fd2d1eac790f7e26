/// What kind of thing a rule finds; a profile is a set of categories.
public enum RuleCategory: String, CaseIterable, Sendable, Codable {
  case credential, personal, identifier
}

/// Which categories a job redacts.
public enum RedactionProfile: String, CaseIterable, Sendable {
  case secrets, support, strict

  public var categories: Set<RuleCategory> {
    switch self {
    case .secrets: [.credential]
    case .support: [.credential, .personal]
    case .strict: [.credential, .personal, .identifier]
    }
  }
}

/// One rule of a `redaction-rules/*.yaml` file.
public struct Rule: Sendable {
  public enum Window: String, CaseIterable, Sendable { case line, bytes }

  /// What the client does when a value of this kind was exposed.
  public struct Rotation: Sendable {
    public let how: String
    public let documentation: String?
  }

  /// `[a-z0-9]+(-[a-z0-9]+)*`
  public let id: String
  public let name: String
  public let category: RuleCategory
  /// Of two rules that find the same span, the higher one names it.
  public let priority: Int
  /// PCRE2 over bytes; group 1 is what goes.
  public let pattern: String?
  public let window: Window
  /// Literals, one of which must be near the match; without case.
  public let keywords: [String]
  /// Bytes before and behind a keyword.
  public let near: Int
  /// Key names under which any value goes.
  public let keys: [String]
  public let checks: [ValueCheck]
  public let source: String?
  public let rotation: Rotation?
  public let examples: [MarkedExample]
  public let counterexamples: [MarkedExample]
  /// The id of the rule that this one stands in for.
  public let replaces: String?
  /// Where the rule stands: `redaction-rules/aws.yaml:14`.
  public let place: String
  /// 1-based; 0 for a rule in the binary, whose place is known by its line.
  public let column: Int

  /// Where a fault of it is told.
  var position: String { column > 0 ? "\(place):\(column)" : place }
}
