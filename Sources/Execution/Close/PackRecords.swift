import Documents
import DurableFiles
import ExternalTools
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What the support bundles of a ticket that were packed on this machine want rotated: one file a
/// bundle, placeholders and places only.
package struct PackRecords: Sendable {
  private let folder: String

  /// - Parameter state: the program's state folder.
  package init(ticket: String, state: String? = nil) {
    folder = (state ?? ProcessEnvironment.stateFolder) + "/packs/" + ticket
  }

  /// Notes what a bundle wants rotated, where it wants anything.
  package func add(_ report: ExposureReport) throws {
    guard !report.secrets.isEmpty else { return }
    try DurableFile.makeFolders(folder, mode: .ownerReadWriteExecute)
    try DurableFile.write(
      JSONText.encode(report, pretty: true), to: "\(folder)/\(report.source).json",
      mode: .ownerReadWrite, replacing: true)
  }

  /// - Throws: ``RunRefusal`` where it can't be told what is to be rotated.
  package func all() throws -> [ExposureReport] {
    guard let stream = opendir(folder) else {
      guard errno == ENOENT else {
        throw RunRefusal(
          .folder, "\(folder): can't be read, so nobody knows what is to be rotated",
          hint: "give yourself the right to read it")
      }
      return []
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".json"), !name.hasPrefix(".") { names.append(name) }
    }
    return try names.sorted().map { name in
      let path = "\(folder)/\(name)"
      do {
        return try JSONText.decode(
          ExposureReport.self, from: DurableFile.read(path), file: path)
      } catch let error as Diagnostic {
        throw RunRefusal(
          .folder, "\(error)",
          hint: "remove it, and name that bundle instead: handoff close DIR --report BUNDLE")
      }
    }
  }
}
