internal import Bundles
internal import Foundation

/// Bundles a folder as it is: what `pack` does behind redaction, and nothing else.
///
/// `BundleBench FOLDER BUNDLE`
@main struct BundleBench {
  static func main() async throws {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let name = BundleName(arguments[2]),
      let paths = FileManager.default.subpaths(atPath: arguments[1])
    else {
      FileHandle.standardError.write(Data("usage: BundleBench FOLDER BUNDLE\n".utf8))
      exit(64)
    }
    var files: [BundleFile] = []
    for path in paths {
      var isFolder: ObjCBool = false
      let place = arguments[1] + "/" + path
      guard FileManager.default.fileExists(atPath: place, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      files.append(BundleFile(path: "files/" + path, content: .file(place)))
    }
    let writer = BundleWriter(
      kind: .support, ticket: "B-1", client: "bench", locator: ClientSettings().locator)
    _ = try await writer.write(files, to: name, replacing: true)
  }
}
