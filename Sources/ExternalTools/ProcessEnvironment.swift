#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Variables of this process, and the folders that follow from them.
package enum ProcessEnvironment {
  package static func value(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  package static var home: String { value("HOME") ?? "/" }

  /// `$XDG_CONFIG_HOME/handoff`. As the XDG specification asks, a path that isn't absolute doesn't
  /// count: rules and keys to trust are never taken from the current folder.
  package static var configurationFolder: String {
    let folder = value("XDG_CONFIG_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (folder ?? home + "/.config") + "/handoff"
  }

  /// `$XDG_STATE_HOME/handoff`.
  package static var stateFolder: String {
    (value("XDG_STATE_HOME") ?? home + "/.local/state") + "/handoff"
  }
}
