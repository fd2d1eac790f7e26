import Documents
import DurableFiles
import ExternalTools
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The withdrawals that this machine has seen. One stays in force, whether or not its file is
/// given again, until its approver signs a newer approval.
package struct Withdrawals: Sendable {
  private let root: String

  /// - Parameters:
  ///   - sums: the digest of the bundle's SHA256SUMS.
  ///   - folder: the program's state folder.
  package init(sums: String, folder: String? = nil) {
    root = (folder ?? ProcessEnvironment.stateFolder) + "/withdrawals/" + sums
  }

  package func add(_ fact: ApprovalFact) throws {
    guard fact.isWithdrawal else { return }
    let path = "\(root)/\(fact.digest).json"
    if DurableFile.exists(path) { return }
    try DurableFile.makeFolders(root, mode: .ownerReadWriteExecute)
    try DurableFile.write(JSONText.encode(fact, pretty: false), to: path, mode: .ownerReadWrite)
  }

  /// - Throws: ``RunRefusal`` when it can't be told what was withdrawn.
  package func all() throws -> [ApprovalFact] {
    guard let folder = opendir(root) else {
      guard errno == ENOENT else {
        throw RunRefusal(.gate, at: .approval, "\(root) can't be read, so no approval can count")
      }
      return []
    }
    defer { closedir(folder) }
    var facts: [ApprovalFact] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasSuffix(".json"), !name.hasPrefix(".") else { continue }
      let path = "\(root)/\(name)"
      facts.append(
        try JSONText.decode(ApprovalFact.self, from: DurableFile.read(path), file: path))
    }
    return facts
  }
}
