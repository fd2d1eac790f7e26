public import Redaction

/// Where a credential stands in a text; never what it is.
public struct SecretPlace: Sendable {
  /// The id of the redaction rule.
  public var rule: String
  /// 1-based.
  public var line: Int
  public var column: Int
}

/// Finds the credentials of a text.
public typealias SecretFinder = @Sendable (_ bytes: [UInt8], _ path: String) throws -> [SecretPlace]

extension SecretPlace {
  /// A finder by redaction rules: what they call a credential blocks a plan.
  public static func finder(rules: RuleSet) throws -> SecretFinder {
    let compiled = try CompiledRules(rules, profile: .secrets)
    let key = try PlaceholderKey(bytes: [UInt8](repeating: 0, count: 32))
    return { bytes, path in
      // One redactor a text: it keeps scratch space and is not shared.
      let redactor = try Redactor(rules: compiled, key: key)
      return try redactor.find(bytes, path: path).filter { $0.category == .credential }.map {
        SecretPlace(rule: $0.rule, line: $0.line, column: $0.column)
      }
    }
  }
}
