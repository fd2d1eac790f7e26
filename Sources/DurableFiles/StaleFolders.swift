internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Private folders whose process was killed.
///
/// Whoever makes one keeps a lock on it (flock(2)), which goes with the process: process ids would
/// tell nothing across containers that share a folder.
package enum StaleFolders {
  /// A folder may be this young and not locked yet: seconds.
  private static let youth = 60

  private static let seen = Mutex<Set<String>>([])

  /// What ``removeAll(in:prefix:)`` does, once in a process.
  static func removeOnce(in folder: String, prefix: String) {
    guard seen.withLock({ $0.insert(folder + "/" + prefix).inserted }) else { return }
    removeAll(in: folder, prefix: prefix)
  }

  /// - Returns: the descriptor that holds the lock, until it is closed; -1 where there is none.
  static func lock(_ path: String) -> Int32 {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return -1 }
    guard flock(folder, LOCK_SH | LOCK_NB) == 0 else {
      close(folder)
      return -1
    }
    return folder
  }

  /// Removes the folders of this user, for this user alone, that nobody has locked.
  ///
  /// - Parameter prefix: six characters follow it in their names.
  package static func removeAll(in folder: String, prefix: String) {
    guard let listing = opendir(folder) else { return }
    defer { closedir(listing) }
    while let entry = readdir(listing) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard name.hasPrefix(prefix), name.utf8.count == prefix.utf8.count + 6 else { continue }
      remove(folder + "/" + name)
    }
  }

  private static func remove(_ path: String) {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard folder >= 0 else { return }
    defer { close(folder) }
    var status = stat()
    guard fstat(folder, &status) == 0, status.st_uid == geteuid(), status.st_mode & 0o777 == 0o700,
      modified(status) < time(nil) - youth, flock(folder, LOCK_EX | LOCK_NB) == 0
    else { return }
    TemporaryPaths.removeTree(path)
  }

  private static func modified(_ status: stat) -> Int {
    #if canImport(Glibc)
      status.st_mtim.tv_sec
    #else
      status.st_mtimespec.tv_sec
    #endif
  }
}
