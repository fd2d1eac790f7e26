/// A value that the plan leaves open.
public struct Parameter: Sendable {
  public enum ValueType: String, CaseIterable, Sendable {
    case string, int, bool, choice
  }

  public var name: String
  public var type: ValueType
  public var description: String?
  /// For type choice.
  public var choices: [String]
  public var `default`: String?
  public var value: String?
  /// A placeholder or pseudonym that the client's vault resolves at run time.
  public var from: String?
  /// A PCRE2 pattern that the whole value must match.
  public var pattern: String?
  /// Never shown, never in argv.
  public var isSecret: Bool
  public var isRequired: Bool
  /// The variable in which every command of the plan finds the value.
  public var environmentVariable: String?
  public var place: Place

  /// The value that the plan itself gives.
  public var givenValue: String? { value ?? `default` }

  /// Whether `from` names a credential's placeholder, as opposed to a pseudonym.
  public var isPlaceholder: Bool { from?.hasPrefix("REDACTED_") == true }

  /// Whether the value must stay out of argv.
  public var mustStayHidden: Bool { isSecret || isPlaceholder }
}

package enum ParameterName {
  /// Letters, digits, `_` and `-`, not starting with a digit or `-`.
  package static func isValid(_ name: some StringProtocol) -> Bool {
    guard let first = name.utf8.first else { return false }
    return (first == UInt8(ascii: "_") || isLetter(first))
      && name.utf8.allSatisfy {
        isLetter($0) || (48...57).contains($0) || $0 == UInt8(ascii: "_")
          || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
      }
  }

  /// The name of an environment variable.
  package static func isVariable(_ name: String) -> Bool {
    isValid(name) && !name.utf8.contains { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (65...90).contains(byte) || (97...122).contains(byte)
  }
}
