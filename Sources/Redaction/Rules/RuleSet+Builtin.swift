import BuiltinData
import Documents

extension RuleSet {
  /// The rules in the binary, without what a job doesn't need (examples, sources),
  /// and those of the given files and folders, whole.
  ///
  /// - Throws: ``Diagnostic`` or ``FileError``.
  public static func forJobs(adding paths: [String] = []) throws -> RuleSet {
    let lines = BuiltinRules.table.split(separator: "\n", omittingEmptySubsequences: false)
    var rules: [Rule] = []
    for start in stride(from: 0, to: lines.count - 1, by: BuiltinRules.fieldCount) {
      guard start + BuiltinRules.fieldCount <= lines.count else { break }
      rules.append(try Rule(fields: lines[start..<start + BuiltinRules.fieldCount]))
    }
    return try RuleSet(rules, of: builtinSources, adding: sources(of: paths))
  }
}

extension Rule {
  /// - Parameter fields: as `RuleTable` wrote them, read strictly when the rules are tested.
  fileprivate init(fields: ArraySlice<Substring>) throws {
    let field = Array(fields)
    func list(_ text: Substring) -> [String] { text.split(separator: "\t").map(String.init) }
    id = String(field[0])
    name = field[1].isEmpty ? id : String(field[1])
    category = RuleCategory(rawValue: String(field[2])) ?? .credential
    priority = Int(field[3]) ?? 50
    window = Window(rawValue: String(field[4])) ?? .line
    near = Int(field[5]) ?? 64
    place = String(field[6])
    pattern = field[7].isEmpty ? nil : String(field[7])
    keywords = list(field[8])
    keys = list(field[9])
    checks = list(field[10]).compactMap { ValueCheck($0) }
    rotation =
      field[11].isEmpty
      ? nil
      : Rotation(
        how: String(field[11]), documentation: field[12].isEmpty ? nil : String(field[12]))
    source = nil
    examples = []
    counterexamples = []
    replaces = nil
    column = 0
  }
}
