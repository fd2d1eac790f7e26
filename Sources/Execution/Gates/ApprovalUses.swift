import DurableFiles
import ExternalTools
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Which runs have used up an approval, on this machine: one empty file a run.
package struct ApprovalUses: Sendable {
  private let root: String

  /// - Parameter folder: the program's state folder.
  package init(folder: String? = nil) {
    root = (folder ?? ProcessEnvironment.stateFolder) + "/approvals-used"
  }

  /// How many other runs used it.
  ///
  /// - Parameter run: names this run; it may use what it already used.
  package func count(_ digest: String, exceptBy run: String) throws -> Int {
    guard let folder = opendir("\(root)/\(digest)") else {
      guard errno == ENOENT else {
        throw RunRefusal(.gate, at: .approval, "\(root) can't be read, so no approval can count")
      }
      return 0
    }
    defer { closedir(folder) }
    var count = 0
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix("."), name != run { count += 1 }
    }
    return count
  }

  /// Durable before the first step begins.
  package func use(_ digests: [String], by run: String) throws {
    for digest in digests {
      let folder = "\(root)/\(digest)"
      try DurableFile.makeFolders(folder, mode: [.ownerReadWriteExecute])
      let path = "\(folder)/\(run)"
      if access(path, F_OK) == 0 { continue }
      try DurableFile.write([], to: path, mode: [.ownerReadWrite])
    }
  }

  /// Names a run by the folder that holds it.
  package static func name(ofRunIn folder: String) -> String {
    String(JournalText.digest(Array(folder.utf8)).prefix(32))
  }
}
