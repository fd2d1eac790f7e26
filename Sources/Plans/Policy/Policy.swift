internal import BuiltinData
internal import Crypto
internal import Documents

/// A set of rules that commands and plans are judged by.
public struct Policy: Sendable {
  /// In the order of their files.
  public private(set) var rules: [PolicyRule]
  /// SHA-256 over the rules' texts, in hex.
  public private(set) var digest: String
  /// Rules by the programs they name; those that name none stand under "".
  private(set) var index: [String: [Int]] = [:]

  /// - Throws: ``Diagnostic`` for a faulty rule or a second one with the same id.
  public init(documents: [(file: String, text: String)]) throws {
    rules = []
    var hash = SHA256()
    var seen: Set<String> = []
    for (file, text) in documents {
      hash.update(data: Array(text.utf8))
      var mapping = try StrictMapping(YAMLValue.parse(text, file: file), of: "a policy")
      for value in try mapping.required("rules").sequence() {
        let rule = try PolicyRule(value)
        guard seen.insert(rule.id).inserted else {
          throw value.diagnostic("the rule '\(rule.id)' is there already")
        }
        rules.append(rule)
      }
      try mapping.finish()
    }
    let digits = Array("0123456789abcdef")
    digest = String(hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    for (number, rule) in rules.enumerated() {
      for name in rule.programNames where index[name]?.last != number {
        index[name, default: []].append(number)
      }
    }
  }

  /// The rules that come with the program, and those of the client.
  ///
  /// - Parameter additional: more rules, for instance those that `client.yaml` names; they can
  ///   only add.
  public static func builtin(
    adding additional: [(file: String, text: String)] = []
  ) throws -> Policy {
    let files = BuiltinFile.files(in: "checklists/policy").filter { $0.path.hasSuffix(".yaml") }
    return try Policy(documents: files.map { ($0.path, $0.text) } + additional)
  }

  public func rule(_ id: String) -> PolicyRule? {
    rules.first { $0.id == id }
  }
}

extension PolicyRule {
  /// The names under which the rule is looked up; "" where some match names no program.
  fileprivate var programNames: [String] {
    matches.flatMap { $0.names.isEmpty ? [""] : $0.names }
  }
}
