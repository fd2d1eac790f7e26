internal import Foundation

/// A folder for one job: a file with values, and a clean log to search for them.
struct JobFolder {
  let input: String
  let output: String
  private let folder: URL

  init(values: Int) throws {
    let files = FileManager.default
    folder = files.temporaryDirectory.appending(path: "handoff-bench-\(UUID().uuidString)")
    let source = folder.appending(path: "in")
    try files.createDirectory(at: source, withIntermediateDirectories: true)
    try Data(Fixture.lines(values, Fixture.password)).write(
      to: source.appending(path: "values.env"))
    try Data(Fixture.input("clean")).write(to: source.appending(path: "clean.log"))
    input = source.path(percentEncoded: false)
    output = folder.appending(path: "out").path(percentEncoded: false)
  }

  func remove() {
    try? FileManager.default.removeItem(at: folder)
  }
}
