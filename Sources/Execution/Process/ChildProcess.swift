#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A child in a process group of its own, held at the ``LaunchGate`` until it is released.
package final class ChildProcess {
  package enum Stream: Sendable { case output, errors }

  package let identity: ProcessIdentity
  private var inputEnd: Int32
  private var outputEnd: Int32
  private var errorEnd: Int32
  private var pendingInput: ArraySlice<UInt8>
  private var status: Int32?
  private let start = ContinuousClock.now

  /// Starts the launcher; the command itself waits for ``release()``.
  ///
  /// - Parameter launcher: the program and arguments that end in ``LaunchGate``.
  package init(_ launch: Launch, through launcher: [String]) throws(LaunchError) {
    var pipes: [Int32] = []
    func failure(_ what: String, _ code: Int32) -> LaunchError {
      pipes.forEach { close($0) }
      return LaunchError(message: "\(what): \(String(cString: strerror(code)))")
    }
    for _ in 0..<3 {
      var ends: [Int32] = [-1, -1]
      guard pipe(&ends) == 0 else { throw failure("no pipe", errno) }
      for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      pipes += ends
    }
    let parts = SpawnParts()
    parts.connect(input: pipes[0], output: pipes[3], errors: pipes[5])
    var words = launcher
    if let folder = launch.workingDirectory { words += ["--directory", folder] }
    if let mark = launch.mark { words += ["--mark", mark] }
    words += ["--"] + launch.arguments
    // The launcher itself runs with this process's variables, whatever the plan's are.
    let own = CommandPreparation.inheritedEnvironment().map { "\($0)=\($1)" }
    let (pid, code) = parts.spawn(words, environment: own)
    guard code == 0 else { throw failure("\(launcher.first ?? "?") did not start", code) }
    for end in [pipes[0], pipes[3], pipes[5]] { close(end) }
    for end in [pipes[1], pipes[2], pipes[4]] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    inputEnd = pipes[1]
    outputEnd = pipes[2]
    errorEnd = pipes[4]
    pendingInput =
      [LaunchGate.key] + LaunchGate.message(launch.environment, launch.standardInput)
    identity = ProcessIdentity(
      pid: pid, group: pid, started: ProcessIdentity.startTime(of: pid) ?? "unknown")
  }

  /// Lets the command start. Only now may it have an effect.
  package func release() {
    feedInput()
  }

  /// Ends the launcher without the command having started.
  package func abandon() {
    closeEnd(&inputEnd)
    pendingInput = []
    if status == nil {
      var status: Int32 = 0
      while waitpid(identity.pid, &status, 0) < 0, errno == EINTR {}
      self.status = status
    }
  }

  /// Waits for the end; a timeout or a signal ends the whole group: SIGTERM, then SIGKILL.
  ///
  /// - Parameters:
  ///   - timeout: in seconds.
  ///   - patience: seconds between SIGTERM and SIGKILL.
  ///   - onOutput: called with each piece as it comes.
  ///   - onTick: called some times a second with the seconds that passed.
  package func wait(
    timeout: Int, patience: Int = 5, signals: SignalPipe?,
    onOutput: (Stream, ArraySlice<UInt8>) -> Void, onTick: (Int) -> Void = { _ in }
  ) -> ChildOutcome {
    var cause = ChildOutcome.Cause.itself
    var killAt: ContinuousClock.Instant?
    let deadline = start + .seconds(timeout)
    var endOfOutput: ContinuousClock.Instant?
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      feedInput()
      reap()
      let now = ContinuousClock.now
      if status != nil, cause == .itself || killAt == nil || !ProcessGroup.isAlive(identity.group) {
        // Its children may keep the pipes open; what is there already is taken, no more.
        let end = endOfOutput ?? now + .milliseconds(300)
        endOfOutput = end
        if (outputEnd < 0 && errorEnd < 0) || now >= end { break }
      } else if cause == .itself {
        if let signal = signals?.received {
          cause = .interrupt(signal)
        } else if now >= deadline {
          cause = .timeout
        }
        if cause != .itself {
          kill(-identity.group, SIGTERM)
          killAt = now + .seconds(patience)
        }
      } else if let moment = killAt, now >= moment {
        kill(-identity.group, SIGKILL)
        killAt = nil
      }
      pollOnce(&buffer, signals: cause == .itself ? signals : nil, onOutput)
      onTick(Int((ContinuousClock.now - start).components.seconds))
    }
    if cause != .itself { kill(-identity.group, SIGKILL) }
    let leftBehind = cause == .itself && ProcessGroup.isAlive(identity.group)
    closeAll()
    let duration = (ContinuousClock.now - start).components
    return ChildOutcome(
      termination: ChildOutcome.Termination(status: status ?? 0), cause: cause,
      milliseconds: Int(duration.seconds) * 1000
        + Int(duration.attoseconds / 1_000_000_000_000_000),
      leftBehind: leftBehind)
  }

  /// Ends what the command left behind in its group.
  package func endGroup() {
    ProcessGroup.end(identity.group)
  }

  private func pollOnce(
    _ buffer: inout [UInt8], signals: SignalPipe?,
    _ onOutput: (Stream, ArraySlice<UInt8>) -> Void
  ) {
    var polled: [pollfd] = []
    func watch(_ descriptor: Int32, _ events: Int32) {
      polled.append(pollfd(fd: descriptor, events: Int16(events), revents: 0))
    }
    watch(outputEnd, POLLIN)
    watch(errorEnd, POLLIN)
    watch(pendingInput.isEmpty ? -1 : inputEnd, POLLOUT)
    watch(signals?.descriptor ?? -1, POLLIN)
    let isIdle = outputEnd < 0 && errorEnd < 0
    _ = poll(&polled, nfds_t(polled.count), isIdle ? 5 : 50)
    if polled[0].revents != 0 { drain(&outputEnd, .output, &buffer, onOutput) }
    if polled[1].revents != 0 { drain(&errorEnd, .errors, &buffer, onOutput) }
  }

  private func drain(
    _ end: inout Int32, _ stream: Stream, _ buffer: inout [UInt8],
    _ onOutput: (Stream, ArraySlice<UInt8>) -> Void
  ) {
    let count = read(end, &buffer, buffer.count)
    if count > 0 {
      onOutput(stream, buffer[..<count])
    } else if count == 0 || (errno != EAGAIN && errno != EINTR) {
      closeEnd(&end)
    }
  }

  private func feedInput() {
    while inputEnd >= 0, !pendingInput.isEmpty {
      let count = pendingInput.withUnsafeBytes { write(inputEnd, $0.baseAddress, $0.count) }
      if count > 0 {
        pendingInput = pendingInput.dropFirst(count)
      } else if errno == EAGAIN {
        return
      } else if errno != EINTR {
        pendingInput = []
      }
    }
    closeEnd(&inputEnd)
  }

  private func reap() {
    guard status == nil else { return }
    var status: Int32 = 0
    if waitpid(identity.pid, &status, WNOHANG) == identity.pid { self.status = status }
  }

  private func closeEnd(_ end: inout Int32) {
    if end >= 0 { close(end) }
    end = -1
  }

  private func closeAll() {
    closeEnd(&inputEnd)
    closeEnd(&outputEnd)
    closeEnd(&errorEnd)
  }

  deinit { closeAll() }
}
