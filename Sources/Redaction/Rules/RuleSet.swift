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
    try RuleSet([], of: [], adding: builtinSources, compiles: false)
  }

  /// The rules in the binary and those of the given files and folders (`*.yaml`, `*.yml`).
  ///
  /// - Throws: ``Diagnostic`` or ``FileError``.
  public static func builtin(adding paths: [String]) throws -> RuleSet {
    try RuleSet(builtin().rules, of: builtinSources, adding: sources(of: paths))
  }

  /// The texts of rule files, and of those in folders; what is named twice is read once.
  static func sources(of paths: [String]) throws -> [(file: String, text: String)] {
    var seen: Set<String> = []
    let files = try paths.flatMap { try RuleFiles.list($0) }
    return try files.filter { seen.insert(RuleFiles.resolved($0)).inserted }.map { file in
      let bytes = try DurableFile.read(file, limit: 16 << 20)
      guard let text = String(validating: bytes, as: UTF8.self) else {
        throw Diagnostic(file: file, line: 1, column: 1, message: "not UTF-8")
      }
      return (file, text)
    }
  }

  /// - Parameter sources: names and texts; a later file may replace a rule of an earlier one.
  public init(sources: [(file: String, text: String)]) throws {
    try self.init([], of: [], adding: sources)
  }

  /// Rules that no digest speaks of.
  init(rules: [Rule]) throws {
    try self.init(rules, of: [], adding: [])
  }

  /// - Parameters:
  ///   - first: rules that were read already, from `files`.
  ///   - sources: more of them.
  ///   - compiles: see ``Rule/rules(in:file:compiles:)``.
  init(
    _ first: [Rule], of files: [(file: String, text: String)],
    adding sources: [(file: String, text: String)], compiles: Bool = true
  ) throws {
    var rules = first
    var hash = SHA256()
    for (file, text) in files + sources {
      hash.update(data: Array("\(file.utf8.count) \(text.utf8.count)\n".utf8))
      hash.update(data: Array((file + text).utf8))
    }
    for (file, text) in sources {
      for rule in try Rule.rules(in: text, file: file, compiles: compiles) {
        try Self.add(rule, to: &rules)
      }
    }
    self.rules = rules
    digest = hash.finalize().map { Hex.pair($0) }.joined()
  }

  private static func add(_ rule: Rule, to rules: inout [Rule]) throws {
    if let other = rules.first(where: { $0.id == rule.id }), other.id != rule.replaces {
      throw Diagnostic(
        file: rule.position, message: "rule id '\(rule.id)' is taken by \(other.position)",
        hint: "choose another id, or say 'replaces: \(rule.id)'")
    }
    guard let replaced = rule.replaces else { return rules.append(rule) }
    guard let index = rules.firstIndex(where: { $0.id == replaced }) else {
      throw Diagnostic(
        file: rule.position, message: "rule '\(rule.id)' replaces '\(replaced)', which isn't there",
        hint: ClosestName.find(replaced, in: rules.map(\.id)).map { "did you mean '\($0)'?" }
          ?? "'handoff rules list' names all rules")
    }
    rules[index] = rule
  }

  static var builtinSources: [(file: String, text: String)] {
    BuiltinFile.files(in: "redaction-rules")
      .filter { $0.path.hasSuffix(".yaml") }
      .map { ($0.path, $0.text) }
  }
}
