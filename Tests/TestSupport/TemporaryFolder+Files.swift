import Foundation

extension TemporaryFolder {
  package func callAsFunction(_ name: String) -> String { file(name) }

  /// Writes a file, its folders included, and gives its path.
  @discardableResult
  package func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = URL(filePath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: url)
    return file(name)
  }

  @discardableResult
  package func write(_ name: String, _ text: String) throws -> String {
    try write(name, Array(text.utf8))
  }

  /// Writes a program for bash and gives its path. Another process does it: a descriptor of this
  /// one, copied by a fork on another thread, would keep the program from being executed.
  package func writeProgram(_ name: String, _ script: String) async throws -> String {
    let path = file(name)
    _ = try await Command.run(
      "/bin/bash", ["-c", "cat > \"$0\"; chmod 755 \"$0\"", path],
      input: "#!/bin/bash\n" + script + "\n")
    return path
  }

  package func delete(_ name: String) throws {
    try FileManager.default.removeItem(atPath: file(name))
  }

  package func read(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: file(name))), as: UTF8.self)
  }

  /// Relative paths of all files below the folder, sorted.
  package func files() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: path).filter {
      var isFolder: ObjCBool = false
      return FileManager.default.fileExists(atPath: file($0), isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }
}
