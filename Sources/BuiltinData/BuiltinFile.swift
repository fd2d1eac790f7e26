/// One file of `redaction-rules/` or `checklists/`, as it was when the binary was built.
package struct BuiltinFile: Sendable {
  /// Path from the project's root, with `/` between its parts: `redaction-rules/aws.yaml`.
  package let path: String
  private let literal: StaticString

  init(path: String, literal: StaticString) {
    self.path = path
    self.literal = literal
  }

  /// The file's text, UTF-8.
  package var text: String { literal.description }

  /// All embedded files below `folder`, in byte order of their paths.
  package static func files(in folder: String) -> [BuiltinFile] {
    embeddedFiles.filter { $0.path.hasPrefix(folder + "/") }
  }
}

/// The built-in rules as rows of lines; see `RuleTable` in the tool that embeds them.
package enum BuiltinRules {
  /// How many lines a rule has.
  package static let fieldCount = 13

  package static var table: String { ruleTable.description }
}
