internal import Documents
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

  /// The credentials of a plan's text, whatever its notation.
  static func inPlan(_ text: String, finder: SecretFinder) throws -> [SecretPlace] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let raw = try finder(Array(text.utf8), "plan.yaml").filter { secret in
      // A mapping or list is no secret; what it holds is looked at below.
      let line = secret.line <= lines.count ? lines[secret.line - 1] : ""
      let first = line.utf8.dropFirst(secret.column - 1).first
      return first != UInt8(ascii: "{") && first != UInt8(ascii: "[")
    }
    let flat = FlatText(try YAMLValue.parse(text, file: "plan.yaml"))
    let values = try finder(Array(flat.text.utf8), "").map { secret in
      let place = flat.places[min(secret.line, flat.places.count) - 1]
      return SecretPlace(rule: secret.rule, line: place.line, column: place.column)
    }
    var seen: Set<Int> = []
    return (raw + values).filter { seen.insert($0.line).inserted }
  }
}
