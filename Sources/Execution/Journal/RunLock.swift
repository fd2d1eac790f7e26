import DurableFiles
import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Held by the one process that may write to a run folder. The system lets go of it when the
/// process ends, however it ends.
struct RunLock: ~Copyable {
  private let descriptor: Int32

  /// - Throws: ``JournalError`` with code `busy` when another process holds it.
  init(folder: String) throws(JournalError) {
    let path = folder + "/lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw JournalError(
        FileError(Errno(rawValue: errno), path: path, doing: "open the lock"))
    }
    // A process that another thread just forked holds copies of all descriptors until it becomes
    // its program.
    var isHeld = false
    for attempt in 0..<10 where !isHeld {
      if attempt > 0 { usleep(20_000) }
      isHeld = flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }
    guard isHeld else {
      let code = errno
      var text = [UInt8](repeating: 0, count: 32)
      let count = pread(descriptor, &text, text.count, 0)
      close(descriptor)
      guard code == EWOULDBLOCK else {
        throw JournalError(FileError(Errno(rawValue: code), path: path, doing: "lock it"))
      }
      let owner = String(decoding: text.prefix(max(0, count)), as: UTF8.self)
      let number = Int(owner.prefix { $0.isNumber })
      throw JournalError(
        code: .busy, path: folder,
        message: "another handoff works on this run" + (number.map { " (process \($0))" } ?? ""),
        hint: "wait for it to end, or end it; then call this again")
    }
    ftruncate(descriptor, 0)
    let text = Array("\(getpid())\n".utf8)
    _ = pwrite(descriptor, text, text.count, 0)
  }

  deinit { close(descriptor) }
}
