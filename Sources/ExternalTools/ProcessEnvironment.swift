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

  /// `$XDG_CONFIG_HOME/handoff`.
  package static var configurationFolder: String {
    (value("XDG_CONFIG_HOME") ?? home + "/.config") + "/handoff"
  }

  /// `$XDG_STATE_HOME/handoff`.
  package static var stateFolder: String {
    (value("XDG_STATE_HOME") ?? home + "/.local/state") + "/handoff"
  }
}
