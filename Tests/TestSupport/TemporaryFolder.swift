#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A folder that goes with the test.
package final class TemporaryFolder: Sendable {
  package let path: String

  package init() {
    path = "/tmp/handoff-test-" + String(UInt64.random(in: .min ... .max), radix: 36)
    mkdir(path, 0o700)
  }

  package func file(_ name: String) -> String { path + "/" + name }

  deinit { Self.remove(path) }

  private static func remove(_ path: String) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      unlink(path)
      return
    }
    chmod(path, 0o700)
    if let folder = opendir(path) {
      while let entry = readdir(folder) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { remove(path + "/" + name) }
      }
      closedir(folder)
    }
    rmdir(path)
  }
}
