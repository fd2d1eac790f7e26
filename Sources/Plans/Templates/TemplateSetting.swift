internal import Documents
internal import PatternMatching

/// A value that a template asks for.
public struct TemplateSetting: Sendable {
  public enum ValueType: String, CaseIterable, Sendable {
    /// One line, and of the pattern's form where there is one.
    case text
    case choice
    /// A whole number.
    case number
    /// `2026-11-21T08:00:00Z`.
    case time
  }

  public let name: String
  public let type: ValueType
  public let description: String
  /// What stands there until somebody sets it.
  public let sample: String
  /// For type choice.
  public let choices: [String]
  /// A PCRE2 pattern that the whole text must match.
  public let pattern: String?
  /// For type number.
  public let minimum: Int?
  public let maximum: Int?

  /// What fits, in words: `a whole number from 1 to 5`.
  public var form: String {
    switch type {
    case .text: pattern.map { "a text like \($0)" } ?? "a text"
    case .choice: "one of \(choices.joined(separator: ", "))"
    case .number:
      switch (minimum, maximum) {
      case (let low?, let high?): "a whole number from \(low) to \(high)"
      case (let low?, nil): "a whole number, \(low) at least"
      case (nil, let high?): "a whole number, \(high) at most"
      case (nil, nil): "a whole number"
      }
    case .time: "a time like 2026-11-21T08:00:00Z"
    }
  }

  /// - Throws: ``PlanFault`` for a value that doesn't fit, or that would change the structure of
  ///   the document that it is put into.
  package func check(_ value: String) throws {
    let breaks = value.unicodeScalars.contains {
      PrintableText.isDeceptive($0) || "\"\\".unicodeScalars.contains($0)
    }
    guard !breaks else {
      throw PlanFault(
        .template, "the value of '\(name)' holds a quote, a backslash, a line end or a control",
        hint: "write it into the plan by hand")
    }
    guard fits(value) else {
      throw PlanFault(
        .template, "the value of '\(name)' isn't \(form)",
        hint: "\(description.oneLine); for instance \(sample)")
    }
  }

  private func fits(_ value: String) -> Bool {
    switch type {
    case .text: !value.isEmpty && (pattern.map { Self.matches($0, value) } ?? true)
    case .choice: choices.contains(value)
    case .number:
      Int(value).map { $0 >= minimum ?? $0 && $0 <= maximum ?? $0 && "\($0)" == value } ?? false
    case .time: Timestamp(value) != nil
    }
  }

  /// False where the engine can't tell.
  private static func matches(_ source: String, _ text: String) -> Bool {
    guard let pattern = try? Pattern("\\A(?:\(source))\\z", isAnchored: false),
      let matcher = try? PatternMatcher()
    else { return false }
    if case .match = matcher.match(pattern, in: Array(text.utf8).span.bytes, from: 0) {
      return true
    }
    return false
  }

  static func isPattern(_ source: String) -> Bool {
    (try? Pattern(source, isAnchored: false)) != nil
  }
}
