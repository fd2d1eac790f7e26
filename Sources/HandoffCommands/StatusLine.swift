internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The last line of the terminal, drawn anew while something takes long.
enum StatusLine {
  private struct State {
    var isShown = false
    var isClosed = false
  }

  private static let state = Mutex(State())

  /// Whether a person can see it, and it disturbs nothing.
  static var isPossible: Bool {
    guard isatty(STDERR_FILENO) == 1, let term = getenv("TERM") else { return false }
    return String(cString: term) != "dumb"
  }

  /// In columns.
  static var width: Int {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// - Parameter text: fits the line; without control characters.
  static func draw(_ text: String) {
    // Behind the shell's prompt there is somebody else's line.
    let group = tcgetpgrp(STDERR_FILENO)
    guard group < 0 || group == getpgrp() else { return }
    state.withLock { state in
      guard !state.isClosed, !text.isEmpty else { return }
      put("\r\(text)\u{1B}[K")
      state.isShown = true
    }
  }

  /// Takes the line away, then writes something else.
  static func clear(then body: () -> Void = {}) {
    state.withLock { state in
      erase(&state)
      body()
    }
  }

  /// Takes the line away for good: the process is interrupted, and whoever draws may be stuck.
  static func close() {
    _ = state.withLockIfAvailable { state in
      erase(&state)
      state.isClosed = true
    }
  }

  private static func erase(_ state: inout State) {
    if state.isShown { put("\r\u{1B}[K") }
    state.isShown = false
  }

  private static func put(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
