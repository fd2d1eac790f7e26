#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A process that reads pictures, from the side of whoever asks; used by one thread at a time.
final class PictureProcess {
  private let socket: Int32
  private let pid: pid_t

  /// - Parameter launcher: starts ``PictureWorker/serve()``.
  init(_ launcher: [String]) throws(PictureFault) {
    var ends: [Int32] = [-1, -1]
    #if canImport(Glibc)
      let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    #else
      let kind = SOCK_STREAM
    #endif
    guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw .noLauncher }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    #if !canImport(Glibc)
      var on: Int32 = 1
      setsockopt(ends[0], SOL_SOCKET, SO_NOSIGPIPE, &on, socklen_t(MemoryLayout<Int32>.size))
    #endif
    let started = Self.spawn(launcher, connectedTo: ends[1])
    close(ends[1])
    guard let started else {
      close(ends[0])
      throw .noLauncher
    }
    socket = ends[0]
    pid = started
    try begin()
  }

  deinit {
    close(socket)
    kill(pid, SIGKILL)
    while waitpid(pid, nil, 0) < 0, errno == EINTR {}
  }

  private func begin() throws(PictureFault) {
    guard let hello = try receive(limit: 16, before: Self.now() + 30) else { throw .crashed }
    var reader = MessageReader(hello)
    guard let missing = try? reader.number() else { throw .crashed }
    guard missing == 0 else { throw .missing(Self.names(missing)) }
  }

  private static func names(_ missing: Int) -> [String] {
    let names = ["leptonica", "tesseract", "zbar", "tesseract's English data"]
    return names.indices.filter { missing & 1 << $0 != 0 }.map { names[$0] }
  }

  /// - Throws: ``PictureFault``; after `crashed` and `tooSlow` the process is of no use any more.
  func ask(_ request: PictureRequest) throws(PictureFault) -> PictureResponse {
    let deadline = Self.now() + PictureLimits.seconds
    let message = request.message
    guard try send(Frame.lead(message.count), before: deadline),
      try send(message, before: deadline),
      let answer = try receive(limit: 1 << 30, before: deadline)
    else { throw .crashed }
    do {
      return try PictureResponse(answer, painted: request.patches != nil)
    } catch {
      throw .crashed
    }
  }

  // MARK: The socket

  private func send(_ bytes: [UInt8], before deadline: Double) throws(PictureFault) -> Bool {
    var position = 0
    while position < bytes.count {
      try wait(for: Int16(POLLOUT), before: deadline)
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.send(
            socket, buffer.baseAddress.map { $0 + position }, min(1 << 16, bytes.count - position),
            Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
        #else
          Darwin.send(
            socket, buffer.baseAddress.map { $0 + position }, min(1 << 16, bytes.count - position),
            MSG_DONTWAIT)
        #endif
      }
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      guard count > 0 else { return false }
      position += count
    }
    return true
  }

  private func receive(limit: Int, before deadline: Double) throws(PictureFault) -> [UInt8]? {
    guard let lead = try receive(exactly: 4, before: deadline),
      let count = Frame.length(lead, limit: limit)
    else { return nil }
    return try receive(exactly: count, before: deadline)
  }

  private func receive(exactly count: Int, before deadline: Double) throws(PictureFault) -> [UInt8]?
  {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: min(count, 1 << 16))
    while bytes.count < count {
      try wait(for: Int16(POLLIN), before: deadline)
      let got = recv(socket, &buffer, min(buffer.count, count - bytes.count), 0)
      if got < 0, errno == EINTR || errno == EAGAIN { continue }
      guard got > 0 else { return nil }
      bytes += buffer[..<got]
    }
    return bytes
  }

  private func wait(for events: Int16, before deadline: Double) throws(PictureFault) {
    while true {
      let left = deadline - Self.now()
      guard left > 0 else { throw .tooSlow }
      var entry = pollfd(fd: socket, events: events, revents: 0)
      if poll(&entry, 1, Int32(min(left * 1000, 1e6))) > 0 { return }
    }
  }

  /// In seconds, of a clock that nobody sets.
  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  // MARK: The start

  /// With nothing of this process's environment, and messages to nowhere: they could quote what a
  /// picture holds.
  private static func spawn(_ launcher: [String], connectedTo end: Int32) -> pid_t? {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
      var attributes = posix_spawnattr_t()
    #else
      var actions: posix_spawn_file_actions_t?
      var attributes: posix_spawnattr_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, end, 0)
    posix_spawn_file_actions_adddup2(&actions, end, 1)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words: [UnsafeMutablePointer<CChar>?] = launcher.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] =
      ["LC_ALL=C", "OMP_THREAD_LIMIT=1"].map { (text: String) in strdup(text) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    guard let path = words[0] else { return nil }
    var pid: pid_t = 0
    return posix_spawn(&pid, path, &actions, &attributes, &words, &variables) == 0 ? pid : nil
  }
}
