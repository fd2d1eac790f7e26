#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A command that a person runs: in their session, with their standard input; only its output and
/// its errors go through this process.
package final class ForegroundChild {
  package enum Stream: Sendable { case output, errors }

  /// A command that didn't start, by what shells and env(1) exit with.
  package enum Refusal: Error, Sendable {
    case notFound
    case notExecutable(String)
  }

  private let pid: pid_t
  private let signals: SignalPipe
  private var ends: [Int32]
  private var status: Int32?
  private let start = ContinuousClock.now
  /// How long output is waited for that a child of the command may still write.
  private static let patience = Duration.milliseconds(300)

  /// Starts it.
  package init(_ arguments: [String], signals: SignalPipe) throws {
    self.signals = signals
    var pipes: [Int32] = []
    for _ in 0..<2 {
      var pair: [Int32] = [-1, -1]
      guard pipe(&pair) == 0 else {
        let code = errno
        pipes.forEach { close($0) }
        throw LaunchError(message: "no pipe: \(String(cString: strerror(code)))")
      }
      for end in pair { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes += pair
    }
    let parts = SpawnParts(isForeground: true)
    parts.connect(output: pipes[1], errors: pipes[3])
    let (pid, code) = parts.search(arguments)
    close(pipes[1])
    close(pipes[3])
    ends = [pipes[0], pipes[2]]
    self.pid = pid
    guard code == 0 else {
      ends.forEach { close($0) }
      ends = []
      if code == ENOENT { throw Refusal.notFound }
      throw Refusal.notExecutable(String(cString: strerror(code)))
    }
  }

  /// Waits for the end, passing signals on.
  ///
  /// - Parameter onOutput: called with each piece as it comes.
  package func wait(onOutput: (Stream, ArraySlice<UInt8>) -> Void) -> ChildOutcome {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var deadline: ContinuousClock.Instant?
    var leftBehind = false
    while true {
      reap()
      if status != nil {
        let now = ContinuousClock.now
        let end = deadline ?? now + Self.patience
        deadline = end
        if ends.allSatisfy({ $0 < 0 }) { break }
        if now >= end {
          leftBehind = true
          break
        }
      }
      if let signal = signals.take() { pass(signal) }
      var polled = ends.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
      polled.append(pollfd(fd: signals.descriptor, events: Int16(POLLIN), revents: 0))
      _ = poll(&polled, nfds_t(polled.count), ends.allSatisfy { $0 < 0 } ? 10 : 50)
      for (index, stream) in [Stream.output, .errors].enumerated()
      where polled[index].revents != 0 {
        let count = read(ends[index], &buffer, buffer.count)
        if count > 0 {
          onOutput(stream, buffer[..<count])
        } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
          close(ends[index])
          ends[index] = -1
        }
      }
    }
    for end in ends where end >= 0 { close(end) }
    ends = []
    let duration = (ContinuousClock.now - start).components
    return ChildOutcome(
      termination: ChildOutcome.Termination(status: status ?? 0), cause: .itself,
      milliseconds: Int(duration.seconds) * 1000
        + Int(duration.attoseconds / 1_000_000_000_000_000),
      leftBehind: leftBehind)
  }

  private func reap() {
    guard status == nil else { return }
    var status: Int32 = 0
    if waitpid(pid, &status, WNOHANG) == pid { self.status = status }
  }

  /// What a key at the terminal sends, the command has got already: twice would be another order.
  private func pass(_ signal: Int32) {
    guard status == nil else { return }
    if signal == SIGINT, Self.isInForeground { return }
    kill(pid, signal)
  }

  private static var isInForeground: Bool {
    let terminal = open("/dev/tty", O_RDONLY | O_NOCTTY | O_CLOEXEC)
    guard terminal >= 0 else { return false }
    defer { close(terminal) }
    return tcgetpgrp(terminal) == getpgrp()
  }
}
