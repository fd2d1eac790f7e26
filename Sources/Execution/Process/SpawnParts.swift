#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Owns the structures of `posix_spawn(3)`.
final class SpawnParts {
  /// `POSIX_SPAWN_SETSID`, which glibc's headers show to GNU sources only.
  #if canImport(Glibc)
    private static let newSession: Int32 = 0x80
  #else
    private static let newSession: Int32 = 0x0400
  #endif

  #if canImport(Glibc)
    private var actions = posix_spawn_file_actions_t()
    private var attributes = posix_spawnattr_t()
  #else
    private var actions: posix_spawn_file_actions_t?
    private var attributes: posix_spawnattr_t?
  #endif

  /// - Parameter isForeground: stays in this process's session and group, with its terminal and
  ///   standard input.
  init(isForeground: Bool = false) {
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    // A session and group of its own, without a terminal: a command that asks for a password there
    // fails at once. And the signals as a fresh process has them.
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigemptyset(&all)
    for signal in [SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGCHLD, SIGALRM, SIGUSR1, SIGUSR2] {
      sigaddset(&all, signal)
    }
    posix_spawnattr_setsigdefault(&attributes, &all)
    let flags =
      (isForeground ? 0 : Self.newSession) | Int32(POSIX_SPAWN_SETSIGDEF)
      | Int32(POSIX_SPAWN_SETSIGMASK)
    posix_spawnattr_setflags(&attributes, Int16(flags))
  }

  func connect(input: Int32, output: Int32, errors: Int32) {
    posix_spawn_file_actions_adddup2(&actions, input, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
  }

  func connect(output: Int32, errors: Int32) {
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
  }

  /// Looks the program up in `PATH`, and passes this process's environment on.
  ///
  /// - Returns: the child, or an errno.
  func search(_ arguments: [String]) -> (pid: pid_t, code: Int32) {
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { words.forEach { free($0) } }
    var pid: pid_t = 0
    guard let name = words[0] else { return (0, EINVAL) }
    let code = posix_spawnp(&pid, name, &actions, &attributes, &words, environ)
    return (pid, code)
  }

  /// - Returns: the child, or an errno.
  func spawn(_ arguments: [String], environment: [String]) -> (pid: pid_t, code: Int32) {
    var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var pid: pid_t = 0
    guard let path = words[0] else { return (0, EINVAL) }
    let code = posix_spawn(&pid, path, &actions, &attributes, &words, &variables)
    return (pid, code)
  }

  deinit {
    posix_spawn_file_actions_destroy(&actions)
    posix_spawnattr_destroy(&attributes)
  }
}
