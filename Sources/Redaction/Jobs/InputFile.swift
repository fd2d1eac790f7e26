import DurableFiles
import SystemPackage

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file of a job, as it was when it was listed.
struct InputFile: Sendable {
  /// As it is opened.
  let path: String
  /// Its place in the output, below the output folder; empty where the output is one file.
  let relativePath: String
  /// The person asked for this file itself, not for a folder that holds it.
  let isNamed: Bool
  private let state: State

  private struct State: Sendable, Equatable {
    let device: UInt64
    let inode: UInt64
    let size: Int
    let modified: [Int]
    let kind: UInt32

    init(_ status: stat) {
      device = UInt64(truncatingIfNeeded: status.st_dev)
      inode = UInt64(truncatingIfNeeded: status.st_ino)
      size = Int(status.st_size)
      kind = UInt32(status.st_mode & S_IFMT)
      #if canImport(Glibc)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
      #else
        modified = [status.st_mtimespec.tv_sec, status.st_mtimespec.tv_nsec]
      #endif
    }
  }

  init(path: String, relativePath: String, isNamed: Bool, _ status: stat) {
    self.path = path
    self.relativePath = relativePath
    self.isNamed = isNamed
    state = State(status)
  }

  /// In bytes; what is added to the file later isn't read.
  var size: Int { state.size }

  /// A pipe can be read once only.
  var isPipe: Bool { state.kind == UInt32(S_IFIFO) }

  /// Opens the file again, as long as it was.
  ///
  /// - Throws: ``FileError`` where it isn't any more what was listed: what one pass found wouldn't
  ///   hold for the next one.
  func open() throws(FileError) -> OpenedFile {
    // Something else in the file's place must neither be followed nor waited for.
    let options: FileDescriptor.OpenOptions =
      isNamed ? [.closeOnExec] : [.closeOnExec, .noFollow]
    let opened = try OpenedFile(
      path, size: size, options: isPipe ? options : [options, .nonBlocking])
    guard !isPipe else { return opened }
    let now = State(try opened.status())
    guard (now.device, now.inode, now.kind) == (state.device, state.inode, state.kind) else {
      throw changed("was replaced while it was read")
    }
    if now.size < size { throw changed("became shorter while it was read") }
    // A log that grows keeps what it holds; a file of the same size was written over.
    if now.size == size, now.modified != state.modified {
      throw changed("was changed while it was read")
    }
    return opened
  }

  private func changed(_ message: String) -> FileError {
    FileError(code: .system, path: path, message: message, hint: OpenedFile.hint)
  }
}

/// What a job didn't take, and why.
public struct LeftOut: Sendable, Codable, Hashable {
  /// Where it would stand in the output.
  public let path: String
  public let reason: String
  /// Where it stands, for whoever started the job; no report tells.
  package var source = ""

  private enum CodingKeys: CodingKey { case path, reason }
}
