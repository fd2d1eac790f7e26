import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// SIGINT, SIGTERM and SIGHUP as bytes in a pipe, so that a loop of `poll(2)` sees them.
///
/// One at a time. When it goes the former handlers stand again.
package final class SignalPipe {
  package static let watched = [SIGINT, SIGTERM, SIGHUP]
  private static let writeEnd = Atomic<Int32>(-1)
  private static let newest = Atomic<Int32>(0)

  /// Readable once a signal came.
  package let descriptor: Int32
  private let former: [(signal: Int32, action: sigaction)]

  package init() throws(LaunchError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else {
      throw LaunchError(message: "no pipe: \(String(cString: strerror(errno)))")
    }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    descriptor = ends[0]
    signal(SIGPIPE, SIG_IGN)
    Self.newest.store(0, ordering: .relaxed)
    Self.writeEnd.store(ends[1], ordering: .releasing)
    former = Self.watched.map { signal in
      var action = sigaction()
      #if canImport(Glibc)
        action.__sigaction_handler.sa_handler = { SignalPipe.note($0) }
      #else
        action.__sigaction_u.__sa_handler = { SignalPipe.note($0) }
      #endif
      action.sa_flags = Int32(SA_RESTART)
      var old = sigaction()
      sigaction(signal, &action, &old)
      // Under nohup a lost terminal is no reason to stop.
      if signal == SIGHUP, Self.isIgnored(old) { sigaction(signal, &old, nil) }
      return (signal, old)
    }
  }

  private static func isIgnored(_ action: sigaction) -> Bool {
    #if canImport(Glibc)
      let handler = action.__sigaction_handler.sa_handler
    #else
      let handler = action.__sigaction_u.__sa_handler
    #endif
    return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }

  /// Runs inside a signal handler: one store and one `write(2)`.
  private static func note(_ signal: Int32) {
    let code = errno
    newest.store(signal, ordering: .relaxed)
    var byte: UInt8 = 1
    _ = write(writeEnd.load(ordering: .relaxed), &byte, 1)
    errno = code
  }

  /// The signal that came, if one did.
  package var received: Int32? {
    let signal = Self.newest.load(ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  /// The newest signal that wasn't taken yet.
  package func take() -> Int32? {
    var bytes: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0]
    while read(descriptor, &bytes, bytes.count) > 0 {}
    let signal = Self.newest.exchange(0, ordering: .relaxed)
    return signal == 0 ? nil : signal
  }

  package static func name(_ signal: Int32) -> String {
    switch signal {
    case SIGINT: "SIGINT"
    case SIGTERM: "SIGTERM"
    case SIGHUP: "SIGHUP"
    case SIGKILL: "SIGKILL"
    case SIGSEGV: "SIGSEGV"
    case SIGABRT: "SIGABRT"
    case SIGPIPE: "SIGPIPE"
    default: "signal \(signal)"
    }
  }

  deinit {
    for (signal, action) in former {
      var action = action
      sigaction(signal, &action, nil)
    }
    close(Self.writeEnd.exchange(-1, ordering: .acquiringAndReleasing))
    close(descriptor)
  }
}
