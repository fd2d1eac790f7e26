internal import Synchronization
internal import SystemPackage

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The unfinished outputs of this process, so that an interrupt can take them away.
package enum TemporaryPaths {
  private static let paths = Mutex<Set<String>>([])

  package static func register(_ path: String) {
    paths.withLock { _ = $0.insert(path) }
  }

  package static func forget(_ path: String) {
    paths.withLock { _ = $0.remove(path) }
  }

  /// Removes every registered file and folder. Called when the process is interrupted.
  package static func removeAll() {
    let all = paths.withLock { paths in
      defer { paths = [] }
      return paths
    }
    for path in all { removeTree(path) }
  }

  /// Removes a file or a folder with all it holds; never follows a symbolic link.
  package static func removeTree(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { removeTree(path + "/" + name) }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
