#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A process that can be told from a later one with the same number.
package struct ProcessIdentity: Equatable, Sendable {
  package let pid: Int32
  package let group: Int32
  /// When the system says that it started, with what names this boot.
  package let started: String

  package init(pid: Int32, group: Int32, started: String) {
    self.pid = pid
    self.group = group
    self.started = started
  }

  init(_ process: JournalEvent.Process) {
    pid = Int32(truncatingIfNeeded: process.pid)
    group = Int32(truncatingIfNeeded: process.group)
    started = process.started
  }

  /// Whether this very process still runs.
  package var isRunning: Bool {
    pid > 1 && kill(pid, 0) == 0 && Self.startTime(of: pid) == started
  }

  /// The start time of a running process; nil when there is none, or it is a zombie.
  package static func startTime(of pid: Int32) -> String? {
    #if canImport(Darwin)
      var info = kinfo_proc()
      var size = MemoryLayout<kinfo_proc>.stride
      var name: [Int32] = [CTL_KERN, KERN_PROC, KERN_PROC_PID, pid]
      guard sysctl(&name, 4, &info, &size, nil, 0) == 0, size > 0,
        info.kp_proc.p_stat != SZOMB
      else { return nil }
      let start = info.kp_proc.p_starttime
      return "\(start.tv_sec).\(start.tv_usec)"
    #else
      return status(of: pid)?.started
    #endif
  }

  /// Whether processes that it started still run in its group, though it has ended itself.
  var leftOthers: Bool {
    #if canImport(Darwin)
      // Nothing tells whether a group of this number is still the same one.
      return false
    #else
      guard kill(pid, 0) != 0 || Self.startTime(of: pid) == nil,
        started.hasPrefix("\(Self.boot)-")
      else { return false }
      return ProcessGroup.isAlive(group)
    #endif
  }

  #if !canImport(Darwin)
    /// What names the time since the system came up.
    private static var boot: Substring {
      (read("/proc/sys/kernel/random/boot_id") ?? "").prefix(8)
    }

    /// - Returns: nil when there is no such process, or it is a zombie.
    static func status(of pid: Int32) -> (group: Int32, started: String)? {
      guard let status = read("/proc/\(pid)/stat") else { return nil }
      // The second field is the command in parentheses, which may hold anything.
      guard let end = status.lastIndex(of: ")") else { return nil }
      let fields = status[status.index(after: end)...].split(separator: " ")
      guard fields.count > 19, fields[0] != "Z", fields[0] != "X", let group = Int32(fields[2])
      else { return nil }
      return (group, "\(boot)-\(fields[19])")
    }

    private static func read(_ path: String) -> String? {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = Glibc.read(descriptor, &bytes, bytes.count)
      guard count > 0 else { return nil }
      return String(decoding: bytes.prefix(count), as: UTF8.self)
    }
  #endif
}
