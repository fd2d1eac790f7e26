import Foundation
import PackagePlugin

/// Generates one Swift file that holds every file of the two data folders.
///
/// Folders and files are both declared as inputs: with files alone an added file is missed, with
/// folders alone an edit is.
@main
struct EmbedBuiltinData: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let roots = ["redaction-rules", "checklists"].map { target.directoryURL.appending(path: $0) }
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedFiles.swift")
    var inputs: [URL] = []
    for root in roots {
      let resolved = root.resolvingSymlinksInPath()
      inputs.append(resolved)
      let walk = FileManager.default.enumerator(at: resolved, includingPropertiesForKeys: nil)
      while let entry = walk?.nextObject() as? URL { inputs.append(entry) }
    }
    return [
      .buildCommand(
        displayName: "Embedding redaction rules and checklists",
        executable: try context.tool(named: "EmbedData").url,
        arguments: [output.path] + roots.map(\.path),
        inputFiles: inputs.sorted { $0.path < $1.path },
        outputFiles: [output])
    ]
  }
}
