internal import ArgumentParser
internal import Plans

/// `--checklists`.
struct LibraryOption: ParsableArguments {
  @Option(
    name: .long, help: "A folder with templates of your own; they stand beside those of handoff.",
    completion: .directory)
  var checklists: String?

  func library() throws -> TemplateLibrary { try TemplateLibrary(folder: checklists) }
}

extension PlanTemplate {
  /// How it was checked: `aws 2.31 run, psql 15.14 parsed`.
  var checkedText: String {
    checked.map { "\($0.tool) \($0.version) \($0.how.rawValue)" }.joined(separator: ", ")
  }
}
