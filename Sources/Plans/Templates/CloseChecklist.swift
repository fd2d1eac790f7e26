internal import BuiltinData
internal import Documents

/// What a person is asked at `close` besides what the plan holds:
/// `checklists/close/after-the-change.yaml`, as it was when the binary was built.
package enum CloseChecklist {
  /// Empty where the embedded file is broken, which a test notices.
  package static let tasks: [PostTask] = (try? load()) ?? []

  static func load() throws -> [PostTask] {
    let path = "checklists/close/after-the-change.yaml"
    let file = BuiltinFile.files(in: "checklists/close").first { $0.path == path }
    var mapping = try StrictMapping(
      YAMLValue.parse(file?.text ?? "", file: path), of: "the tasks of close")
    let tasks = try PostTask.list(mapping.required("tasks"))
    try mapping.finish()
    return tasks
  }
}
