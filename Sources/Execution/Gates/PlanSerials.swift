import DurableFiles
import ExternalTools
package import Plans
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Which serials of a plan have been run on this machine: one empty file each. A plan that a newer
/// one has replaced still bears a good signature, and perhaps an approval that nobody used.
package struct PlanSerials: Sendable {
  private let root: String

  /// - Parameter folder: the program's state folder.
  package init(folder: String? = nil) {
    root = (folder ?? ProcessEnvironment.stateFolder) + "/plan-serials"
  }

  /// - Throws: ``RunRefusal`` where a newer serial of the plan was run here.
  package func check(_ plan: Plan) throws {
    let metadata = plan.metadata
    guard let newest = try serials(of: plan).max(), newest > metadata.serial else { return }
    throw RunRefusal(
      .gate, at: .serial,
      "the plan '\(metadata.id)' is serial \(metadata.serial), and serial \(newest) was run here already",
      hint: "ask its author for the newest bundle; what this one began can still be rolled back")
  }

  /// Durable before the first step begins.
  package func keep(_ plan: Plan) throws {
    let folder = folder(of: plan)
    try DurableFile.makeFolders(folder, mode: [.ownerReadWriteExecute])
    let path = "\(folder)/\(plan.metadata.serial)"
    guard access(path, F_OK) != 0 else { return }
    try DurableFile.write([], to: path, mode: [.ownerReadWrite])
  }

  private func folder(of plan: Plan) -> String {
    let identity = [plan.metadata.client ?? "", plan.metadata.id].joined(separator: "\0")
    return "\(root)/\(JournalText.digest(Array(identity.utf8)))"
  }

  private func serials(of plan: Plan) throws -> [Int] {
    guard let folder = opendir(folder(of: plan)) else {
      guard errno == ENOENT else {
        throw RunRefusal(
          .gate, at: .serial,
          "\(root) can't be read, so nobody knows whether the plan is the newest")
      }
      return []
    }
    defer { closedir(folder) }
    var all: [Int] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if let serial = Int(name) { all.append(serial) }
    }
    return all
  }
}
