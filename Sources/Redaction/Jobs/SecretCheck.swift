/// Finds secrets in files and folders and changes nothing.
public struct SecretCheck: Sendable {
  public struct Finding: Sendable, Hashable {
    public let file: String
    /// 1-based.
    public let line: Int
    /// 1-based, in bytes.
    public let column: Int
    public let rule: String
    public let category: String
  }

  public struct Outcome: Sendable {
    public let findings: [Finding]
    public let leftOut: [LeftOut]
  }

  private let rules: CompiledRules

  public init(rules: CompiledRules) {
    self.rules = rules
  }

  /// - Throws: ``FileError`` where a named path is missing.
  public func run(_ paths: [String]) throws -> Outcome {
    var findings: [Finding] = []
    var leftOut: [LeftOut] = []
    let finder = try Redactor(rules: rules, key: PlaceholderKey.ephemeral())
    for path in paths {
      var tree = InputTree()
      try tree.add(path, at: "")
      leftOut += tree.leftOut
      for file in tree.files {
        switch try JobText.open(file) {
        case .leftOut(let reason):
          guard !file.isNamed else {
            throw JobFault(
              code: .unreadable, report: "\(file.path): can't be checked: \(reason)",
              hint: "unpack, export or retype what is in it as text, and check that")
          }
          leftOut.append(LeftOut(path: file.path, reason: reason))
        case .text(let text):
          findings += try finder.find(text.read(), path: file.path).map {
            Finding(
              file: file.path, line: $0.line, column: $0.column, rule: $0.rule,
              category: $0.category.rawValue)
          }
        }
      }
    }
    return Outcome(findings: findings, leftOut: leftOut)
  }
}
