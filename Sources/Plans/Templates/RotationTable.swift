internal import BuiltinData
internal import Documents

/// Which checklists make worthless what a redaction rule finds: `checklists/close/rotations.yaml`,
/// as it was when the binary was built.
package struct RotationTable: Sendable {
  private struct Row: Sendable {
    let rules: [Glob]
    let checklists: [String]
  }

  private let rows: [Row]

  /// - Throws: ``Diagnostic``.
  package init() throws {
    rows = try BuiltinFile.files(in: "checklists/close")
      .filter { $0.path.hasSuffix("/rotations.yaml") }
      .flatMap { file in
        var document = try StrictMapping(
          YAMLValue.parse(file.text, file: file.path), of: "the rotations")
        let rows = try document.required("rotations").sequence().map { value in
          var mapping = try StrictMapping(value, of: "a rotation")
          let row = Row(
            rules: try mapping.required("rules").strings().map { Glob($0) },
            checklists: try mapping.required("checklists").strings())
          try mapping.finish()
          return row
        }
        try document.finish()
        return rows
      }
  }

  /// The best one first; empty for a rule that no row names.
  package func checklists(forRule id: String) -> [String] {
    rows.first { row in row.rules.contains { $0.matches(id) } }?.checklists ?? []
  }

  /// The rules' globs, in the table's order.
  var globs: [Glob] { rows.flatMap(\.rules) }
  package var checklists: Set<String> { Set(rows.flatMap(\.checklists)) }
}
