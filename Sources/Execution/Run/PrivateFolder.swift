import DurableFiles
import ExternalTools

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A folder that only this user can enter; gone with its content when it is dropped.
package final class PrivateFolder {
  package let path: String

  /// - Parameter parent: where it is made; the folder for temporary files by default.
  package init?(in parent: String? = nil) {
    let parent = parent ?? ProcessEnvironment.value("TMPDIR") ?? "/tmp"
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    path = "\(parent)/handoff.\(unique)"
    TemporaryPaths.register(path)
    guard mkdir(path, 0o700) == 0 else {
      TemporaryPaths.forget(path)
      return nil
    }
  }

  deinit {
    TemporaryPaths.removeTree(path)
    TemporaryPaths.forget(path)
  }
}
