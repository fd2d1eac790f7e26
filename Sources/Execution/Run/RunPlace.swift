import Documents
import DurableFiles
import ExternalTools
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Where a run stands on this machine and how far it has come, kept in the state folder: a copy of
/// its folder, or an older state of it, doesn't run again under the same approvals.
package struct RunPlace: Sendable {
  private struct Place: Codable {
    var path: String
    var device: UInt64
    var inode: UInt64
  }

  private let root: String
  private let folder: RunFolder
  private var file: String { root + "/place.json" }

  /// - Parameter state: the program's state folder.
  package init(run: String, folder: RunFolder, state: String? = nil) {
    root =
      (state ?? ProcessEnvironment.stateFolder) + "/run-places/"
      + String(JournalText.digest(Array(run.utf8)).prefix(32))
    self.folder = folder
  }

  /// Checks the place, and follows the journal from now on.
  ///
  /// - Parameter mustBeKnown: whether a run that was begun elsewhere is refused.
  /// - Throws: ``RunRefusal``.
  package func hold(_ journal: Journal, mustBeKnown: Bool) throws {
    if let bytes = try read() {
      let place = try JSONText.decode(Place.self, from: bytes, file: file)
      let own = try current()
      guard
        place.path == own.path || (place.device == own.device && place.inode == own.inode)
      else {
        throw RunRefusal(
          .gate, "\(folder.path) is a copy: this run was begun in \(place.path)",
          hint: "go on there; another run needs a new approval")
      }
      let text = JournalText(try DurableFile.read(journal.path))
      if let problem = JournalHead.problem(folder: root, text: text) {
        throw RunRefusal(
          .gate, "\(journal.path) is not the journal that this run has left: \(problem)",
          hint: "find out who put an older one there before anything else runs")
      }
    } else {
      // A run that was killed in its first line has begun nothing but that line.
      guard journal.events.allSatisfy({ $0.type == .recovered }) || !mustBeKnown else {
        throw RunRefusal(
          .gate, "\(folder.path): this run was not begun on this machine, or by another user",
          hint: "go on where it was begun; another run needs a new approval")
      }
      try DurableFile.makeFolders(root, mode: .ownerReadWriteExecute)
      try DurableFile.write(
        JSONText.encode(try current(), pretty: false), to: file, mode: .ownerReadWrite)
    }
    let root = root
    journal.onAppend = { lines, digest in
      JournalHead.write(folder: root, lines: lines, digest: digest)
    }
  }

  private func read() throws -> [UInt8]? {
    DurableFile.exists(file) ? try DurableFile.read(file) : nil
  }

  private func current() throws -> Place {
    var status = stat()
    guard stat(folder.path, &status) == 0 else {
      throw FileError(Errno(rawValue: errno), path: folder.path, doing: "look at it")
    }
    return Place(
      path: folder.path, device: UInt64(truncatingIfNeeded: status.st_dev),
      inode: UInt64(status.st_ino))
  }
}
