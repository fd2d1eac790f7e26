// embed-data OUTPUT FOLDER…: writes a Swift file with the content of each YAML file below the folders.
// A raw literal in a StaticString costs the compiler almost nothing; an array of bytes costs
// minutes.

import Documents
import Foundation

struct EmbedFailure: Error, CustomStringConvertible {
  var description: String
}

func literal(_ text: String, path: String) throws -> String {
  guard !text.contains("\0"), !text.contains("\r") else {
    throw EmbedFailure(description: "\(path): a NUL or a carriage return cannot be embedded")
  }
  var hashes = "#"
  while text.contains("\"\"\"\(hashes)") || text.contains("\\\(hashes)") { hashes += "#" }
  return "\(hashes)\"\"\"\n\(text)\n\"\"\"\(hashes)"
}

func embed(output: String, folders: [String]) throws {
  var entries: [(path: String, text: String)] = []
  for folder in folders {
    let root = URL(filePath: folder).resolvingSymlinksInPath()
    let prefix = URL(filePath: folder).lastPathComponent
    let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)
    while let file = walk?.nextObject() as? URL {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue, file.pathExtension == "yaml", !file.lastPathComponent.hasPrefix(".")
      else { continue }
      let data = try Data(contentsOf: file)
      guard let text = String(data: data, encoding: .utf8) else {
        throw EmbedFailure(description: "\(file.path): not UTF-8")
      }
      let relative = file.path.dropFirst(root.path.count)
      entries.append(("\(prefix)\(relative)", text))
    }
  }
  entries.sort { $0.path < $1.path }
  var source = "let embeddedFiles: [BuiltinFile] = [\n"
  for entry in entries {
    let text = try literal(entry.text, path: entry.path)
    source += "BuiltinFile(path: \"\(entry.path)\", literal: \(text)),\n"
  }
  source += "]\n"
  let rules = entries.filter { $0.path.hasPrefix("redaction-rules/") && $0.path.hasSuffix(".yaml") }
  let table = try rules.map { try RuleTable.rows(of: $0.text, file: $0.path) }.joined()
  source += "let ruleTable: StaticString = \(try literal(table, path: "redaction-rules"))\n"
  try Data(source.utf8).write(to: URL(filePath: output), options: .atomic)
}

do {
  try embed(
    output: CommandLine.arguments[1], folders: Array(CommandLine.arguments.dropFirst(2)))
} catch {
  FileHandle.standardError.write(Data("embed-data: error: \(error)\n".utf8))
  exit(1)
}
