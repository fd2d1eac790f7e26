import BuiltinData
import Crypto
import Documents
import DurableFiles

/// All rules of a job, in one order, with the digest that a report records.
public struct RuleSet: Sendable {
  public let rules: [Rule]
  /// SHA-256 of every rule file's name and text, lower hex.
  public let digest: String

  /// The rules in the binary.
  public static func builtin() throws -> RuleSet {
    try RuleSet(sources: builtinSources)
  }

  /// The rules in the binary and those of the given files and folders (`*.yaml`, `*.yml`).
  ///
  /// - Throws: ``Diagnostic`` or ``FileError``.
  public static func builtin(adding paths: [String]) throws -> RuleSet {
    var sources = builtinSources
    for path in paths {
      for file in try RuleFiles.list(path) {
        let bytes = try DurableFile.read(file, limit: 16 << 20)
        guard let text = String(validating: bytes, as: UTF8.self) else {
          throw Diagnostic(file: file, line: 1, column: 1, message: "not UTF-8")
        }
        sources.append((file, text))
      }
    }
    return try RuleSet(sources: sources)
  }

  /// - Parameter sources: names and texts; a later file may replace a rule of an earlier one.
  public init(sources: [(file: String, text: String)]) throws {
    var rules: [Rule] = []
    var hash = SHA256()
    for (file, text) in sources {
      hash.update(data: Array("\(file.utf8.count) \(text.utf8.count)\n".utf8))
      hash.update(data: Array((file + text).utf8))
      for rule in try Rule.rules(in: text, file: file) {
        if let replaced = rule.replaces {
          guard let index = rules.firstIndex(where: { $0.id == replaced }) else {
            throw Diagnostic(
              file: rule.place, message: "rule '\(rule.id)' replaces '\(replaced)', which isn't there")
          }
          rules[index] = rule
        } else if let other = rules.first(where: { $0.id == rule.id }) {
          throw Diagnostic(
            file: rule.place, message: "rule id '\(rule.id)' is taken by \(other.place)",
            hint: "choose another id, or say 'replaces: \(rule.id)'")
        } else {
          rules.append(rule)
        }
      }
    }
    self.rules = rules
    digest = hash.finalize().map { Hex.pair($0) }.joined()
  }

  private static var builtinSources: [(file: String, text: String)] {
    BuiltinFile.files(in: "redaction-rules")
      .filter { $0.path.hasSuffix(".yaml") }
      .map { ($0.path, $0.text) }
  }
}
