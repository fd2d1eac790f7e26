import Foundation

/// A file that stands beside a test's source.
package enum Fixture {
  /// - Parameter source: the test's `#filePath`.
  package static func path(_ name: String, beside source: String) -> String {
    URL(filePath: source).deletingLastPathComponent().appending(path: name).path
  }

  package static func text(_ name: String, beside source: String) throws -> String {
    String(
      decoding: try Data(contentsOf: URL(filePath: path(name, beside: source))), as: UTF8.self)
  }
}

/// A file that a test's output must equal; `UPDATE_GOLDENS=1` writes it anew.
package enum Golden {
  /// - Returns: nil where they are equal, or the first line that differs.
  package static func difference(
    _ text: String, from name: String, beside source: String
  ) throws -> String? {
    let path = Fixture.path("Goldens/\(name)", beside: source)
    if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] == "1" {
      let url = URL(filePath: path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      return nil
    }
    guard FileManager.default.fileExists(atPath: path) else {
      return "Goldens/\(name) is missing: run the tests with UPDATE_GOLDENS=1"
    }
    let expected = try Fixture.text("Goldens/\(name)", beside: source)
    if expected == text { return nil }
    let old = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let new = text.split(separator: "\n", omittingEmptySubsequences: false)
    for line in 0..<max(old.count, new.count) {
      let was = line < old.count ? old[line] : "(nothing)"
      let now = line < new.count ? new[line] : "(nothing)"
      if was != now { return "Goldens/\(name):\(line + 1): was: \(was) now: \(now)" }
    }
    return "Goldens/\(name): differs"
  }
}
