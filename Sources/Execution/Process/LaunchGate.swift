internal import CDescriptors

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The child's side of a start: waits for one byte, then becomes the command.
///
/// Before it the runner makes the intent durable; after it come the command's variables and its
/// standard input. When the runner dies before all of it is there, the command never starts: it
/// must not take the half of its input for the whole.
package enum LaunchGate {
  /// What opens the gate.
  static let key: UInt8 = 0x67
  /// The command was not started: the runner went away, or there is no working folder.
  package static let notStarted: Int32 = 125
  package static let notExecutable: Int32 = 126
  package static let notFound: Int32 = 127

  /// Never returns when all goes well.
  ///
  /// - Parameters:
  ///   - arguments: the command; its program is looked up in `PATH`.
  ///   - folder: its working folder.
  ///   - mark: a file that is made durable just before the command starts. Where it is missing
  ///     the command never did.
  /// - Returns: the exit code.
  package static func open(_ arguments: [String], in folder: String?, mark: String?) -> Int32 {
    var byte: UInt8 = 0
    var count = -1
    repeat { count = read(0, &byte, 1) } while count < 0 && errno == EINTR
    guard count == 1, byte == key else { return notStarted }
    guard let text = readPart(), let input = readPart() else { return notStarted }
    let variables = text.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    guard let program = arguments.first, !program.isEmpty else { return notStarted }
    if let folder, chdir(folder) != 0 {
      say("\(folder): cannot work there: \(String(cString: strerror(errno)))")
      return notStarted
    }
    guard input.withUnsafeBytes({ handoff_feed_standard_input($0.baseAddress, $0.count) }) == 0
    else {
      say("its standard input cannot be made: \(String(cString: strerror(errno)))")
      return notStarted
    }
    if let mark, !leave(mark) {
      say("\(mark): cannot be made: \(String(cString: strerror(errno)))")
      return notStarted
    }
    // A pipe whose reader went must end the command as it would in a shell.
    signal(SIGPIPE, SIG_DFL)
    var none = sigset_t()
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, nil)
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) }
    pointers.append(nil)
    if let path = pointers[0] {
      for name in CommandPreparation.names() { unsetenv(name) }
      // The environment takes the texts as they are, and keeps them.
      for variable in variables { putenv(strdup(variable)) }
      execvp(path, pointers)
    }
    let code = errno
    say("\(program): \(code == ENOENT ? "command not found" : String(cString: strerror(code)))")
    return code == ENOENT ? notFound : notExecutable
  }

  // MARK: What the command is given

  /// What follows the key: the variables, then the standard input, each led by its length.
  static func message(_ variables: [String: String], _ input: [UInt8]) -> [UInt8] {
    var text: [UInt8] = []
    for variable in variables.map({ "\($0)=\($1)" }).sorted() { text += Array(variable.utf8) + [0] }
    return part(text) + part(input)
  }

  private static func part(_ bytes: [UInt8]) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> (56 - 8 * $0)) } + bytes
  }

  private static func readPart() -> [UInt8]? {
    guard let lead = readExactly(8) else { return nil }
    let length = lead.reduce(0) { $0 << 8 | Int($1) }
    guard length >= 0, length <= 1 << 30 else { return nil }
    return readExactly(length)
  }

  private static func readExactly(_ count: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var position = 0
    while position < count {
      let got = bytes.withUnsafeMutableBytes {
        read(0, $0.baseAddress?.advanced(by: position), count - position)
      }
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { return nil }
      position += got
    }
    return bytes
  }

  private static func leave(_ mark: String) -> Bool {
    let file = creat(mark, 0o600)
    guard file >= 0 else { return false }
    defer { close(file) }
    let parent = mark.lastIndex(of: "/").map { String(mark[..<$0]) } ?? "."
    let folder = Self.open(folder: parent)
    guard folder >= 0 else { return false }
    defer { close(folder) }
    return fsync(file) == 0 && fsync(folder) == 0
  }

  private static func open(folder: String) -> Int32 {
    #if canImport(Glibc)
      Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #else
      Darwin.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    #endif
  }

  private static func say(_ message: String) {
    let text = Array("handoff: error: \(message)\n".utf8)
    _ = write(2, text, text.count)
  }
}
