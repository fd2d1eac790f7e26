internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// What happens when the process is told to end: SIGINT, SIGTERM or SIGHUP.
package enum Interruption {
  package typealias Handler = @Sendable () -> Void

  private struct State {
    var nextToken = 0
    var handlers: [Int: Handler] = [:]
  }

  private static let state = Mutex(State())
  /// The pipe's write end for the signal handler, which may not take a lock.
  nonisolated(unsafe) private static var pipeForHandler: Int32 = -1

  /// Starts to listen. On a signal the handlers run, newest first, then the unfinished outputs
  /// are removed and the process exits with 130.
  package static func install() {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    pipeForHandler = ends[1]
    signal(SIGPIPE, SIG_IGN)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      // A parent that ignores a signal (nohup) goes on doing so.
      let previous = signal(number) { _ in
        let kept = errno
        _ = write(Interruption.pipeForHandler, "!", 1)
        errno = kept
      }
      if number == SIGHUP, isIgnored(previous) { signal(number, SIG_IGN) }
    }
    let readEnd = ends[0]
    DispatchQueue(label: "handoff.interruption").async {
      var byte: UInt8 = 0
      while true {
        let count = read(readEnd, &byte, 1)
        if count == 1 { finish() }
        if count == 0 || errno != EINTR { return }
      }
    }
  }

  /// Adds something to do first.
  ///
  /// - Returns: a token for ``remove(_:)``.
  package static func add(_ handler: @escaping Handler) -> Int {
    state.withLock { state in
      state.nextToken += 1
      state.handlers[state.nextToken] = handler
      return state.nextToken
    }
  }

  package static func remove(_ token: Int) {
    state.withLock { _ = $0.handlers.removeValue(forKey: token) }
  }

  private static func finish() -> Never {
    let handlers = state.withLock { $0.handlers }
    for (_, handler) in handlers.sorted(by: { $0.key > $1.key }) { handler() }
    TemporaryPaths.removeAll()
    _exit(130)
  }

  private static func isIgnored(_ handler: (@convention(c) (Int32) -> Void)?) -> Bool {
    unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
  }
}
