#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The processes of one group.
enum ProcessGroup {
  /// Whether any of them still runs. One that ended and that nobody has waited for does not.
  static func isAlive(_ group: Int32) -> Bool {
    guard group > 1, kill(-group, 0) == 0 || errno == EPERM else { return false }
    #if canImport(Darwin)
      return true
    #else
      // In a container nobody may wait for orphans: a group of dead ones stays for ever.
      guard let folder = opendir("/proc") else { return true }
      defer { closedir(folder) }
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) {
          String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        guard let pid = Int32(name), let member = ProcessIdentity.status(of: pid) else { continue }
        if member.group == group { return true }
      }
      return false
    #endif
  }

  /// Ends what still runs of it: SIGTERM, then SIGKILL.
  ///
  /// - Parameter patience: seconds between the two.
  static func end(_ group: Int32, patience: Int = 5) {
    kill(-group, SIGTERM)
    let deadline = ContinuousClock.now + .seconds(patience)
    while isAlive(group) {
      guard ContinuousClock.now < deadline else {
        kill(-group, SIGKILL)
        return
      }
      usleep(50_000)
    }
  }
}
